import ArgumentParser
import RiskDomain

/// Durations as options write them.
enum Horizons {
  /// Ascending hours above 0 from a list such as `1h,6h,24h`.
  static func parse(_ text: String) throws -> [Double] {
    let hours = try text.split(separator: ",").map {
      try Self.hours(String($0), option: "--horizon")
    }
    guard !hours.isEmpty, hours.allSatisfy({ $0 > 0 }),
      hours == hours.sorted(), Set(hours).count == hours.count
    else {
      throw ValidationError(
        "--horizon: '\(text)' must ascend from above 0, for example "
          + "1h,6h,24h.")
    }
    return hours
  }

  /// Hours from a duration such as `15m`.
  static func hours(_ text: String, option: String) throws -> Double {
    do {
      return try DurationText.hours(text)
    } catch {
      throw ValidationError("\(option): \(error.message)")
    }
  }
}
