import Foundation
import RiskNumerics

/// How the hazards of all pools of a stratum moved together from day to day.
///
/// The common log hazard is a random walk, and each pool's another one around
/// it; both speeds are averaged over by their evidence. Pools that drift on
/// their own tell of the common path as siblings do, not as one sum of counts:
/// their own steps are integrated out of what they say of it, and it is
/// integrated out of what they say of their speed
/// (methods/time-varying-hazard.md (9a) to (10)).
struct CalendarTrend {
  /// The common steps given one speed of pools.
  struct Steps {
    /// Mean, less that over all speeds.
    var off: [Double]
    var covariance: Matrix
  }

  /// Log evidence of each candidate of pools' speed over none, nats.
  private(set) var gains: [Double]
  /// Posterior of the candidates of pools' speed; sums to 1.
  private(set) var weights: [Double]
  /// Twice the gain of the likeliest trend over none.
  private(set) var likelihoodRatio = 0.0
  /// Means of the variance of a log hazard's change in thirty days: of all
  /// pools together, and of single ones around them.
  private(set) var variancePerMonth = 0.0
  private(set) var poolVariancePerMonth = 0.0
  /// Log level of each day less that of the last.
  private(set) var logs: [Double]
  /// Mean of the common steps, in time's order.
  private(set) var steps: [Double] = []
  /// By candidate of pools' speed; empty where there is no trend to tell.
  private(set) var given: [Steps] = []
  /// Variance of what the last day has over the mean of all pools' days.
  private(set) var variance = 0.0

  /// - Parameters:
  ///   - pools: how many.
  ///   - others: evidence of pools' speeds from all that share it, these pools
  ///     included; nil = from these pools alone.
  ///   - start: steps to look around first; empty = none.
  ///   - days: of a pool, sums of consecutive days, of all pools the same.
  init(
    pools: Int, prior: DriftPrior, gains others: [Double]? = nil,
    from start: [Double] = [], days: (Int) -> [CalendarSum]
  ) {
    let evidence = TrendEvidence(pools: pools, prior: prior, days: days)
    gains = prior.candidates.map { _ in 0 }
    weights = prior.posterior(others ?? gains)
    logs = evidence.all.map { _ in 0 }
    let total = CalendarSum.total(evidence.all)
    guard logs.count > 1, total.events > 0, total.expected > 0 else {
      return
    }
    let around = evidence.maximum(
      from: start.count == evidence.knots.stepCount ? start : nil)
    let found = prior.candidates.map {
      CommonSteps(
        evidence.quadratic(around, variancePerMonth: $0.variancePerMonth),
        around: around, prior: prior)
    }
    gains = found.map { $0.evidence - found[0].evidence }
    weights = prior.posterior(others ?? gains)
    let gain = found.map(\.best).max() ?? 0
    likelihoodRatio = max(
      2 * (gain - (found.map(\.steady).max() ?? 0)), 0)
    average(found, evidence, prior)
  }

  private mutating func average(
    _ found: [CommonSteps], _ evidence: TrendEvidence, _ prior: DriftPrior
  ) {
    steps = Array(repeating: 0, count: evidence.knots.stepCount)
    for (c, w) in weights.enumerated() {
      variancePerMonth += w * found[c].variancePerMonth
      poolVariancePerMonth += w * prior.candidates[c].variancePerMonth
      for k in steps.indices { steps[k] += w * found[c].mean[k] }
    }
    given = found.map { one in
      Steps(
        off: zip(one.mean, steps).map { $0 - $1 },
        covariance: one.covariance)
    }
    logs = evidence.knots.logs(steps)
    let lift = evidence.knots.lifts(
      zip(evidence.all, logs).map { $0.expected * exp($1) })
    variance = zip(weights, given).reduce(0) {
      let (log, variance) = $1.1.lift(lift)
      return $0 + $1.0 * (variance + log * log)
    }
  }

  /// Twice the largest gain of a speed of single pools.
  var driftLikelihoodRatio: Double { 2 * max(gains.max() ?? 0, 0) }
}

extension CalendarTrend.Steps {
  /// Mean and variance of what a combination of the steps is off.
  func lift(_ parts: [Double]) -> (log: Double, variance: Double) {
    let moved = covariance.times(parts)
    return (
      zip(parts, off).reduce(0) { $0 + $1.0 * $1.1 },
      zip(parts, moved).reduce(0) { $0 + $1.0 * $1.1 }
    )
  }
}

/// Posterior of the common steps at one speed of pools, the common speed
/// averaged over.
private struct CommonSteps {
  var mean: [Double]
  var covariance: Matrix
  /// Mean of the common speed.
  var variancePerMonth = 0.0
  /// Log evidence: averaged over the common speed, of the likeliest, and of none.
  var evidence = 0.0, best = 0.0, steady = 0.0

  init(_ seen: TrendEvidence.Quadratic, around: [Double], prior: DriftPrior) {
    let count = around.count
    var found: [(mean: [Double], covariance: Matrix, log: Double)] = []
    for (v, _) in prior.candidates {
      let step = v * Double(prior.knotDays) / 30
      var mean = Array(repeating: 0.0, count: count)
      var covariance = Matrix(rows: count, columns: count)
      var log = 0.0
      if v > 0 {
        var precision = seen.information
        for k in 0..<count { precision[k, k] += 1 / step }
        guard let factor = EquilibratedCholesky(precision) else {
          found.append((mean, covariance, -.infinity))
          continue
        }
        mean = factor.solve(
          zip(seen.information.times(around), seen.slopes).map { $0 + $1 })
        covariance = factor.inverse()
        log =
          -0.5 * factor.logDeterminant
          - 0.5 * Double(count) * Foundation.log(step)
          - mean.reduce(0) { $0 + $1 * $1 } / (2 * step)
      }
      let way = zip(mean, around).map { $0 - $1 }
      let bent = seen.information.times(way)
      for k in 0..<count { log += (seen.slopes[k] - 0.5 * bent[k]) * way[k] }
      found.append((mean, covariance, log + seen.value))
    }
    let weights = prior.posterior(found.map(\.log))
    mean = Array(repeating: 0, count: count)
    for (w, one) in zip(weights, found) {
      for k in 0..<count { mean[k] += w * one.mean[k] }
    }
    covariance = Matrix(rows: count, columns: count)
    for (w, one) in zip(weights, found) where w > 0 {
      for i in 0..<count {
        for j in 0..<count {
          covariance[i, j] +=
            w
            * (one.covariance[i, j]
              + (one.mean[i] - mean[i]) * (one.mean[j] - mean[j]))
        }
      }
    }
    let top = found.map(\.log).max() ?? 0
    let sum = zip(prior.candidates, found).reduce(0) {
      $0 + $1.0.weight * exp($1.1.log - top)
    }
    evidence = top + Foundation.log(sum)
    steady = found[0].log
    best = top
    variancePerMonth = zip(prior.candidates, weights).reduce(0) {
      $0 + $1.0.variancePerMonth * $1.1
    }
  }
}
