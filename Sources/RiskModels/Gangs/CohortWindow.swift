import RiskDomain
import RiskExposure

/// What else falls by chance in the window that makes losses one event.
struct CohortWindow {
  /// Mean cumulative hazard of one member over the window, by instances at risk.
  let hazards: [Int: Double]

  /// Windows of given hazards; empty where they are so short that nothing else
  /// falls in them.
  init(hazards: [Int: Double] = [:]) { self.hazards = hazards }

  /// - Parameter stratum: hazards of the instances that the cohorts are of.
  init(_ cohorts: [CohortLoss], _ stratum: HazardStratum, seconds: Double) {
    var sums: [Int: (hazard: Double, count: Double)] = [:]
    let own = cohorts.filter {
      $0.pool.provider == stratum.provider && $0.atRisk > 1
    }
    for (pool, members) in Dictionary(grouping: own, by: \.pool)
      .sorted(by: { $0.key < $1.key })
    {
      let rates = stratum.poolHazard(pool).hazard.ratesPerHour
      for cohort in members where rates.indices.contains(cohort.piece) {
        let before = sums[cohort.atRisk] ?? (0, 0)
        sums[cohort.atRisk] = (
          before.hazard + rates[cohort.piece] * seconds / 3600, before.count + 1
        )
      }
    }
    hazards = sums.mapValues { $0.hazard / $0.count }
  }

  /// P(`lost` of `size` fall within the window | something falls), one more
  /// event at most following the first (methods/gangs.md (9)).
  func probability(_ lost: Int, of size: Int, _ shock: GangShock) -> Double {
    let hazard = hazards[size] ?? 0
    let all = shock.events(size: size)
    return (1...max(lost, 1)).reduce(0) { sum, first in
      let left = size - first
      let more = left > 0 ? shock.events(size: left) * hazard : 0
      let next =
        first == lost ? 1 : shock.events(lost: lost - first, of: left) * hazard
      return sum
        + shock.events(lost: first, of: size) / all * next / (1 + more)
    }
  }
}
