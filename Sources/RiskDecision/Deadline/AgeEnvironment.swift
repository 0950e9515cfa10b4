import Foundation
import RiskModels

/// A pool that is up or down, with the age of that state in buckets.
///
/// A Markov chain in ticks: state index = bucket while down, count + bucket
/// while up. Inside a bucket of n ticks the age moves on with probability 1/n.
struct AgeEnvironment: Hashable, Sendable {
  /// First tick of each bucket, of which the last is open.
  ///
  /// Measured on availability traces: eight to twelve do equally well.
  static let edges = [0, 1, 2, 3, 5, 9, 18, 40, 100]

  let count = AgeEnvironment.edges.count
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
  init(
    loss: PiecewiseHazard, acquisition: PiecewiseHazard?, tickHours: Double,
    agesFollowPool: Bool = true
  ) {
    self.agesFollowPool = agesFollowPool
    for hazard in [acquisition, loss] {
      for (k, from) in Self.edges.enumerated() {
        let next = k + 1 < Self.edges.count ? Self.edges[k + 1] : nil
        let ticks = (next ?? from * 2) - from
        // Mean over the bucket of the chance in one tick.
        var total = 0.0
        for tick in from..<(from + ticks) {
          total +=
            hazard.map {
              1
                - $0.survival(
                  aheadHours: tickHours, ageHours: Double(tick) * tickHours)
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
    for (k, edge) in Self.edges.enumerated() where edge <= tick { bucket = k }
    return isUp ? count + bucket : bucket
  }
}
