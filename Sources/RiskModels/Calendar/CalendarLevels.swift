import Foundation

/// What the calendar says of present levels: where pools stand over their
/// means, and the relative variances that it leaves.
struct CalendarLevels {
  /// Of all pools together.
  var common = 0.0
  /// Of what single regions, and single pools' own losses, tell of surges.
  var regions: [String: Double] = [:]
  var pools: [Double] = []
  /// nil where hazards stand still.
  var drift: PoolDrift?

  func variance(ofRegion region: String) -> Double {
    common + (regions[region] ?? 0)
  }

  /// - Parameter inheritance: share of its parents in what is said of the pool.
  func variance(
    ofPool p: Int, region: String, inheritance: Double
  ) -> Double {
    let own = pools.indices.contains(p) ? pools[p] : 0
    return common + (1 - inheritance) * (1 - inheritance) * own
      + inheritance * inheritance * (regions[region] ?? 0)
      + (drift?.lifts[p].variance ?? 0)
  }

  /// Mean of the hazard of the last day over the pool's mean: the lift is
  /// normal in the logarithm.
  func factor(ofPool p: Int) -> Double {
    drift.map { exp($0.lifts[p].log + 0.5 * $0.lifts[p].variance) } ?? 1
  }
}
