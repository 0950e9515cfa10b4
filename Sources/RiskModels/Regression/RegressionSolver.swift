import Foundation
import RiskNumerics

/// The maximum of a row likelihood over coefficients and shapes, with an
/// optional ridge.
///
/// Works on standardised covariates and reports on the original ones. Large
/// tables are first fitted on every 67th and every 7th row: from there two or
/// three passes over all rows are enough.
struct RegressionSolver<Likelihood: RowLikelihood> {
  let table: CovariateTable
  let likelihood: Likelihood
  let shapeNames: [String]
  /// ½ θ'Pθ is subtracted, θ the original parameters; nil = none.
  var penalty: Matrix?

  /// Rows from which the thinned starts pay.
  private let largeRowCount = 40_000

  private var parameterNames: [String] {
    table.coefficientNames + shapeNames
  }

  /// - Parameter start: original parameters, inside the domain.
  /// - Throws: `notConverged` or `separated`, the latter with the names.
  func maximize(from start: [Double]) throws(FitError) -> RegressionFit {
    let map = table.standardized.backTransform(shapes: shapeNames.count)
    var from = standardizedStart(start, map: map)
    if table.rowCount >= largeRowCount {
      for stride in [67, 7] {
        if let thinned = try? run(from: from, map: map, stride: stride) {
          from = thinned.point
        }
      }
    }
    let result: NewtonResult
    do {
      result = try run(from: from, map: map, stride: 1)
    } catch {
      throw fitError(error)
    }
    var fit = report(result, map: map)
    if let penalty {
      // The likelihood itself: only the search sees the penalty.
      let estimates = fit.estimates
      fit.logLikelihood +=
        0.5
        * zip(estimates, penalty.times(estimates)).reduce(0) {
          $0 + $1.0 * $1.1
        }
    }
    return fit
  }

  private func run(
    from start: [Double], map: Matrix, stride: Int
  ) throws(NewtonFailure) -> NewtonResult {
    var newton = Newton()
    // Curvature changes by a few distance/√n over the remaining distance:
    // standard errors are then good to 1e-8 and estimates far better.
    let rows = max(Double(table.rowCount / stride), 1)
    newton.distanceTolerance = stride > 1 ? 0.1 : 1e-9 * rows.squareRoot()
    // A weak penalty may be all that tells an effect from the intercept.
    if penalty != nil { newton.aliasTolerance = 1e-12 }
    var pass = RowBlockPass(table.standardized, stride: stride)
    let penalty = standardizedPenalty(map, share: 1 / Double(stride))
    return try newton.maximize(from: start) { x, point in
      pass.evaluate(likelihood, at: x, into: &point)
      if let penalty { subtract(penalty, at: x, from: &point) }
    }
  }

  /// Original to standardised: intercepts take the centres in, covariates
  /// their scales.
  private func standardizedStart(_ start: [Double], map: Matrix) -> [Double] {
    let design = table.standardized
    let skip = design.hasIntercept ? 1 : 0
    var b = start
    for j in 0..<design.columns {
      b[skip + j] = start[skip + j] * design.scales[j]
      if skip == 1 { b[0] += start[1 + j] * design.centers[j] }
    }
    return b
  }

  /// TᵀPT for θ = Tb (methods/fitted-curves.md (8)).
  private func standardizedPenalty(_ map: Matrix, share: Double) -> Matrix? {
    guard let penalty else { return nil }
    var result = map.transposed().times(penalty.times(map))
    for i in 0..<result.rows {
      for j in 0..<result.rows { result[i, j] *= share }
    }
    return result
  }

  private func subtract(
    _ penalty: Matrix, at x: [Double], from point: inout NewtonPoint
  ) {
    let slope = penalty.times(x)
    for i in x.indices {
      point.value -= 0.5 * x[i] * slope[i]
      point.gradient[i] -= slope[i]
      for j in i..<x.count { point.information[i, j] += penalty[i, j] }
    }
  }

  private func report(_ result: NewtonResult, map: Matrix) -> RegressionFit {
    let names = parameterNames
    guard !names.isEmpty else {
      return RegressionFit(
        parameters: [], covariance: result.covariance,
        logLikelihood: result.value, iterations: result.iterations,
        distance: result.distance, rowCount: table.rowCount)
    }
    let estimates = map.times(result.point)
    let covariance = map.times(result.covariance).times(map.transposed())
    let aliased = Set(result.aliased)
    return RegressionFit(
      parameters: names.indices.map { j in
        let isKnown = !aliased.contains(j)
        return RegressionFit.Parameter(
          name: names[j], estimate: isKnown ? estimates[j] : nil,
          standardError: isKnown
            ? max(covariance[j, j], 0).squareRoot() : nil)
      },
      covariance: covariance, logLikelihood: result.value,
      iterations: result.iterations, distance: result.distance,
      rowCount: table.rowCount)
  }

  private func fitError(_ failure: NewtonFailure) -> FitError {
    let names = parameterNames
    switch failure.kind {
    case .separated(let indices):
      let runaway = indices.map { names[$0] }.joined(separator: ", ")
      return FitError(
        code: .separated,
        message: "The likelihood rises for ever along \(runaway).",
        iterations: failure.iterations, gradientNorm: failure.gradientNorm,
        hint: "Some value of it holds no event, or only events: merge values, "
          + "leave it out, or add a ridge penalty.")
    case .startNotFinite, .notConverged:
      return FitError(
        code: .notConverged,
        message: "No maximum of the likelihood after \(failure.iterations) "
          + "steps (largest gradient \(failure.gradientNorm)).",
        iterations: failure.iterations, gradientNorm: failure.gradientNorm,
        hint: "Look for covariates that separate events from the rest, "
          + "outlying times, or too few events for this family.")
    }
  }
}
