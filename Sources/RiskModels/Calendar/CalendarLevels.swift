import Foundation

/// What the calendar says of present levels: where pools stand over their
/// means, and the relative variances that it leaves.
struct CalendarLevels {
  /// Of all pools together: of surges, and of the trend where no pool's own
  /// lift has that in it.
  var common = 0.0
  var trend = 0.0
  /// Of what single regions, and single pools' own losses, tell of surges.
  var regions: [String: Double] = [:]
  var pools: [Double] = []
  /// nil where hazards stand still.
  var drift: PoolDrift?
  /// Of the share of losses that fall together; and by how much the logarithm
  /// of what is expected moves with it, of each pool and of all together.
  var shareVariance = 0.0
  var shareSlopes: [Double] = []
  var shareSlope = 0.0

  func variance(ofRegion region: String) -> Double {
    common + trend + (regions[region] ?? 0)
      + shareVariance * shareSlope * shareSlope
  }

  /// - Parameter inheritance: share of its parents in what is said of the pool.
  func variance(
    ofPool p: Int, region: String, inheritance: Double
  ) -> Double {
    let own = pools.indices.contains(p) ? pools[p] : 0
    let alone = 1 - inheritance
    let slope =
      shareSlopes.indices.contains(p)
      ? alone * shareSlopes[p] + inheritance * shareSlope : 0
    return common + shareVariance * slope * slope + alone * alone * own
      + inheritance * inheritance * (regions[region] ?? 0)
      + (drift?.lifts[p].variance ?? 0)
  }

  /// Mean of the hazard of the last day over the pool's mean: the lift is
  /// normal in the logarithm.
  func factor(ofPool p: Int) -> Double {
    drift.map { exp($0.lifts[p].log + 0.5 * $0.lifts[p].variance) } ?? 1
  }
}
