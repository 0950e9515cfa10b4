import Foundation
import RiskDomain

/// Numbers and times as the page writes them: those of the tables, and words
/// where nothing is known.
struct PageWords {
  static let unknown = "not known"

  let zone: TimeZone

  init(timeZone: String) {
    zone = TimeZone(identifier: timeZone) ?? .gmt
  }

  /// A probability as per cent; below one per cent with a decimal.
  static func share(_ value: Double?) -> String {
    guard let value, value.isFinite else { return unknown }
    let isSmall = value > 0 && value < 0.00995
    return NumberText.percent(value, isSmall ? 1 : 0)
  }

  /// Both ends of an interval in per cent: `25–38`.
  static func band(_ low: Double?, _ high: Double?) -> String? {
    guard let low, let high, low.isFinite, high.isFinite else { return nil }
    let decimals = high > 0 && high < 0.00995 ? 1 : 0
    return NumberText.fixed(low * 100, decimals) + "–"
      + NumberText.fixed(high * 100, decimals)
  }

  /// Both ends of an interval: `25–38 %`.
  static func interval(_ low: Double?, _ high: Double?) -> String? {
    band(low, high).map { $0 + " %" }
  }

  /// A price per hour: three decimals below ten dollars, as in the tables.
  static func price(_ usdPerHour: Double?) -> String {
    guard let usdPerHour, usdPerHour.isFinite else { return unknown }
    return NumberText.usd(usdPerHour, decimals: usdPerHour < 10 ? 3 : 2)
  }

  static func usd(_ value: Double?) -> String {
    guard let value, value.isFinite else { return unknown }
    return NumberText.usd(value)
  }

  static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return unknown }
    return NumberText.fixed(value, decimals)
  }

  /// A whole sentence: with a full stop, and with a capital letter where it
  /// begins with a word and not with a name such as `aws/us-east-1a`.
  static func sentence(_ text: String) -> String {
    guard let first = text.first else { return text }
    let word = text.prefix { $0 != " " }
    let isWord = word.allSatisfy { $0.isLetter || $0 == "," || $0 == "." }
    let ends = text.hasSuffix(".") || text.hasSuffix("!")
    return (isWord ? first.uppercased() : String(first)) + text.dropFirst()
      + (ends ? "" : ".")
  }

  /// Horizon of hours: `6 h`.
  static func hours(_ hours: Double) -> String {
    (hours == hours.rounded()
      ? NumberText.fixed(hours, 0) : NumberText.fixed(hours, 2))
      + " h"
  }

  func offsetSeconds(at instant: UTCInstant) -> Int {
    zone.secondsFromGMT(
      for: Date(
        timeIntervalSince1970: Double(instant.unixMilliseconds) / 1000))
  }

  /// Local date and minute: `2026-02-04 07:00`.
  func time(_ instant: UTCInstant?) -> String {
    guard let instant else { return Self.unknown }
    let text = instant.rfc3339(offsetSeconds: offsetSeconds(at: instant))
    return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
  }

  /// Local day: `2026-02-04`.
  func day(_ instant: UTCInstant) -> String {
    String(
      instant.rfc3339(offsetSeconds: offsetSeconds(at: instant)).prefix(10))
  }

  /// The zone with its offset at a moment: `Asia/Karachi (UTC+05:00)`.
  func zoneName(at instant: UTCInstant) -> String {
    let offset = instant.rfc3339(offsetSeconds: offsetSeconds(at: instant))
      .suffix(6)
    return zone.identifier == "GMT"
      ? "UTC" : "\(zone.identifier) (UTC\(offset))"
  }
}
