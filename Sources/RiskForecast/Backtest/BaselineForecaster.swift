public import RiskDomain
import RiskModels

import Foundation

/// A curve for all pools, or one for each.
///
/// What one pool's own curve rules out for want of data would cost infinitely
/// much: it is mixed with one part in a hundred of the pooled exponential. A
/// pool without a curve of its own has the pooled one.
public struct BaselineForecaster: LossForecaster {
  /// Which simple model.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case pooledExponential = "pooled exponential"
    case poolExponential = "per-pool exponential"
    case pooledKaplanMeier = "pooled Kaplan-Meier"
    case poolKaplanMeier = "per-pool Kaplan-Meier"
    case pooledWeibull = "pooled Weibull"
    case poolWeibull = "per-pool Weibull"
  }

  /// Share of the pooled exponential in every forecast.
  static let exponentialShare = 0.01

  private let exponential: BaselineCurve
  private let pooled: BaselineCurve
  private let own: [PoolID: BaselineCurve]

  /// The baseline of the stretches known at an origin.
  ///
  /// nil when they hold no hour at risk; too few losses for a shape give a
  /// constant hazard.
  public init?(_ kind: Kind, _ stretches: [ScoredStretch]) {
    let estimate: ([ScoredStretch]) -> BaselineCurve? =
      switch kind {
      case .pooledExponential, .poolExponential: BaselineCurve.exponential
      case .pooledKaplanMeier, .poolKaplanMeier: BaselineCurve.kaplanMeier
      case .pooledWeibull, .poolWeibull: BaselineCurve.weibull
      }
    guard let exponential = BaselineCurve.exponential(stretches) else {
      return nil
    }
    self.exponential = exponential
    pooled = estimate(stretches) ?? exponential
    switch kind {
    case .pooledExponential, .pooledKaplanMeier, .pooledWeibull:
      own = [:]
    case .poolExponential, .poolKaplanMeier, .poolWeibull:
      own = Dictionary(grouping: stretches, by: \.pool)
        .compactMapValues(estimate)
    }
  }

  public func survival(
    of pool: PoolID, ageHours: Double, at instant: UTCInstant,
    aheadHours: [Double]
  ) -> [Double]? {
    let curve = own[pool] ?? pooled
    return aheadHours.map { hours in
      let age = AgeInterval(after: ageHours, through: ageHours + hours)
      return (1 - Self.exponentialShare)
        * exp(-curve.cumulativeHazard(over: age))
        + Self.exponentialShare
        * exp(-exponential.cumulativeHazard(over: age))
    }
  }
}
