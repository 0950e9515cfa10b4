/// Pieces of SVG text.
enum SVG {
  /// A coordinate with one decimal; what is no number lies at 0.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e6 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  static func text(
    _ text: String, x: Double, y: Double, anchor: String
  ) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">"
      + "\(PageText.html(text))</text>"
  }

  /// A picture that says what it shows; its numbers stand in a table beside.
  static func picture(
    _ body: String, width: Double, height: Double, title: String,
    description: String
  ) -> String {
    "<svg class=\"plot\" viewBox=\"0 0 \(number(width)) \(number(height))\" "
      + "role=\"img\" tabindex=\"0\"><title>\(PageText.html(title))</title>"
      + "<desc>\(PageText.html(description))</desc>\(body)</svg>"
  }
}
