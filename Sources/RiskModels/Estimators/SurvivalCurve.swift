internal import Foundation
internal import RiskNumerics

/// A survival curve that falls at times of events, with its two errors.
///
/// One entry of each array for each distinct time at which somebody left;
/// formulas: methods/kaplan-meier.md.
public struct SurvivalCurve: Hashable, Sendable {
  /// How limits are kept inside (0, 1).
  public enum LimitType: String, Sendable, Codable, CaseIterable {
    case log
    case logLog = "log-log"
    case plain
  }

  /// Ascending, in the sample's unit.
  public internal(set) var time: [Double] = []
  /// Weight watched just before each time.
  public internal(set) var atRisk: [Double] = []
  /// Weight of the events.
  public internal(set) var events: [Double] = []
  /// Weight that left without an event.
  public internal(set) var censored: [Double] = []
  /// S just after each time.
  public internal(set) var survival: [Double] = []
  /// Greenwood's standard error of log S; infinite where S is 0.
  public internal(set) var logStandardError: [Double] = []
  /// Nelson and Aalen's Σ d/n.
  public internal(set) var cumulativeHazard: [Double] = []
  /// Standard error of `cumulativeHazard`, the root of Σ d/n².
  public internal(set) var cumulativeHazardStandardError: [Double] = []

  /// S at a time; 1 before the first.
  public func survival(at time: Double) -> Double {
    let k = index(at: time)
    return k < 0 ? 1 : survival[k]
  }

  /// The last entry at or before a time; −1 when there is none.
  public func index(at t: Double) -> Int {
    var low = 0
    var high = time.count
    while low < high {
      let middle = (low + high) / 2
      if time[middle] <= t { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// The first time at which S is at or below 1 − p; nil when it stays above.
  public func quantile(_ p: Double) -> Double? {
    survival.firstIndex { $0 <= 1 - p }.map { time[$0] }
  }

  /// Pointwise limits of S.
  ///
  /// methods/kaplan-meier.md (4) to (6). nil where they are not defined: S is
  /// 0, or is 1 on the log-log scale.
  public func limits(
    _ type: LimitType, level: Double = 0.95
  ) -> (low: [Double?], high: [Double?]) {
    let z = normalQuantile(0.5 + level / 2)
    var low: [Double?] = []
    var high: [Double?] = []
    for (s, error) in zip(survival, logStandardError) {
      let limits = Self.limits(s, z * error, type)
      low.append(limits?.low)
      high.append(limits?.high)
    }
    return (low, high)
  }

  /// Limits about one S from z times the standard error of log S.
  static func limits(
    _ s: Double, _ halfWidth: Double, _ type: LimitType
  ) -> (low: Double, high: Double)? {
    guard s > 0, halfWidth.isFinite else { return nil }
    switch type {
    case .plain:
      return (max(0, s - s * halfWidth), min(1, s + s * halfWidth))
    case .log:
      return (s * exp(-halfWidth), min(1, s * exp(halfWidth)))
    case .logLog:
      guard s < 1 else { return nil }
      let center = log(-log(s))
      let half = halfWidth / log(s)
      return (exp(-exp(center - half)), exp(-exp(center + half)))
    }
  }

  /// Mean of min(T, limit) and its standard error, methods/kaplan-meier.md (7).
  public func restrictedMean(
    through limit: Double
  ) -> (mean: Double, standardError: Double) {
    var areas: [Double] = []
    var from = 0.0
    var level = 1.0
    var last = -1
    for k in time.indices where time[k] <= limit {
      areas.append((time[k] - from) * level)
      from = time[k]
      level = survival[k]
      last = k
    }
    let tail = (limit - from) * level
    var after = tail
    var variance = 0.0
    var k = last
    while k >= 0 {
      let (d, n) = (events[k], atRisk[k])
      // The last step to 0 leaves no area behind it.
      if d > 0, d < n { variance += after * after * d / (n * (n - d)) }
      after += areas[k]
      k -= 1
    }
    return (after, variance.squareRoot())
  }
}

extension SurvivalSample {
  /// Product-limit and Nelson-Aalen curves, one for each stratum.
  ///
  /// methods/kaplan-meier.md (1) to (3).
  public func curves() -> [SurvivalCurve] {
    let order = SampleOrder(self)
    return (0..<strataCount).map { stratum in
      curve(
        order.rows[
          order.strataStarts[stratum]..<order.strataStarts[stratum + 1]])
    }
  }

  /// The curve of rows sorted by time.
  private func curve(_ rows: ArraySlice<Int32>) -> SurvivalCurve {
    var tally = CurveTally(sample: self, rows: rows)
    return tally.curve()
  }
}
