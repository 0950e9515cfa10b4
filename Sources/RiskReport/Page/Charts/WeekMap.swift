import RiskDomain

/// Seven days by twenty-four hours, the darker the more.
enum WeekMap {
  static let days = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    "Sunday",
  ]
  private static let cell = (width: 12.5, height: 18.0)
  private static let left = 36.0
  private static let top = 4.0

  /// Hours of a week in a zone that is so far east of UTC.
  struct Clock {
    let offsetSeconds: Int

    /// Minutes past the hour at which hours of UTC begin.
    var minute: Int { ((offsetSeconds % 3600) + 3600) % 3600 / 60 }

    /// The hour of the week in UTC that a local hour of the week falls on.
    func utc(_ local: Int) -> Int {
      let shift = (offsetSeconds - minute * 60) / 3600
      return ((local - shift) % 168 + 168) % 168
    }

    /// `07:00`, or `05:30` where hours of UTC begin at the half.
    func label(_ local: Int) -> String {
      let hour = local % 24
      return (hour < 10 ? "0" : "") + "\(hour):"
        + (minute < 10 ? "0" : "") + "\(minute)"
    }
  }

  /// - Parameters:
  ///   - values: by hour of the week in UTC, ≥ 0; nil where nothing is known.
  ///   - words: of a value.
  static func svg(
    _ values: [Double?], clock: Clock, title: String, description: String,
    words: (Int) -> String
  ) -> String {
    let known = values.compactMap(\.self)
    let (least, most) = (known.min() ?? 0, known.max() ?? 0)
    var body = "<g class=\"ax\">"
    for day in 0..<7 {
      body += SVG.text(
        String(days[day].prefix(3)), x: left - 6,
        y: top + (Double(day) + 0.68) * cell.height, anchor: "end")
    }
    for hour in stride(from: 0, to: 24, by: 3) {
      body += SVG.text(
        clock.label(hour), x: left + (Double(hour) + 0.5) * cell.width,
        y: top + 7 * cell.height + 14, anchor: "middle")
    }
    body += "</g>"
    for local in 0..<168 {
      let utc = clock.utc(local)
      let x = left + Double(local % 24) * cell.width
      let y = top + Double(local / 24) * cell.height
      let text =
        "\(days[local / 24]) \(clock.label(local)): \(words(utc))"
      body += "<rect class=\"p heat\" x=\"\(SVG.number(x))\" "
      body += "y=\"\(SVG.number(y))\" width=\"\(SVG.number(cell.width - 1))\" "
      body += "height=\"\(SVG.number(cell.height - 1))\" fill-opacity=\""
      body += SVG.share(values[utc], least: least, most: most)
      body += "\" data-t=\"\(PageText.html(text))\"/>"
    }
    return SVG.picture(
      body, width: Plot.width, height: top + 7 * cell.height + 20,
      title: title, description: description)
  }
}

extension SVG {
  /// How dark a cell is, from 0.06 to 1; cells without a value are clear.
  fileprivate static func share(
    _ value: Double?, least: Double, most: Double
  ) -> String {
    guard let value, value.isFinite else { return "0" }
    let part = most > least ? (value - least) / (most - least) : 0.5
    let hundredths = Int((6 + 94 * min(max(part, 0), 1)).rounded())
    return hundredths >= 100
      ? "1" : "0." + (hundredths < 10 ? "0" : "") + "\(hundredths)"
  }
}
