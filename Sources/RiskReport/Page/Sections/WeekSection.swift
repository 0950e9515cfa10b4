import RiskDomain

extension PageSection {
  /// Losses by hour of the week, in the reader's zone.
  static let week = PageSection(
    name: "week",
    template: """
      <section id="week" aria-labelledby="week-h">
      <h2 id="week-h">Hours of the week</h2>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      <div class="wide">{{#charts}}{{>chart}}{{/charts}}</div>
      </section>
      """
  ) { document, words in
    let week = document.week
    let clock = WeekMap.Clock(
      offsetSeconds: words.offsetSeconds(at: document.asOf))
    var charts = week.effects.map { effect($0, clock) }
    if let seen = week.seen { charts.append(chart(seen, clock)) }
    var context: [String: Any] = ["charts": charts]
    context["empty"] = week.reason.map(PageWords.sentence)
    return context
  }

  private static func effect(
    _ effect: ReportDocument.Week.Effect, _ clock: WeekMap.Clock
  ) -> [String: Any] {
    func times(_ hour: Int) -> String {
      "\(NumberText.fixed(effect.factors[hour], 2)) times the usual hazard"
    }
    let places = effect.places.prefix(4).joined(separator: ", ")
    let title = "Factor on the hazard: \(places)"
    return chart(
      title,
      note: Counted.of(effect.pools, "pool") + "; forecasts use it; from "
        + "\(PageWords.fixed(effect.factors.min(), 2)) to "
        + "\(PageWords.fixed(effect.factors.max(), 2))",
      svg: WeekMap.svg(
        effect.factors, clock: clock, title: title,
        description: "Seven days by twenty-four hours; the darker, the more "
          + "interruptions an hour at risk brings.", words: times),
      table: table(
        title, clock,
        effect.factors.map { NumberText.fixed($0, 2) }))
  }

  private static func chart(
    _ seen: ReportDocument.Week.Seen, _ clock: WeekMap.Clock
  ) -> [String: Any] {
    let rates = zip(seen.interruptions, seen.hoursAtRisk).map {
      $1 > 0 ? 100 * Double($0) / $1 : nil as Double?
    }
    func rate(_ hour: Int) -> String {
      PageWords.fixed(rates[hour], 1)
    }
    let title = "Interruptions seen per 100 instance-hours"
    return chart(
      title,
      note: "\(NumberText.count(seen.interruptions.reduce(0, +))) "
        + "interruptions of all pools and ages; from "
        + "\(PageWords.fixed(rates.compactMap(\.self).min(), 1)) to "
        + "\(PageWords.fixed(rates.compactMap(\.self).max(), 1))",
      svg: WeekMap.svg(
        rates, clock: clock, title: title,
        description: "Seven days by twenty-four hours; the darker, the more "
          + "interruptions an instance-hour saw."
      ) { hour in
        "\(rate(hour)) per 100 h (\(seen.interruptions[hour]) in "
          + "\(NumberText.fixed(seen.hoursAtRisk[hour], 0)) h)"
      }, table: table(title, clock, (0..<168).map(rate)))
  }

  /// Days down, hours across; `cells` by hour of the week in UTC.
  private static func table(
    _ title: String, _ clock: WeekMap.Clock, _ cells: [String]
  ) -> PageTable {
    var table = PageTable(
      title,
      [("day", .left)]
        + (0..<24).map { (clock.label($0), PageTable.Alignment.right) })
    for day in 0..<7 {
      table.add(
        [WeekMap.days[day]]
          + (0..<24).map { cells[clock.utc(day * 24 + $0)] })
    }
    return table
  }
}
