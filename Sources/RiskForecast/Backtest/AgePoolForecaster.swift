public import RiskDomain
public import RiskModels

import Foundation

/// Age pieces times pools' multipliers, shrunk to one another by empirical
/// Bayes: no region, zone or family, no hour of the week, no recent losses.
public struct AgePoolForecaster: LossForecaster {
  /// Its name in tables.
  public static let name = "age x pool Bayes"

  private let hazards: [PoolID: PoolHazard]

  /// A forecaster of pools on one clock.
  ///
  /// - Parameter artifact: fitted with `ModelSpec.agePool`.
  public init(_ artifact: HazardArtifact, pools: [PoolID], clock: Spell.Clock) {
    var known: [PoolID: PoolHazard] = [:]
    for pool in pools {
      known[pool] = artifact.hazard(for: pool, process: .loss, clock: clock)
    }
    hazards = known
  }

  public func survival(
    of pool: PoolID, ageHours: Double, at instant: UTCInstant,
    aheadHours: [Double]
  ) -> [Double]? {
    guard let known = hazards[pool] else { return nil }
    return aheadHours.map { hours in
      let h = known.mean.cumulativeHazard(
        over: AgeInterval(after: ageHours, through: ageHours + hours))
      return exp(-known.multiplierShape * log1p(h / known.multiplierShape))
    }
  }
}

extension ModelSpec {
  /// This spec with pools and ages only: what partial pooling alone is worth.
  public var agePool: ModelSpec {
    var spec = self
    spec.levels = [.pool, .poolAge]
    spec.crossedFamily.isWanted = false
    spec.hourOfWeek.probe = false
    spec.hourOfWeek.instance = false
    spec.recentLosses.halfLivesHours = []
    spec.calendar = nil
    return spec
  }
}
