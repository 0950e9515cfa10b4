import Foundation

/// How single pools departed from what they were on average.
///
/// Each pool's log multiplier is a random walk (`LogWalk`) around what all have
/// in common; how fast it moves is common to all and averaged over by the
/// evidence of all. Where a pool stands today over its mean is told by the times
/// of its losses alone, its mean by their number: the one is left to the walk,
/// the other to pools and siblings (methods/time-varying-hazard.md (11) to (14)).
struct PoolDrift {
  /// Where a pool stands on the last day over its mean level.
  struct Lift {
    var log = 0.0
    /// Of `log`, the pool's mean being known.
    var variance = 0.0
  }

  /// Mean of the variance of a log multiplier's change in thirty days.
  let variancePerMonth: Double
  /// By pool; what is not known of the common path is in them.
  private(set) var lifts: [Lift] = []
  /// Variance of the lift of a pool that was never watched, around that of all
  /// pools.
  private(set) var unseenVariance = 0.0

  private let prior: DriftPrior

  /// Losses from which a pool tells how fast it drifts.
  static let leastEvents = 3.0

  /// - Parameters:
  ///   - pools: how many.
  ///   - trend: told by these pools.
  ///   - days: of a pool around the trend, sums of consecutive days, of all
  ///     pools the same.
  init(
    pools: Int, prior: DriftPrior, trend: CalendarTrend,
    days: (Int) -> [CalendarSum]
  ) {
    self.prior = prior
    variancePerMonth = trend.poolVariancePerMonth
    var all: [CalendarSum] = []
    for p in 0..<pools {
      let days = days(p)
      if all.isEmpty { all = days.map { _ in CalendarSum() } }
      for (d, day) in days.enumerated() {
        all[d].add(events: day.events, expected: day.expected)
      }
      lifts.append(lift(days, trend))
    }
    unseenVariance = monthlyShare(all) * variancePerMonth
  }

  /// One pool's lift, averaged over the speeds.
  private func lift(_ days: [CalendarSum], _ trend: CalendarTrend) -> Lift {
    guard days.count > 1, !trend.given.isEmpty,
      CalendarSum.total(days).expected > 0
    else { return Lift() }
    let knots = WalkKnots(days: days.count, knotDays: prior.knotDays)
    let parts = knots.lifts(days.map(\.expected))
    let share = monthlyShare(days)
    let lifts = zip(prior.candidates, trend.given).map {
      candidate, common in
      let v = candidate.variancePerMonth
      let walk =
        v > 0 && Self.tells(days)
        ? LogWalk(days, knotDays: prior.knotDays, variancePerMonth: v) : nil
      guard let walk, !walk.logs.isEmpty else {
        let off = common.lift(parts)
        return Lift(log: off.log, variance: off.variance + v * share)
      }
      // What a pool's own losses tell of it takes that much off an error of
      // the common path.
      let means = zip(days, walk.logs).map { $0.expected * exp($1) }
      let left = knots.information(means).inherited(
        parts, within: v * Double(prior.knotDays) / 30)
      let off = common.lift(left)
      return Lift(
        log: walk.lift.log + off.log,
        variance: walk.lift.variance + off.variance)
    }
    return Self.mean(lifts, trend.weights)
  }

  private static func tells(_ days: [CalendarSum]) -> Bool {
    CalendarSum.total(days).events >= leastEvents
  }

  /// Variance of the last day's level over the mean one before any event is
  /// seen, where the log level moves by a variance of 1 in thirty days.
  private func monthlyShare(_ days: [CalendarSum]) -> Double {
    let knots = WalkKnots(days: days.count, knotDays: prior.knotDays)
    return knots.lifts(days.map(\.expected)).reduce(0) { $0 + $1 * $1 }
      * Double(prior.knotDays) / 30
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

  /// Log level by day of a pool over its mean, at the mean speed.
  ///
  /// - Parameter days: as at the start.
  func path(_ days: [CalendarSum]) -> [Double] {
    let still = days.map { _ in 0.0 }
    guard days.count > 1, variancePerMonth > 0, Self.tells(days),
      CalendarSum.total(days).expected > 0
    else { return still }
    let walk = LogWalk(
      days, knotDays: prior.knotDays, variancePerMonth: variancePerMonth)
    let level = LogWalk.level(days)
    return walk.logs.isEmpty ? still : walk.logs.map { $0 - level }
  }
}
