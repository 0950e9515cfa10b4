import RiskNumerics

/// Intervals of a score from resampled clusters.
///
/// Rows of one cluster (a pool, a day) rise and fall together, so clusters are
/// drawn with replacement and not rows; a cluster drawn twice counts with
/// weight 2 (methods/scores.md (12); Field and Welsh 2007,
/// doi:10.1111/j.1467-9868.2007.00593.x).
public struct ClusterBootstrap: Sendable, Hashable {
  /// What resampling says of one score.
  public struct Interval: Sendable, Hashable {
    /// On the rows as they are.
    public var estimate: Double
    /// Percentiles of the replicates.
    public var low, high: Double
    /// Standard deviation of the replicates.
    public var standardError: Double
    /// Replicates in which the score was defined.
    public var replicates: Int
  }

  /// Rows of each cluster.
  private let members: [[Int]]
  private let rowCount: Int
  public let replicates: Int
  /// Coverage, 0.95 for example.
  public let level: Double
  public let seed: UInt64

  /// - Parameter clusters: the cluster of each row.
  /// - Throws: `invalidSpec` for fewer than two clusters, fewer than two
  ///   replicates or a level outside (0, 1).
  public init(
    clusters: [Int], replicates: Int = 1000, level: Double = 0.95,
    seed: UInt64
  ) throws(FitError) {
    var members: [Int: [Int]] = [:]
    for (row, cluster) in clusters.enumerated() {
      members[cluster, default: []].append(row)
    }
    guard members.count > 1, replicates > 1, level > 0, level < 1 else {
      throw FitError(
        code: .invalidSpec,
        message: "\(members.count) clusters, \(replicates) replicates, level "
          + "\(level).",
        hint: "Resampling needs two clusters or more, two replicates or more "
          + "and a level between 0 and 1.")
    }
    self.members = members.sorted { $0.key < $1.key }.map(\.value)
    rowCount = clusters.count
    self.replicates = replicates
    self.level = level
    self.seed = seed
  }

  /// The interval of a score of weighted rows.
  ///
  /// - Parameter score: of one weight a row, a count ≥ 0; nil where it is not
  ///   defined (no pair, no event).
  /// - Returns: nil when the score of the rows as they are, or of all but one
  ///   replicate, is not defined.
  public func interval(
    of score: (_ weights: [Double]) -> Double?
  ) -> Interval? {
    guard let estimate = score(Array(repeating: 1, count: rowCount))
    else { return nil }
    var rng = SplitMix64(seed: seed)
    var values: [Double] = []
    for _ in 0..<replicates {
      var weights = Array(repeating: 0.0, count: rowCount)
      for _ in members {
        let drawn = Int(rng.uniform() * Double(members.count))
        for row in members[drawn] { weights[row] += 1 }
      }
      if let value = score(weights), value.isFinite { values.append(value) }
    }
    guard values.count > 1 else { return nil }
    values.sort()
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance =
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      / (count - 1)
    return Interval(
      estimate: estimate, low: Self.quantile(values, 0.5 - level / 2),
      high: Self.quantile(values, 0.5 + level / 2),
      standardError: variance.squareRoot(), replicates: values.count)
  }

  /// Linear between order statistics, as R's type 7.
  private static func quantile(_ sorted: [Double], _ p: Double) -> Double {
    let place = p * Double(sorted.count - 1)
    let below = min(Int(place), sorted.count - 2)
    let share = place - Double(below)
    return sorted[below] * (1 - share) + sorted[below + 1] * share
  }
}

extension SurvivalSample {
  /// The rows with their weights multiplied.
  public func weighted(
    by factors: [Double]
  ) throws(FitError) -> SurvivalSample {
    var weights = factors
    if let weight {
      weights = zip(weight, factors).map { $0 * $1 }
    }
    return try SurvivalSample(
      time: time, isEvent: isEvent, entry: entry, weight: weights,
      stratum: stratum?.map { Int($0) })
  }
}
