/// Something by day, as bars.
enum DayChart {
  /// One day.
  struct Bar {
    /// As on the axis, "2026-01-14".
    var day: String
    var value: Double
    /// What the pointer shows.
    var text: String
  }

  /// - Parameter tick: a value as the axis shows it; nil where it is not shown.
  static func svg(
    _ bars: [Bar], title: String, description: String,
    tick: (Double) -> String?
  ) -> String {
    let most = bars.map(\.value).max() ?? 0
    let plot = Plot(x: 0...Double(max(bars.count, 1)), y: 0...max(most, 1))
    var body = plot.grid(
      x: stride(from: 0, to: bars.count, by: 7).map {
        (Double($0) + 0.5, String(bars[$0].day.suffix(5)))
      },
      y: Plot.ticks(plot.y, about: 4).compactMap { value in
        tick(value).map { (value, $0) }
      })
    for (index, bar) in bars.enumerated() {
      let x = plot.px(Double(index) + 0.12)
      let y = plot.py(bar.value)
      body += "<rect class=\"p bar\" x=\"\(SVG.number(x))\" "
      body += "y=\"\(SVG.number(y))\" "
      body += "width=\"\(SVG.number(plot.px(0.76) - plot.px(0)))\" "
      body += "height=\"\(SVG.number(max(plot.py(0) - y, 0)))\" "
      body += "data-t=\"\(PageText.html(bar.text))\"/>"
    }
    return plot.svg(body, title: title, description: description)
  }
}
