public import RiskDomain

/// What a pool cost over the last days, as means over steps of one length.
public struct PriceTrail: Hashable, Sendable, Codable {
  /// Start of the first step, and the length of each, hours.
  public var from: UTCInstant
  public var stepHours: Double
  /// Time-weighted mean of each step, per instance-hour in USD; nil for a step
  /// before the first stored price, and for one of which no price list tells
  /// yet.
  public var usdPerHour: [Double?]
  /// Per instance-hour in USD: now, the time-weighted mean of the days shown,
  /// and the least and the highest price that held in them.
  public var currentUSDPerHour, meanUSDPerHour: Double
  public var lowUSDPerHour, highUSDPerHour: Double
  /// Changes in the days shown.
  public var changes: Int
  /// Since when the current price holds.
  public var since: UTCInstant
}

extension PriceHistory {
  /// The last days before a moment; nil before the first price.
  ///
  /// - Parameters:
  ///   - days: > 0.
  ///   - steps: of one length, > 0.
  ///   - through: the last moment of which the provider's prices tell; a price
  ///     is not known to hold after it. nil takes `instant`.
  func trail(
    asOf instant: UTCInstant, days: Double, steps: Int,
    through: UTCInstant? = nil
  ) -> PriceTrail? {
    guard let last = lastIndex(at: instant), steps > 0, days > 0 else {
      return nil
    }
    let now = instant.hours(since: times[0])
    let from = now - 24 * days
    let stepHours = 24 * days / Double(steps)
    let told = through.map { $0.hours(since: times[0]) } ?? now
    let means = (0..<steps).map { step -> Double? in
      let start = max(from + Double(step) * stepHours, 0)
      if from + Double(step) * stepHours > told { return nil }
      let end = step + 1 == steps ? now : from + Double(step + 1) * stepHours
      return end > start
        ? (usd(throughHour: end) - usd(throughHour: start)) / (end - start)
        : nil
    }
    let first = max(from, 0)
    let shown = (0...last).filter {
      $0 == last || hours[$0 + 1] > first
    }
    let current = usdPerHour[last]
    var start = last
    while start > 0, usdPerHour[start - 1] == current { start -= 1 }
    return PriceTrail(
      from: times[0].adding(hours: from), stepHours: stepHours,
      usdPerHour: means, currentUSDPerHour: current,
      meanUSDPerHour: now > first
        ? (usd(throughHour: now) - usd(throughHour: first)) / (now - first)
        : current,
      lowUSDPerHour: shown.map { usdPerHour[$0] }.min() ?? current,
      highUSDPerHour: shown.map { usdPerHour[$0] }.max() ?? current,
      changes: shown.count {
        $0 > 0 && hours[$0] > from && usdPerHour[$0] != usdPerHour[$0 - 1]
      }, since: times[start])
  }
}
