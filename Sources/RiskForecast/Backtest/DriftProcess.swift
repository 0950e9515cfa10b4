public import RiskDomain

import Foundation

/// A bet against the forecasts that may be looked at at any time.
///
/// M = ½ Σ over θ ∈ {½, 2} of the product over fits of f(θ)/f(1), f(θ) the
/// chance of the N losses seen where Λ were expected and the hazard is θ G times
/// the forecast, G ~ Gamma(s, s) what the fit left open. While the forecasts are
/// right, M is a martingale that starts at 1, so that P(M ever reaches 1/α) ≤ α
/// (Ville 1939; methods/scores.md (15), (16)). A hazard known from few losses is
/// therefore not blamed for being wrong by as much as it said it might be.
/// Losses that fall together count once: they are one event in time.
public struct DriftProcess: Hashable, Sendable {
  /// Half and twice the forecast hazard.
  public static let alternatives = [0.5, 2.0]

  /// Losses seen and expected so far.
  public private(set) var observed = 0.0
  public private(set) var expected = 0.0
  /// log M at its largest.
  public private(set) var highestLogValue = 0.0
  /// Of the fit in force: gamma shape, losses seen and expected since it.
  private var shape: Double
  private var current = Count()
  /// By alternative, of the fits before.
  private var closed = alternatives.map { _ in 0.0 }

  private struct Count: Hashable, Sendable {
    var observed = 0.0
    var expected = 0.0
  }

  /// - Parameter shape: gamma shape of what is not known of the hazard; infinite
  ///   where it is known exactly.
  public init(shape: Double = .infinity) {
    self.shape = shape
  }

  /// log of the bet on each alternative.
  private var logs: [Double] {
    zip(Self.alternatives, closed).map { theta, before in
      let (n, h) = (current.observed, current.expected)
      guard shape.isFinite else {
        return before + n * log(theta) - (theta - 1) * h
      }
      // (s + Λ)/(s + θΛ) = 1 + (1 − θ)Λ/(s + θΛ)
      return before + n * log(theta)
        + (shape + n) * log1p((1 - theta) * h / (shape + theta * h))
    }
  }

  /// log M now.
  public var logValue: Double {
    let logs = logs
    let top = logs.max() ?? 0
    let sum = logs.reduce(0) { $0 + exp($1 - top) }
    return top + log(sum / Double(logs.count))
  }

  /// A new fit comes into force; what it leaves open is drawn anew.
  public mutating func refit(shape: Double) {
    closed = logs
    current = Count()
    self.shape = shape
  }

  /// Takes in a stretch in which so many losses were expected and so many seen.
  ///
  /// - Parameter expected: ∫ of the forecast hazard over what was at risk, ≥ 0.
  public mutating func watch(expected: Double, losses: Int) {
    current.expected += max(expected, 0)
    current.observed += Double(max(losses, 0))
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
