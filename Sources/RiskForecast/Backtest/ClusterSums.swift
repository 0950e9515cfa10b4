import RiskDomain
import RiskModels

/// Rows in clusters that rise and fall together, for intervals of differences.
struct ClusterSums {
  /// Cluster of each row, 0 ..< count.
  private let clusterOf: [Int]
  private let count: Int

  /// - Parameter byDay: a cluster is a pool's day and not the whole pool.
  init(_ rows: [(pool: PoolID, at: UTCInstant)], byDay: Bool) {
    struct Key: Hashable {
      var pool: PoolID
      var day: Int64
    }
    var index: [Key: Int] = [:]
    clusterOf = rows.map { row in
      let day = byDay ? row.at.unixMilliseconds / 86_400_000 : 0
      let key = Key(pool: row.pool, day: day)
      if let known = index[key] { return known }
      index[key] = index.count
      return index.count - 1
    }
    count = index.count
  }

  /// Σ values / Σ weights with its interval of 95 %; nil with fewer than two
  /// clusters, or a value that is not finite.
  func difference(
    _ values: [Double], weights: [Double], seed: UInt64
  ) -> ClockScores.Difference? {
    guard
      let bootstrap = try? ClusterBootstrap(
        clusters: Array(0..<count), replicates: ClockBacktest.replicates,
        level: ClockBacktest.level, seed: seed)
    else { return nil }
    var sums = Array(repeating: 0.0, count: count)
    var masses = sums
    for (i, cluster) in clusterOf.enumerated() {
      sums[cluster] += values[i]
      masses[cluster] += weights[i]
    }
    let interval = bootstrap.interval { drawn in
      let mass = zip(drawn, masses).reduce(0) { $0 + $1.0 * $1.1 }
      guard mass > 0 else { return nil }
      return zip(drawn, sums).reduce(0) { $0 + $1.0 * $1.1 } / mass
    }
    guard let interval, interval.estimate.isFinite else { return nil }
    return ClockScores.Difference(
      mean: interval.estimate, low: interval.low, high: interval.high)
  }
}
