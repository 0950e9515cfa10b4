import RiskForecast

/// What was forecast against what came, by tenths of the forecasts.
enum CalibrationChart {
  static func svg(_ horizon: ClockScores.Horizon) -> String {
    let values = horizon.deciles.flatMap {
      [$0.meanPredicted, $0.meanObserved]
    }
    let most = min(max((values.max() ?? 1) * 1.08, 0.05), 1)
    var plot = Plot(x: 0...most, y: 0...most)
    plot.height = 260
    let ticks = Plot.ticks(0...most, about: 5).map {
      ($0, NumberText.percent($0))
    }
    var body = plot.grid(x: ticks, y: ticks)
    body += "<path class=\"ideal\" d=\""
    body += plot.line([(0, 0), (most, most)]) + "\"/>"
    for decile in horizon.deciles {
      body += "<circle class=\"dot\" "
      body += "cx=\"\(SVG.number(plot.px(decile.meanPredicted)))\" "
      body += "cy=\"\(SVG.number(plot.py(decile.meanObserved)))\" r=\"3.5\"/>"
      body += plot.spot(
        x: decile.meanPredicted, y: decile.meanObserved,
        "said \(NumberText.percent(decile.meanPredicted, 1)), "
          + "came \(NumberText.percent(decile.meanObserved, 1))")
    }
    return plot.svg(
      body, title: "Losses within \(PageWords.hours(horizon.hours))",
      description: "Ten groups of forecasts: share forecast to be lost across, "
        + "share lost upwards. On the straight line forecasts are right.")
  }
}
