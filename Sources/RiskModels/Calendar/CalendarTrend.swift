import Foundation

/// How the hazards of all pools of a stratum moved together from day to day.
///
/// A random walk (`LogWalk`) whose speed is averaged over by its evidence
/// (methods/time-varying-hazard.md (8) to (10)).
struct CalendarTrend {
  /// Twice the largest gain in log evidence over no trend.
  private(set) var likelihoodRatio = 0.0
  /// Mean of the variance of the log hazard's change in thirty days.
  private(set) var variancePerMonth = 0.0
  /// Log level of each day less that of the last.
  private(set) var logs: [Double]
  /// Variance of the last day's level around `logs`.
  private(set) var variance = 0.0

  private struct Fit {
    var variancePerMonth, weight: Double
    var logs: [Double]
    /// Level of the last day over the mean.
    var lift = 0.0
    var variance = 0.0
  }

  /// - Parameter days: sums of consecutive days.
  init(_ days: [CalendarSum], prior: DriftPrior) {
    logs = days.map { _ in 0 }
    let total = CalendarSum.total(days)
    guard days.count > 1, total.events > 0, total.expected > 0 else { return }
    let none = LogWalk.steadyEvidence(days)
    var fits: [Fit] = []
    for (v, weight) in prior.candidates {
      guard v > 0 else {
        fits.append(Fit(variancePerMonth: 0, weight: weight, logs: logs))
        continue
      }
      let walk = LogWalk(
        days, knotDays: prior.knotDays, variancePerMonth: v)
      guard let last = walk.logs.last else { continue }
      let gain = walk.evidence - none
      likelihoodRatio = max(likelihoodRatio, 2 * gain)
      let mean = zip(walk.logs, days).reduce(0) {
        $0 + $1.0 * $1.1.expected / total.expected
      }
      fits.append(
        Fit(
          // Gains of hundreds of nats decide alone.
          variancePerMonth: v, weight: weight * exp(min(gain, 500)),
          logs: walk.logs.map { $0 - last }, lift: last - mean,
          variance: max(1 / walk.lastPrecision - 1 / total.events, 0)))
    }
    average(fits)
  }

  private mutating func average(_ fits: [Fit]) {
    let sum = fits.reduce(0) { $0 + $1.weight }
    let lift = fits.reduce(0) { $0 + $1.weight / sum * $1.lift }
    for fit in fits {
      let weight = fit.weight / sum
      variancePerMonth += weight * fit.variancePerMonth
      for d in logs.indices { logs[d] += weight * fit.logs[d] }
      let off = fit.lift - lift
      variance += weight * (fit.variance + off * off)
    }
  }
}
