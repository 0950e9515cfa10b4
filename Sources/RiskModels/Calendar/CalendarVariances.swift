/// Relative variances that the calendar leaves of present levels.
struct CalendarVariances {
  /// Of all pools together.
  var common = 0.0
  /// Of what single regions, and single pools' own losses, tell.
  var regions: [String: Double] = [:]
  var pools: [Double] = []

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
  }
}
