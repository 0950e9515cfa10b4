import RiskDomain

extension PageSection {
  /// Interruptions over time, and what was billed.
  static let losses = PageSection(
    name: "losses",
    template: """
      <section id="losses" aria-labelledby="losses-h">
      <h2 id="losses-h">Interruptions and bills so far</h2>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      <div class="two">{{#chart}}{{>chart}}{{/chart}}
      {{#billed}}<div>{{>table}}</div>{{/billed}}
      {{#noBill}}<p class="empty">{{.}}</p>{{/noBill}}</div>
      </section>
      """
  ) { document, words in
    let losses = document.losses
    var context: [String: Any] = [:]
    if let reason = losses.reason {
      context["empty"] = "Not enough data for a chart: " + reason
    } else {
      context["chart"] = chart(document, words)
    }
    guard !losses.billed.isEmpty else {
      context["noBill"] =
        "Not enough data for dollars: no bill was read. Ingest a cost and "
        + "usage report."
      return context
    }
    var table = PageTable(
      "Instance-hours and money billed",
      [
        ("market", .left), ("hours", .right), ("invoiced", .right),
        ("amortised", .right), ("currency", .left),
      ])
    for row in losses.billed {
      table.add([
        row.market, NumberText.fixed(row.hours, 1),
        money(row.billed, row.currency), money(row.effective, row.currency),
        row.currency,
      ])
    }
    context["billed"] = table.context
    return context
  }

  private static func money(_ value: Double?, _ currency: String) -> String {
    currency == "USD" ? PageWords.usd(value) : PageWords.fixed(value, 2)
  }

  private static func chart(
    _ document: ReportDocument, _ words: PageWords
  ) -> [String: Any] {
    let days = document.losses.days
    var table = PageTable(
      "Interruptions by day",
      [
        ("day", .left), ("interruptions", .right), ("hours", .right),
        ("per 100 h", .right),
      ])
    for day in days {
      table.add([
        words.day(day.start), NumberText.count(day.interruptions),
        NumberText.fixed(day.hoursAtRisk, 0),
        day.hoursAtRisk > 0
          ? NumberText.fixed(
            100 * Double(day.interruptions) / day.hoursAtRisk, 1)
          : PageWords.unknown,
      ])
    }
    return chart(
      "Interruptions by day",
      note: "\(NumberText.count(days.reduce(0) { $0 + $1.interruptions })) in "
        + "\(days.count) days, through \(words.time(document.dataThrough))",
      svg: DayChart.svg(days, words: words),
      table: table)
  }
}
