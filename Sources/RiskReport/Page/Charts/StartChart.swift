import RiskDecision
import RiskDomain

/// Mean cost of a job by its start.
enum StartChart {
  static func svg(
    _ curve: [Recommendation.StartPoint], chosen: UTCInstant?, job: String,
    words: PageWords
  ) -> String {
    guard let first = curve.first, let last = curve.last else { return "" }
    let costs = curve.map(\.meanUSD)
    let most = costs.max() ?? 1
    let hours = last.start.hours(since: first.start)
    var plot = Plot(x: 0...max(hours, 1), y: 0...(most * 1.08))
    plot.left = 56
    var body = plot.grid(
      x: Plot.ticks(0...max(hours, 1), about: 4).map { tick in
        let time = words.time(first.start.adding(hours: tick))
        return (tick, String(time.dropFirst(5)))
      },
      y: Plot.ticks(plot.y, about: 4).map {
        ($0, NumberText.usd($0, decimals: 0))
      })
    let points = curve.map {
      (x: $0.start.hours(since: first.start), y: $0.meanUSD as Double?)
    }
    body += "<path class=\"line\" d=\"\(plot.line(points))\"/>"
    for point in curve {
      let at = point.start.hours(since: first.start)
      if point.start == chosen {
        body += "<circle class=\"mark\" cx=\"\(SVG.number(plot.px(at)))\" "
        body += "cy=\"\(SVG.number(plot.py(point.meanUSD)))\" r=\"4.5\"/>"
      }
      body += plot.spot(
        x: at, y: point.meanUSD,
        "\(words.time(point.start)): \(NumberText.usd(point.meanUSD)), "
          + "deadline met with \(NumberText.percent(point.meetDeadline, 1))")
    }
    return plot.svg(
      body, title: "Mean cost of \(job) by its start",
      description: "From \(NumberText.usd(costs.min())) to "
        + "\(NumberText.usd(most)) over \(NumberText.fixed(hours, 0)) hours of "
        + "starts.")
  }
}
