import Foundation

/// How single pools depart from what they were.
///
/// Each pool's log multiplier is a random walk (`LogWalk`); how fast it moves is
/// common to all and averaged over by the evidence of all
/// (methods/time-varying-hazard.md (11) to (13)).
struct PoolDrift {
  /// What is left of one pool's past.
  struct Past {
    /// Factor on the hazard of each day, 1 on the last.
    var factors: [Double]
    /// Share of the pool's losses that tells of the last day, 0...1.
    var weight: Double
  }

  /// Twice the largest gain in log evidence over no drift.
  private(set) var likelihoodRatio = 0.0
  /// Mean of the variance of a log multiplier's change in thirty days.
  private(set) var variancePerMonth = 0.0
  /// By pool; nil where too little was lost to tell.
  private(set) var pasts: [Past?]

  /// Losses from which a pool tells how fast it drifts.
  static let leastEvents = 3.0

  /// - Parameters:
  ///   - pools: how many.
  ///   - days: of a pool, sums of consecutive days.
  init(pools: Int, prior: DriftPrior, days: (Int) -> [CalendarSum]) {
    func walk(_ days: [CalendarSum], _ v: Double) -> LogWalk {
      LogWalk(days, knotDays: prior.knotDays, variancePerMonth: v)
    }
    pasts = Array(repeating: nil, count: pools)
    var known: [Int] = []
    var gains = prior.candidates.map { _ in 0.0 }
    for p in 0..<pools {
      let days = days(p)
      let total = CalendarSum.total(days)
      guard days.count > 1, total.events >= Self.leastEvents,
        total.expected > 0
      else { continue }
      known.append(p)
      let none = LogWalk.steadyEvidence(days)
      for (c, candidate) in prior.candidates.enumerated()
      where candidate.variancePerMonth > 0 {
        gains[c] += walk(days, candidate.variancePerMonth).evidence - none
      }
    }
    var sum = 0.0
    for (gain, candidate) in zip(gains, prior.candidates) {
      likelihoodRatio = max(likelihoodRatio, 2 * gain)
      // Gains of hundreds of nats decide alone.
      let posterior = candidate.weight * exp(min(gain, 500))
      variancePerMonth += posterior * candidate.variancePerMonth
      sum += posterior
    }
    variancePerMonth /= sum
    guard variancePerMonth > 0 else { return }
    for p in known {
      let days = days(p)
      let found = walk(days, variancePerMonth)
      guard let last = found.logs.last else { continue }
      let expected = zip(days, found.logs).reduce(0) {
        $0 + $1.0.expected * exp($1.1)
      }
      pasts[p] = Past(
        factors: found.logs.map { exp($0 - last) },
        weight: min(max(found.lastPrecision / expected, 0), 1))
    }
  }
}
