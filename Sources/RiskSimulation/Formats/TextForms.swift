import RiskDomain

/// Forms of numbers and times that the clouds' files use.
enum TextForms {
  /// A decimal number from units of 10^-digits: (15, 2) is "0.15".
  static func decimal(_ units: Int64, digits: Int) -> String {
    let text = String(units.magnitude)
    let padded =
      String(repeating: "0", count: max(0, digits + 1 - text.utf8.count))
      + text
    return (units < 0 ? "-" : "") + padded.dropLast(digits) + "."
      + padded.suffix(digits)
  }

  /// Hours with ten decimals, as AWS writes usage: 991,000 ms is
  /// "0.2752777778".
  static func hours(milliseconds: Int64) -> String {
    decimal(
      (milliseconds * 10_000_000_000 + 1_800_000) / 3_600_000, digits: 10)
  }

  /// USD with ten decimals for a time at a rate per hour.
  static func cost(milliseconds: Int64, perHour: MicroUSD) -> String {
    // Whole seconds keep the product inside 63 bits up to 900 USD/h.
    let units = perHour.rawValue * (milliseconds / 1000) * 10_000
    return decimal((units + 1800) / 3600, digits: 10)
  }

  /// USD with ten decimals.
  static func money(_ amount: MicroUSD) -> String {
    decimal(amount.rawValue * 10_000, digits: 10)
  }

  /// Milliseconds and the offset of Pacific standard time, as Compute Engine
  /// writes them: "2026-01-05T02:13:29.984-08:00".
  static func pacific(_ at: UTCInstant) -> String {
    let text = at.rfc3339(offsetSeconds: -8 * 3600)
    let fraction = String(at.unixMilliseconds % 1000)
    let padded =
      String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
    return text.dropLast(6) + "." + padded + text.suffix(6)
  }

  /// Year, month and day without separators, "20260105".
  static func compactDay(_ at: UTCInstant) -> String {
    String(at.rfc3339.prefix(10).filter { $0 != "-" })
  }
}
