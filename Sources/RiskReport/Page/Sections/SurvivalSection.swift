import RiskDomain
import RiskForecast

extension PageSection {
  /// Survival curves with bands.
  static let survival = PageSection(
    name: "survival",
    template: """
      <section id="survival" aria-labelledby="survival-h">
      <h2 id="survival-h">Survival ahead</h2>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      {{#about}}<p class="sub">{{.}}</p>{{/about}}
      <div class="grid">{{#charts}}{{>chart}}{{/charts}}</div>
      {{#hasMore}}<details class="more"><summary>{{moreCount}}</summary>\
      <div class="grid">{{#more}}{{>chart}}{{/more}}</div></details>{{/hasMore}}
      </section>
      """
  ) { document, _ in
    let survival = document.survival
    guard survival.reason == nil, !survival.rows.isEmpty else {
      return [
        "empty": "Not enough data for a curve: "
          + (survival.reason ?? "no pool has a forecast")
      ]
    }
    var context: [String: Any] = [
      "about":
        "Probability of no interruption by hours ahead, with a 90 % band. "
        + "Pools of the plans come first, then the least risky."
        + (survival.leftOut > 0
          ? " " + Counted.of(survival.leftOut, "pool") + " more: riskctl "
            + "forecast --pool NAME." : ""),
      "charts": survival.rows.prefix(shownCharts).map(chart),
    ]
    return more(&context, survival.rows.dropFirst(shownCharts).map(chart))
  }

  /// Charts that are open; the others unfold.
  static let shownCharts = 6

  /// Puts the charts that unfold into a context.
  static func more(
    _ context: inout [String: Any], _ charts: [[String: Any]]
  ) -> [String: Any] {
    if !charts.isEmpty {
      context["hasMore"] = true
      context["more"] = charts
      context["moreCount"] =
        Counted.of(charts.count, "pool") + " more"
    }
    return context
  }

  private static func chart(_ row: ForecastRow) -> [String: Any] {
    var table = PageTable(
      "Survival in \(row.pool.key)",
      [("hours", .left), ("stays", .right), ("90 % band", .right)])
    for (index, hours) in row.aheadHours.enumerated() {
      table.add([
        PageWords.hours(hours), PageWords.share(row.survival[index]),
        PageWords.interval(row.survivalLow[index], row.survivalHigh[index])
          ?? PageWords.unknown,
      ])
    }
    let age =
      row.state == .up && row.ageHours > 0
      ? ", up for \(DurationText.short(hours: row.ageHours))" : ""
    return chart(
      row.pool.key,
      note: "\(row.evidence.rawValue), \(NumberText.count(row.interruptions)) "
        + "in \(NumberText.fixed(row.hoursAtRisk, 0)) h\(age)",
      svg: SurvivalChart.svg(row), table: table)
  }
}
