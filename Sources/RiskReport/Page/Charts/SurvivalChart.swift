import RiskDomain
import RiskForecast

/// Survival ahead of one pool with its band.
enum SurvivalChart {
  static func svg(_ row: ForecastRow) -> String {
    let last = row.aheadHours.last ?? 1
    let plot = Plot(x: 0...last, y: 0...1)
    let points = curve(row, row.survival)
    let edge =
      curve(row, row.survivalHigh) + curve(row, row.survivalLow).reversed()
    var body = plot.grid(
      x: stride(from: 0, through: last, by: 12).map {
        ($0, PageWords.hours($0))
      },
      y: [0, 0.25, 0.5, 0.75, 1].map { ($0, NumberText.percent($0)) })
    body += "<path class=\"band\" d=\""
    body += plot.line(edge.filter { $0.y != nil }) + "Z\"/>"
    body += "<path class=\"line\" d=\"\(plot.line(points))\"/>"
    for (index, hours) in row.aheadHours.enumerated() {
      guard let survival = row.survival[index] else { continue }
      body += plot.spot(x: hours, y: survival, words(row, index))
    }
    return plot.svg(
      body, title: "Survival in \(row.pool.key)",
      description: "Probability of no interruption by hours ahead, falling "
        + "from 100 % to \(PageWords.share(row.survival.last ?? nil)) at "
        + "\(PageWords.hours(last)).")
  }

  /// From 1 at this moment on.
  private static func curve(
    _ row: ForecastRow, _ values: [Double?]
  ) -> [(x: Double, y: Double?)] {
    [(x: 0, y: 1)] + zip(row.aheadHours, values).map { (x: $0, y: $1) }
  }

  /// One point: `6 h: 47 % stay (35–59 %)`.
  private static func words(_ row: ForecastRow, _ index: Int) -> String {
    let band = PageWords.interval(
      row.survivalLow[index], row.survivalHigh[index])
    return PageWords.hours(row.aheadHours[index]) + ": "
      + PageWords.share(row.survival[index]) + " stay"
      + (band.map { " (\($0))" } ?? "")
  }
}
