import RiskDomain

/// Interruptions by day.
enum DayChart {
  static func svg(
    _ days: [ReportDocument.Losses.Day], words: PageWords
  ) -> String {
    let most = Double(days.map(\.interruptions).max() ?? 0)
    let plot = Plot(x: 0...Double(max(days.count, 1)), y: 0...max(most, 1))
    var body = plot.grid(
      x: stride(from: 0, to: days.count, by: 7).map {
        (Double($0) + 0.5, String(words.day(days[$0].start).suffix(5)))
      },
      y: Plot.ticks(plot.y, about: 4).filter { $0 == $0.rounded() }.map {
        ($0, NumberText.fixed($0, 0))
      })
    for (index, day) in days.enumerated() {
      let x = plot.px(Double(index) + 0.12)
      let y = plot.py(Double(day.interruptions))
      body += "<rect class=\"p bar\" x=\"\(SVG.number(x))\" "
      body += "y=\"\(SVG.number(y))\" "
      body += "width=\"\(SVG.number(plot.px(0.76) - plot.px(0)))\" "
      body += "height=\"\(SVG.number(max(plot.py(0) - y, 0)))\" "
      body += "data-t=\"\(PageText.html(text(day, words)))\"/>"
    }
    return plot.svg(
      body, title: "Interruptions by day",
      description: "\(days.count) days, at most \(NumberText.fixed(most, 0)) "
        + "interruptions on one of them.")
  }

  private static func text(
    _ day: ReportDocument.Losses.Day, _ words: PageWords
  ) -> String {
    "\(words.day(day.start)): \(NumberText.count(day.interruptions)) "
      + "interruptions in \(NumberText.fixed(day.hoursAtRisk, 0)) hours"
  }
}
