public import RiskDomain

import Foundation

/// A bet against the forecasts that may be looked at at any time.
///
/// M = ½ Σ over θ ∈ {½, 2} of θ^N e^(−(θ − 1)Λ), N the losses seen and Λ those
/// expected. While the forecasts are right, M is a martingale that starts at
/// 1, so that P(M ever reaches 1/α) ≤ α (Ville 1939; methods/scores.md (15)).
/// Losses that fall together count once: they are one event in time.
public struct DriftProcess: Hashable, Sendable {
  /// Half and twice the forecast hazard.
  public static let alternatives = [0.5, 2.0]

  /// Losses seen and expected so far.
  public private(set) var observed = 0.0
  public private(set) var expected = 0.0
  /// log M at its largest.
  public private(set) var highestLogValue = 0.0

  public init() {}

  /// log M now.
  public var logValue: Double {
    let logs = Self.alternatives.map { theta in
      observed * log(theta) - (theta - 1) * expected
    }
    let top = logs.max() ?? 0
    let sum = logs.reduce(0) { $0 + exp($1 - top) }
    return top + log(sum / Double(logs.count))
  }

  /// Takes in a stretch in which so many losses were expected and so many seen.
  ///
  /// - Parameter expected: ∫ of the forecast hazard over what was at risk, ≥ 0.
  public mutating func watch(expected: Double, losses: Int) {
    self.expected += max(expected, 0)
    observed += Double(max(losses, 0))
    highestLogValue = max(highestLogValue, logValue)
  }

  /// Whether M has ever reached 1/α.
  public func isAlarming(_ alpha: Double) -> Bool {
    highestLogValue >= -log(alpha)
  }
}

/// A pool or region whose losses depart from what was forecast of it.
public struct DriftAlarm: Hashable, Sendable, Codable {
  /// Pool key, or provider/region.
  public var place: String
  public var clock: Spell.Clock
  /// When the alarm was first raised.
  public var at: UTCInstant
  /// Events seen and expected over the whole time.
  public var observed: Int
  public var expected: Double
}
