import Foundation

/// How single pools departed from what they were on average.
///
/// Each pool's log multiplier is a random walk (`LogWalk`); how fast it moves is
/// common to all and averaged over by the evidence of all. Where a pool stands
/// today over its mean is told by the times of its losses alone, its mean by
/// their number: the one is left to the walk, the other to pools and siblings
/// (methods/time-varying-hazard.md (11) to (14)).
struct PoolDrift {
  /// Where a pool stands on the last day over its mean level.
  struct Lift {
    var log = 0.0
    /// Of `log`, the pool's mean being known.
    var variance = 0.0
  }

  /// Log evidence of each candidate of the prior over no drift, nats.
  private(set) var gains: [Double]
  /// Mean of the variance of a log multiplier's change in thirty days.
  private(set) var variancePerMonth = 0.0
  /// By pool.
  private(set) var lifts: [Lift]
  /// Variance of the lift of a pool that was never watched.
  private(set) var unseenVariance = 0.0

  private let prior: DriftPrior
  /// By pool and candidate; nil where too little was lost to tell.
  private var told: [[Lift]?]
  /// Variance of each pool's lift before its losses are seen, over
  /// `variancePerMonth`; the last is that of all pools' days together.
  private var shares: [Double]

  /// Losses from which a pool tells how fast it drifts.
  static let leastEvents = 3.0

  /// Speeds weighed by the evidence of these pools alone.
  ///
  /// - Parameters:
  ///   - pools: how many.
  ///   - days: of a pool, sums of consecutive days, of all pools the same.
  init(pools: Int, prior: DriftPrior, days: (Int) -> [CalendarSum]) {
    self.prior = prior
    gains = prior.candidates.map { _ in 0.0 }
    lifts = Array(repeating: Lift(), count: pools)
    told = Array(repeating: nil, count: pools)
    shares = []
    var all: [CalendarSum] = []
    for p in 0..<pools {
      let days = days(p)
      if all.isEmpty { all = days.map { _ in CalendarSum() } }
      for (d, day) in days.enumerated() {
        all[d].add(events: day.events, expected: day.expected)
      }
      shares.append(
        LogWalk.liftVariance(before: days, knotDays: prior.knotDays))
      let total = CalendarSum.total(days)
      guard days.count > 1, total.events >= Self.leastEvents,
        total.expected > 0
      else { continue }
      told[p] = tell(days)
    }
    shares.append(LogWalk.liftVariance(before: all, knotDays: prior.knotDays))
    weigh(by: gains)
  }

  /// One pool's lift by candidate, its evidence added to the gains.
  private mutating func tell(_ days: [CalendarSum]) -> [Lift] {
    let none = LogWalk.steadyEvidence(days)
    return prior.candidates.indices.map { c in
      let v = prior.candidates[c].variancePerMonth
      guard v > 0 else { return Lift() }
      let walk = LogWalk(days, knotDays: prior.knotDays, variancePerMonth: v)
      gains[c] += walk.evidence - none
      return walk.lift
    }
  }

  /// Averages over the speeds.
  ///
  /// - Parameter gains: of all that move at one speed, these pools included.
  mutating func weigh(by gains: [Double]) {
    // Over what the prior does not rule out: gains of very many pools lie
    // thousands of nats apart.
    let top =
      zip(prior.candidates, gains).filter { $0.0.weight > 0 }.map(\.1).max()
      ?? 0
    let posterior = zip(prior.candidates, gains).map {
      $0.weight > 0 ? $0.weight * exp($1 - top) : 0
    }
    let sum = posterior.reduce(0, +)
    let weights = posterior.map { $0 / sum }
    variancePerMonth = zip(prior.candidates, weights).reduce(0) {
      $0 + $1.0.variancePerMonth * $1.1
    }
    unseenVariance = variancePerMonth * (shares.last ?? 0)
    for p in lifts.indices {
      lifts[p] =
        told[p].map { Self.mean($0, weights) }
        ?? Lift(variance: variancePerMonth * shares[p])
    }
  }

  /// Law of total variance.
  private static func mean(_ lifts: [Lift], _ weights: [Double]) -> Lift {
    let log = zip(lifts, weights).reduce(0) { $0 + $1.0.log * $1.1 }
    let variance = zip(lifts, weights).reduce(0) {
      let off = $1.0.log - log
      return $0 + $1.1 * ($1.0.variance + off * off)
    }
    return Lift(log: log, variance: variance)
  }

  /// Twice the largest gain.
  var likelihoodRatio: Double { 2 * max(gains.max() ?? 0, 0) }
}
