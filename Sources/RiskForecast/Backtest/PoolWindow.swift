import RiskDomain
import RiskModels

/// Losses of one pool after one origin against what the model expected.
struct PoolWindow: Hashable, Sendable {
  /// Losses of one pool this close together count once, as in the fit.
  static let windowMilliseconds: Int64 = 180_000
  static let level = 0.9

  /// Events in time; losses that fell together are one.
  var events: Int
  /// Events expected over the hours at risk.
  var expected: Double
  /// Gamma shape of what is not known of the pool's hazard.
  var shape: Double

  /// Events among ascending instants of losses.
  static func events(_ losses: [UTCInstant]) -> Int {
    var count = 0
    var first: UTCInstant?
    for loss in losses {
      if let first, loss.milliseconds(since: first) <= windowMilliseconds {
        continue
      }
      first = loss
      count += 1
    }
    return count
  }

  /// Ends of the 90 % interval of the count, and how much it holds.
  private var interval: (low: Int, high: Int, promised: Double)? {
    // Given the multiplier, counts are Poisson: negative binomial without.
    let multiplier = GammaPoisson(shape: shape, rateHours: shape)
    func distribution(_ count: Int) -> Double {
      multiplier.predictiveDistribution(
        count, aheadHours: expected, events: 0, hours: 0)
    }
    func quantile(_ p: Double) -> Int? {
      multiplier.predictiveQuantile(
        p, aheadHours: expected, events: 0, hours: 0)
    }
    guard let low = quantile((1 - Self.level) / 2),
      let high = quantile((1 + Self.level) / 2)
    else { return nil }
    return (low, high, distribution(high) - distribution(low - 1))
  }

  static func coverage(_ windows: [PoolWindow]) -> ClockScores.Coverage? {
    var total = 0
    var promised = 0.0
    var covered = 0
    for window in windows where window.expected > 0 {
      guard let interval = window.interval else { continue }
      total += 1
      promised += interval.promised
      if interval.low <= window.events, window.events <= interval.high {
        covered += 1
      }
    }
    guard total > 0 else { return nil }
    return ClockScores.Coverage(
      windows: total, promised: promised / Double(total),
      covered: Double(covered) / Double(total))
  }
}
