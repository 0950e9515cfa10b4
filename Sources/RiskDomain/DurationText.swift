/// Lengths of time as users write them: `15m`, `1h`, `0.25h`, `14d`.
public enum DurationText {
  /// Why a text is no duration.
  public struct ParseError: Error, Equatable, Sendable {
    /// A sentence that names the text and the expected form.
    public var message: String
  }

  /// Reads a non-negative number and one unit: s, m, h, d or w.
  ///
  /// - Returns: milliseconds, rounded to the nearest.
  public static func milliseconds(
    _ text: String
  ) throws(ParseError) -> Int64 {
    let units: [Character: Double] = [
      "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
      "w": 604_800_000,
    ]
    guard let unit = text.last, let scale = units[unit],
      let number = Double(text.dropLast()), number.isFinite, number >= 0,
      number * scale < 1e15
    else {
      throw ParseError(
        message: "'\(text)' is not a duration. Write a number and a unit "
          + "(s, m, h, d, w), for example 15m or 1.5h.")
    }
    return Int64((number * scale).rounded())
  }

  /// Reads a duration in hours.
  public static func hours(_ text: String) throws(ParseError) -> Double {
    Double(try milliseconds(text)) / 3_600_000
  }

  /// A short text for a table: `45 s`, `2.5 h`, `3.2 d`.
  public static func short(hours: Double) -> String {
    switch hours {
    case ..<(1.0 / 60): "\(Int((hours * 3600).rounded())) s"
    case ..<1: "\(Int((hours * 60).rounded())) min"
    case ..<72: "\((hours * 10).rounded() / 10) h"
    default: "\((hours / 24 * 10).rounded() / 10) d"
    }
  }
}
