import RiskDomain

/// The frame of a chart: scales, grid and labels, as SVG.
///
/// Coordinates are those of the view box; a chart is at least that many pixels
/// wide where the page is wide enough, so that its letters stay readable.
struct Plot {
  static let width = 340.0
  var height = 190.0
  /// Room for the labels of the axes, and above and right of the plot.
  var left = 42.0
  var right = 10.0
  var top = 10.0
  var bottom = 26.0
  /// Values at the ends of the axes.
  let x, y: ClosedRange<Double>

  init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.x = Self.open(x)
    self.y = Self.open(y)
  }

  /// A range of no width, or of no numbers, gets one.
  private static func open(_ range: ClosedRange<Double>) -> ClosedRange<Double>
  {
    guard range.lowerBound.isFinite, range.upperBound.isFinite else {
      return 0...1
    }
    return range.upperBound > range.lowerBound
      ? range : range.lowerBound...(range.lowerBound + 1)
  }

  func px(_ value: Double) -> Double {
    left + (value - x.lowerBound) / (x.upperBound - x.lowerBound)
      * (Self.width - left - right)
  }

  func py(_ value: Double) -> Double {
    height - bottom - (value - y.lowerBound) / (y.upperBound - y.lowerBound)
      * (height - top - bottom)
  }

  /// Lines across the plot with their labels.
  func grid(
    x xTicks: [(at: Double, label: String)],
    y yTicks: [(at: Double, label: String)]
  ) -> String {
    var text = "<g class=\"grid\">"
    for tick in yTicks {
      text += "<path d=\"M\(SVG.number(left)) \(SVG.number(py(tick.at)))"
      text += "H\(SVG.number(Self.width - right))\"/>"
    }
    text += "</g><g class=\"ax\">"
    for tick in yTicks {
      text += SVG.text(
        tick.label, x: left - 6, y: py(tick.at) + 3.5, anchor: "end")
    }
    for (index, tick) in xTicks.enumerated() {
      let at = px(tick.at)
      // Labels at the right edge end there.
      let isLast =
        index == xTicks.count - 1 && at > Self.width - right - 24
      text += SVG.text(
        tick.label, x: isLast ? Self.width - right : at,
        y: height - bottom + 16, anchor: isLast ? "end" : "middle")
    }
    return text + "</g>"
  }

  /// A line through points, broken where a value is missing.
  func line(_ points: [(x: Double, y: Double?)]) -> String {
    var path = ""
    var isDown = false
    for point in points {
      guard let value = point.y, value.isFinite else {
        isDown = false
        continue
      }
      path += isDown ? "L" : "M"
      path += SVG.number(px(point.x)) + " " + SVG.number(py(value))
      isDown = true
    }
    return path
  }

  /// A point that shows a text when pointed at.
  func spot(x: Double, y: Double, _ text: String) -> String {
    "<circle class=\"p\" cx=\"\(SVG.number(px(x)))\" "
      + "cy=\"\(SVG.number(py(y)))\" r=\"3.5\" "
      + "data-t=\"\(PageText.html(text))\"/>"
  }

  /// The whole picture.
  func svg(_ body: String, title: String, description: String) -> String {
    SVG.picture(
      body, width: Self.width, height: height, title: title,
      description: description)
  }

  /// Round steps inside a range, about so many.
  static func ticks(_ range: ClosedRange<Double>, about count: Int) -> [Double]
  {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return [range.lowerBound] }
    var step = 1e-9
    let factors = [2.0, 2.5, 2.0]
    var turn = 0
    while span / step > Double(count) {
      step *= factors[turn % 3]
      turn += 1
    }
    var value = (range.lowerBound / step).rounded(.up) * step
    var ticks: [Double] = []
    while value <= range.upperBound + step * 1e-6, ticks.count <= 4 * count {
      ticks.append(value)
      value += step
    }
    return ticks
  }
}
