import RiskNumerics

import Foundation

/// Event counts over known exposures, log-linear in covariates.
///
/// eventsᵢ ~ Poisson(exposureᵢ e^{xᵢβ}); with exposures in hours e^{xβ} is in
/// events per hour. ℓ = Σ w (d log μ − μ − log d!), less ½ Σ λⱼ βⱼ² where a
/// ridge is given (methods/poisson-glm.md (1) to (4)).
public struct PoissonRegression: Sendable {
  public let table: CovariateTable
  private let likelihood: PoissonRows

  /// Counts and exposures of the rows of a table.
  ///
  /// - Parameters:
  ///   - events: counts ≥ 0, one a row; they need not be whole.
  ///   - exposure: > 0, one a row, in the unit that the rate is per.
  ///   - weights: case weights ≥ 0; empty = 1 each.
  /// - Throws: `invalidData` with the row; `noEvents` when nothing happened.
  public init(
    _ table: CovariateTable, events: [Double], exposure: [Double],
    weights: [Double] = []
  ) throws(FitError) {
    guard events.count == table.rowCount, exposure.count == table.rowCount,
      weights.isEmpty || weights.count == table.rowCount
    else {
      throw FitError(
        code: .invalidData,
        message: "\(table.rowCount) rows of covariates, \(events.count) event "
          + "counts, \(exposure.count) exposures, \(weights.count) weights.",
        hint: "Give one of each for every row.")
    }
    var total = 0.0
    for i in events.indices {
      let weight = weights.isEmpty ? 1 : weights[i]
      guard events[i] >= 0, events[i].isFinite, exposure[i] > 0,
        exposure[i].isFinite, weight >= 0, weight.isFinite
      else {
        throw FitError(
          code: .invalidData,
          message: "Row \(i + 1): \(events[i]) events in \(exposure[i]) "
            + "exposure, weight \(weight).",
          hint: "Counts and weights are ≥ 0, exposures > 0, all finite.")
      }
      total += weight * events[i]
    }
    guard total > 0 else {
      throw FitError(
        code: .noEvents, message: "No event in \(events.count) rows.",
        hint: "A rate needs at least one event: watch longer or pool rows.")
    }
    self.table = table
    var offsets = exposure
    VectorMath.log(&offsets, count: offsets.count)
    likelihood = PoissonRows(
      events: events, offsets: offsets, weights: weights)
  }

  /// Maximum-likelihood estimates.
  ///
  /// - Parameter ridge: λ ≥ 0 of each coefficient, the intercept's first where
  ///   there is one; empty = none. Standard errors are then those of the
  ///   Gaussian prior with variances 1/λ.
  /// - Throws: `invalidSpec` for a ridge that does not fit; `separated` with
  ///   the covariates along which the likelihood rises for ever.
  public func fit(ridge: [Double] = []) throws(FitError) -> RegressionFit {
    let names = table.coefficientNames
    guard ridge.isEmpty || ridge.count == names.count,
      ridge.allSatisfy({ $0 >= 0 && $0.isFinite })
    else {
      throw FitError(
        code: .invalidSpec,
        message: "\(ridge.count) penalties for \(names.count) coefficients, "
          + "or one below 0.",
        hint: "Give one λ ≥ 0 for each of \(names.joined(separator: ", ")).")
    }
    guard ridge.isEmpty else {
      var penalty = Matrix(rows: names.count, columns: names.count)
      for j in ridge.indices { penalty[j, j] = ridge[j] }
      return try fit(penalty: penalty)
    }
    return try fit(penalty: nil)
  }

  /// Estimates less ½ β'Pβ, from coefficients near the maximum or from the
  /// common rate.
  func fit(
    penalty: Matrix?, start: [Double]? = nil
  ) throws(FitError) -> RegressionFit {
    let solver = RegressionSolver(
      table: table, likelihood: likelihood, shapeNames: [], penalty: penalty)
    var from = start
    if from == nil {
      var zero = Array(repeating: 0.0, count: table.coefficientNames.count)
      if table.hasIntercept { zero[0] = likelihood.logCommonRate() }
      from = zero
    }
    var fit = try solver.maximize(from: from ?? [])
    // The constant that no derivative sees.
    fit.logLikelihood -= likelihood.sumLogFactorials()
    return fit
  }

  /// 2 Σ w (d log(d/μ) − (d − μ)) at coefficients.
  public func deviance(_ fit: RegressionFit) -> Double {
    let mean = fittedEvents(fit)
    return mean.indices.reduce(0) { sum, i in
      let (d, m) = (likelihood.events[i], mean[i])
      let part = (d > 0 ? d * log(d / m) : 0) - (d - m)
      return sum + 2 * likelihood.weight(i) * part
    }
  }

  /// Σ w d log exposure.
  func sumEventLogExposure() -> Double {
    likelihood.events.indices.reduce(0) {
      $0 + likelihood.weight($1) * likelihood.events[$1]
        * likelihood.offsets[$1]
    }
  }

  /// Expected events of each row.
  public func fittedEvents(_ fit: RegressionFit) -> [Double] {
    var eta = table.linearPredictor(fit.estimates)
    for i in eta.indices { eta[i] += likelihood.offsets[i] }
    VectorMath.exp(&eta, count: eta.count)
    return eta
  }
}

/// Derivatives of Poisson counts in η: d − μ and μ.
struct PoissonRows: RowLikelihood {
  let events: [Double]
  /// log exposure.
  let offsets: [Double]
  /// Empty = 1 each.
  let weights: [Double]

  var rowCount: Int { events.count }
  var shapeCount: Int { 0 }

  func weight(_ row: Int) -> Double { weights.isEmpty ? 1 : weights[row] }

  func differentiate(_ block: inout RowBlock, shapes: [Double]) {
    let count = block.count
    for k in 0..<count {
      block.linearPredictor[k] += offsets[block.row(k)]
      block.curvature[k] = block.linearPredictor[k]
    }
    VectorMath.exp(&block.curvature, count: count)
    var sum = 0.0
    for k in 0..<count {
      let i = block.row(k)
      let mean = block.curvature[k]
      sum += weight(i) * (events[i] * block.linearPredictor[k] - mean)
      block.slope[k] = weight(i) * (events[i] - mean)
      block.curvature[k] = weight(i) * mean
    }
    block.logLikelihood += sum
  }

  /// log(Σ w d / Σ w E).
  func logCommonRate() -> Double {
    var counted = 0.0
    var watched = 0.0
    for i in events.indices {
      counted += weight(i) * events[i]
      watched += weight(i) * exp(offsets[i])
    }
    return log(counted / watched)
  }

  func sumLogFactorials() -> Double {
    events.indices.reduce(0) {
      events[$1] <= 1 && (events[$1] == 0 || events[$1] == 1)
        ? $0 : $0 + weight($1) * logGamma(events[$1] + 1)
    }
  }
}
