import RiskDomain
import RiskForecast

extension PageSection {
  /// Spot prices of the last weeks.
  static let prices = PageSection(
    name: "prices",
    template: """
      <section id="prices" aria-labelledby="prices-h">
      <h2 id="prices-h">Price history</h2>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      {{#about}}<p class="sub">{{.}}</p>{{/about}}
      <div class="grid">{{#charts}}{{>chart}}{{/charts}}</div>
      {{#hasMore}}<details class="more"><summary>{{moreCount}}</summary>\
      <div class="grid">{{#more}}{{>chart}}{{/more}}</div></details>{{/hasMore}}
      {{#constant}}<details class="more"><summary>{{constantCount}}</summary>\
      {{>table}}</details>{{/constant}}
      </section>
      """
  ) { document, words in
    let prices = document.prices
    guard prices.reason == nil else {
      return [
        "empty": "Not enough data for a price history: "
          + (prices.reason ?? "")
      ]
    }
    var context: [String: Any] = [
      "about": about(prices),
      "charts": prices.moving.prefix(shownCharts).map { chart($0, words) },
    ]
    if !prices.constant.isEmpty {
      context["constantCount"] =
        Counted.of(prices.constant.count, "constant price")
      context["constant"] = constant(prices, words).context
    }
    return more(
      &context, prices.moving.dropFirst(shownCharts).map { chart($0, words) })
  }

  private static func about(_ prices: ReportDocument.Prices) -> String {
    let days = NumberText.fixed(prices.days, 0)
    let moving = prices.moving.count + prices.leftOut
    var text =
      "Spot price of an instance-hour over \(days) days, weighted by time. "
      + Counted.of(moving, "price") + " moved, "
      + "\(NumberText.count(prices.constant.count)) stood still"
    if prices.without > 0 {
      text +=
        ", and of " + Counted.of(prices.without, "pool") + " none is stored"
    }
    text += "."
    if prices.leftOut > 0 {
      text +=
        " "
        + Counted.of(
          prices.leftOut, "moving one is not drawn: it swings less.",
          "moving ones are not drawn: they swing less.")
    }
    return text
  }

  private static func chart(
    _ history: ReportDocument.Prices.History, _ words: PageWords
  ) -> [String: Any] {
    let trail = history.trail
    var table = PageTable(
      "Spot price of \(history.pool.key)",
      [("day", .left), ("mean $/h", .right)])
    let perDay = max(Int((24 / trail.stepHours).rounded()), 1)
    for start in stride(from: 0, to: trail.usdPerHour.count, by: perDay) {
      let known = trail.usdPerHour[
        start..<min(start + perDay, trail.usdPerHour.count)
      ].compactMap(\.self)
      table.add([
        words.day(trail.from.adding(hours: Double(start) * trail.stepHours)),
        known.isEmpty
          ? PageWords.unknown
          : PageWords.price(known.reduce(0, +) / Double(known.count)),
      ])
    }
    var note =
      "\(PageWords.price(trail.currentUSDPerHour)) now, mean "
      + "\(PageWords.price(trail.meanUSDPerHour))"
    let untold = trail.usdPerHour.reversed().prefix { $0 == nil }.count
    if untold > 0 {
      let step = Double(trail.usdPerHour.count - untold)
      note +=
        ", not told after "
        + words.day(trail.from.adding(hours: step * trail.stepHours))
    }
    if let onDemand = history.onDemandPerHour {
      note += ", on-demand \(PageWords.price(onDemand))"
    }
    return chart(
      history.pool.key, note: note,
      svg: PriceChart.svg(history, words: words), table: table)
  }

  private static func constant(
    _ prices: ReportDocument.Prices, _ words: PageWords
  ) -> PageTable {
    var table = PageTable(
      "Prices that did not move",
      [
        ("pool", .left), ("spot $/h", .right), ("on-demand $/h", .right),
        ("since", .left),
      ])
    for history in prices.constant.prefix(mostConstant) {
      table.add([
        history.pool.key, PageWords.price(history.pricePerHour),
        PageWords.price(history.onDemandPerHour), words.day(history.since),
      ])
    }
    return table
  }

  /// Constant prices listed; the league has all of them.
  private static let mostConstant = 200
}
