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
      {{#costs}}<div class="two">{{#chart}}{{>chart}}{{/chart}}
      {{#jobs}}<div>{{>table}}</div>{{/jobs}}</div>
      {{#note}}<p>{{.}}</p>{{/note}}{{/costs}}
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
    if let costs = losses.costs, !costs.days.isEmpty {
      context["costs"] = costContext(costs, document, words)
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
        row.market, NumberText.grouped(row.hours, 1),
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
      svg: DayChart.svg(
        days.map { day in
          DayChart.Bar(
            day: words.day(day.start), value: Double(day.interruptions),
            text: "\(words.day(day.start)): "
              + Counted.of(day.interruptions, "interruption") + " in "
              + "\(NumberText.fixed(day.hoursAtRisk, 0)) hours")
        }, title: "Interruptions by day",
        description: "\(days.count) days, at most "
          + "\(NumberText.count(days.map(\.interruptions).max() ?? 0)) "
          + "interruptions on one of them.",
        tick: { $0 == $0.rounded() ? NumberText.fixed($0, 0) : nil }),
      table: table)
  }

  /// Jobs of which the cost is shown.
  private static let shownJobs = 10

  private static func costContext(
    _ costs: InterruptionCostSeries, _ document: ReportDocument,
    _ words: PageWords
  ) -> [String: Any] {
    let byDay = Dictionary(
      costs.days.map { ($0.name ?? "", $0) },
      uniquingKeysWith: { first, _ in first })
    let days = document.losses.days.map { words.day($0.start) }
    let shown = days.map { day in
      byDay[day]
        ?? InterruptionCostSeries.Point(
          name: day, usd: 0, interruptions: 0, incomplete: 0)
    }
    var context: [String: Any] = [
      "chart": chart(
        "What interruptions cost by day",
        note: "\(NumberText.usd(shown.reduce(0) { $0 + $1.usd })) in "
          + "\(days.count) days",
        svg: DayChart.svg(
          shown.map {
            DayChart.Bar(
              day: $0.name ?? "", value: $0.usd,
              text: "\($0.name ?? ""): \(NumberText.usd($0.usd)) of "
                + Counted.of($0.interruptions, "interruption"))
          }, title: "What interruptions cost by day",
          description: "\(days.count) days, at most "
            + "\(NumberText.usd(shown.map(\.usd).max() ?? 0)) on one of them.",
          tick: { NumberText.usd($0, decimals: 0) }),
        table: table("Interruption cost by day", "day", costs.days)),
      "jobs": table(
        "Interruption cost by job", "job", Array(costs.jobs.prefix(shownJobs))
      ).context,
    ]
    let incomplete = costs.jobs.reduce(0) { $0 + $1.incomplete }
    if incomplete > 0 {
      context["note"] =
        "Of \(Counted.of(incomplete, "interruption")) a part is unknown: these figures are what is known at least. riskctl cost says why."
    }
    return context
  }

  private static func table(
    _ caption: String, _ head: String, _ points: [InterruptionCostSeries.Point]
  ) -> PageTable {
    var table = PageTable(
      caption,
      [
        (head, .left), ("interruptions", .right), ("cost", .right),
        ("partly unknown", .right),
      ])
    for point in points {
      table.add([
        point.name ?? "no known job", NumberText.count(point.interruptions),
        NumberText.usd(point.usd), NumberText.count(point.incomplete),
      ])
    }
    return table
  }
}
