import RiskNumerics

/// What the next hours will bring, not only at which rate.
extension GammaPoisson {
  /// P(at most `count` events within the next `aheadHours`).
  ///
  /// Events are negative binomial given what was seen: their rate is gamma
  /// (methods/scores.md (13)). 0 below a count of 0.
  public func predictiveDistribution(
    _ count: Int, aheadHours: Double, events: Double, hours: Double
  ) -> Double {
    guard count >= 0 else { return 0 }
    let rate = rateHours + hours
    return regularizedBeta(
      rate / (rate + aheadHours), shape + events, Double(count) + 1)
  }

  /// The smallest count of events within the next `aheadHours` that is not
  /// exceeded with probability `p`, 0 < p < 1; nil for other p.
  public func predictiveQuantile(
    _ p: Double, aheadHours: Double, events: Double, hours: Double
  ) -> Int? {
    guard p > 0, p < 1, aheadHours >= 0, aheadHours.isFinite else { return nil }
    func isReached(_ count: Int) -> Bool {
      predictiveDistribution(
        count, aheadHours: aheadHours, events: events, hours: hours) >= p
    }
    var high = 1
    while !isReached(high) {
      // Beyond this a double no longer counts by ones.
      guard high < 1 << 52 else { return nil }
      high *= 2
    }
    var low = -1
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isReached(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
