import RiskDomain
import RiskForecast

/// The spot price of one pool over the last days.
enum PriceChart {
  static func svg(
    _ history: ReportDocument.Prices.History, words: PageWords
  ) -> String {
    let trail = history.trail
    let known = trail.usdPerHour.compactMap(\.self)
    let least = known.min() ?? trail.currentUSDPerHour
    let most = known.max() ?? trail.currentUSDPerHour
    let room = max((most - least) * 0.12, most * 0.002)
    let steps = Double(trail.usdPerHour.count)
    let plot = Plot(x: 0...steps, y: max(least - room, 0)...(most + room))
    let scale = Plot.ticks(plot.y, about: 4)
    let gap = scale.count > 1 ? scale[1] - scale[0] : 1
    let decimals = gap >= 1 ? 0 : gap >= 0.1 ? 1 : gap >= 0.01 ? 2 : 3
    func start(_ step: Int) -> UTCInstant {
      trail.from.adding(hours: Double(step) * trail.stepHours)
    }
    let every = max(Int((steps / 4).rounded()), 1)
    var body = plot.grid(
      x: stride(from: 0, through: trail.usdPerHour.count, by: every).map {
        (Double($0), String(words.day(start($0)).suffix(5)))
      },
      y: scale.map { ($0, NumberText.usd($0, decimals: decimals)) })
    var points: [(x: Double, y: Double?)] = []
    for (step, price) in trail.usdPerHour.enumerated() {
      points += [(Double(step), price), (Double(step + 1), price)]
    }
    body += "<path class=\"line\" d=\"\(plot.line(points))\"/>"
    for (step, price) in trail.usdPerHour.enumerated() {
      guard let price else { continue }
      body += plot.spot(
        x: Double(step) + 0.5, y: price,
        "\(words.time(start(step))): \(PageWords.price(price)) an hour")
    }
    return plot.svg(
      body, title: "Spot price of \(history.pool.key)",
      description: "Means over \(PageWords.hours(trail.stepHours)), from "
        + "\(words.day(trail.from)) on: between \(PageWords.price(least)) and "
        + "\(PageWords.price(most)) an hour.")
  }
}
