import RiskModels

/// A pool that is up or down, with the age of that state in buckets.
///
/// A Markov chain in ticks: state index = bucket while down, count + bucket
/// while up. Inside a bucket of n ticks the age moves on with probability 1/n.
struct AgeEnvironment: Hashable, Sendable {
  /// First tick of each bucket, of which the last is open.
  ///
  /// Tick by tick for half an hour, because a spell's first probes tell most;
  /// then each about 1.6 times as far as the one before.
  static let usualEdges = [0, 1, 2, 3, 4, 5, 7, 10, 16, 28, 50, 100]

  let edges: [Int]
  /// Buckets of a state.
  var count: Int { edges.count }
  /// Probability of a change of state within a tick, by state index.
  var flip: [Double] = []
  /// Probability of reaching the next bucket, given no change.
  var advance: [Double] = []
  /// True where ages run from the start of the pool's availability; false
  /// where they run from an instance's launch.
  ///
  /// In the latter case the bucket of an up pool is the age of the instance
  /// that runs, a new one starts in bucket 0, and an up pool in which nothing
  /// runs stays as it is: its being up says nothing of losses.
  let agesFollowPool: Bool

  /// `acquisition` nil means that a pool once down does not come back.
  ///
  /// - Parameter edges: ascending from 0, a multiple of four of them.
  init(
    loss: PiecewiseHazard, acquisition: PiecewiseHazard?, tickHours: Double,
    agesFollowPool: Bool = true, edges: [Int] = Self.usualEdges
  ) {
    precondition(
      edges.count.isMultiple(of: 4) && edges.first == 0,
      "\(edges.count) buckets; the table takes four at a time")
    self.agesFollowPool = agesFollowPool
    self.edges = edges
    for hazard in [acquisition, loss] {
      for (k, from) in edges.enumerated() {
        let next = k + 1 < edges.count ? edges[k + 1] : nil
        // The last bucket stands for the ages up to twice its edge.
        let ticks = max((next ?? from * 2) - from, 1)
        // Mean over the bucket of the chance in one tick.
        var total = 0.0
        for tick in from..<(from + ticks) {
          total +=
            hazard.map {
              1
                - $0.survival(
                  aheadHours: tickHours,
                  ageHours: Double(tick) * tickHours)
            } ?? 0
        }
        flip.append(total / Double(ticks))
        advance.append(next == nil ? 0 : 1 / Double(ticks))
      }
    }
  }

  /// State index for a pool; `sinceTicks` is floored.
  func index(isUp: Bool, sinceTicks: Double) -> Int {
    let tick = Int(max(0, min(sinceTicks, 1e6)) + 1e-6)
    var bucket = 0
    for (k, edge) in edges.enumerated() where edge <= tick { bucket = k }
    return isUp ? count + bucket : bucket
  }
}
