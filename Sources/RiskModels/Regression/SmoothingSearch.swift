import Foundation
import RiskNumerics

/// The search for the λ of a penalised Poisson regression.
struct SmoothingSearch {
  private let model: PenalizedPoisson
  private var smoothing: [Double]
  /// Terms whose λ is estimated and inside its bounds.
  private var free: [Int]
  /// Where the next fit of the coefficients starts.
  private var warm: [Double]?
  private var evaluations = 0

  /// The restricted likelihood at one point of log λ.
  private struct Point {
    var fit: RegressionFit
    var negativeREML: Double
    /// ∂(−REML)/∂ log λ, one a term.
    var gradient: [Double]
    /// λ that Fellner and Schall's step leads to, one a term.
    var nextSmoothing: [Double]
    /// Effective degrees of freedom of each term.
    var degrees: [Double]
  }

  init(_ model: PenalizedPoisson) {
    self.model = model
    smoothing = model.terms.map { $0.smoothing ?? 1 }
    free = model.terms.indices.filter { model.terms[$0].smoothing == nil }
  }

  mutating func run() throws(FitError) -> PenalizedPoisson.Fit {
    try approach()
    if !free.isEmpty { try finish() }
    let end = try evaluate(smoothing)
    return package(end)
  }

  /// Fellner-Schall steps until they are short or run into a bound.
  ///
  /// The steps of an effect that fades are short long before it is gone: they
  /// double for as long as they keep their direction, and below a hundredth of
  /// a degree of freedom it counts as gone.
  private mutating func approach() throws(FitError) {
    let bounds = PenalizedPoisson.smoothingBounds
    var gain = Array(repeating: 1.0, count: smoothing.count)
    for _ in 0..<100 where !free.isEmpty {
      let here = try evaluate(smoothing)
      var isNear = true
      for k in free {
        let step = log(here.nextSmoothing[k] / smoothing[k])
        let isFading = step > 0 && here.degrees[k] < 0.5
        isNear = isNear && abs(step) < 1e-2 && !isFading
        gain[k] = isFading ? 2 * gain[k] : 1
        // A step of more than e⁵ follows a slope that is nearly flat.
        let length = min(max(gain[k] * step, -5), 5)
        smoothing[k] =
          isFading && here.degrees[k] < 0.01
          ? bounds.upperBound
          : min(
            max(smoothing[k] * exp(length), bounds.lowerBound),
            bounds.upperBound)
      }
      free.removeAll {
        smoothing[$0] == bounds.lowerBound || smoothing[$0] == bounds.upperBound
      }
      if isNear { return }
    }
  }

  /// Newton's method on log λ of the free terms, with the Hessian from
  /// differences of the exact gradient.
  private mutating func finish() throws(FitError) {
    let start = free.map { log(smoothing[$0]) }
    var newton = Newton()
    newton.distanceTolerance = 1e-6
    // Sharing `self` with the closure by copy and back keeps the warm start.
    var search = self
    var failure: FitError?
    let free = free
    do throws(NewtonFailure) {
      let result = try newton.maximize(from: start) { x, point in
        do throws(FitError) {
          try search.describe(x, free: free, into: &point)
        } catch {
          failure = error
          point.value = .nan
        }
      }
      for (k, x) in zip(free, result.point) { smoothing[k] = exp(x) }
    } catch {
      throw failure
        ?? FitError(
          code: .notConverged,
          message: "No maximum of the restricted likelihood after "
            + "\(error.iterations) steps.",
          iterations: error.iterations, gradientNorm: error.gradientNorm,
          hint: "Give the smoothing of the weakest effect, or leave it out.")
    }
    warm = search.warm
    evaluations = search.evaluations
  }

  /// REML, slope and curvature at log λ of the free terms.
  private mutating func describe(
    _ x: [Double], free: [Int], into point: inout NewtonPoint
  ) throws(FitError) {
    var at = smoothing
    for (k, value) in zip(free, x) { at[k] = exp(value) }
    let here = try evaluate(at)
    point.value = -here.negativeREML
    for (i, k) in free.enumerated() { point.gradient[i] = -here.gradient[k] }
    // Forward differences: the Hessian only steers, the gradient decides.
    let step = 1e-4
    for (j, l) in free.enumerated() {
      var moved = at
      moved[l] *= exp(step)
      let there = try evaluate(moved)
      for (i, k) in free.enumerated() where i <= j {
        point.information[i, j] =
          (there.gradient[k] - here.gradient[k]) / step
      }
    }
  }

  /// Formulas (5) to (7) of the methods page.
  private mutating func evaluate(
    _ smoothing: [Double]
  ) throws(FitError) -> Point {
    evaluations += 1
    let regression = model.regression
    let table = regression.table
    let fit = try regression.fit(
      penalty: model.penalty(smoothing), start: warm)
    let beta = fit.estimates
    warm = beta
    let covariance = fit.covariance
    guard let factor = Cholesky(covariance) else {
      throw FitError(
        code: .notConverged,
        message: "The penalised information is singular.",
        hint: "Look for coefficients that no row and no penalty holds.")
    }
    // XᵀW(XVXᵀ)_diag: how far log|H| moves with the coefficients.
    let leverage = table.quadraticForms(covariance)
    let mean = regression.fittedEvents(fit)
    let weighted = mean.indices.map { mean[$0] * leverage[$0] }
    var value = -fit.logLikelihood - 0.5 * factor.logDeterminant
    var free = beta.count
    var gradient: [Double] = []
    var next: [Double] = []
    var degrees: [Double] = []
    for (term, strength) in zip(model.terms, smoothing) {
      let square = strength * term.quadraticForm(beta)
      var pull = Array(repeating: 0.0, count: beta.count)
      for (j, s) in zip(term.columns, term.times(beta)) {
        pull[j] = -strength * s
      }
      let moved = table.linearPredictor(covariance.times(pull))
      let correction = zip(weighted, moved).reduce(0) { $0 + $1.0 * $1.1 }
      let held = strength * term.trace(covariance)
      let trace = held + correction
      let rank = Double(term.rank)
      degrees.append(Double(term.columns.count) - held)
      value +=
        0.5 * (square - rank * log(strength) - term.logDeterminant())
      gradient.append(0.5 * (square - rank + trace))
      next.append(strength * max(rank - trace, 1e-3 * rank) / square)
      free -= term.rank
    }
    value -= 0.5 * Double(free) * log(2 * Double.pi)
    return Point(
      fit: fit, negativeREML: value, gradient: gradient, nextSmoothing: next,
      degrees: degrees)
  }

  private func package(_ end: Point) -> PenalizedPoisson.Fit {
    let covariance = end.fit.covariance
    let shrinkage = covariance.times(model.penalty(smoothing))
    return PenalizedPoisson.Fit(
      regression: end.fit, smoothing: smoothing,
      negativeREML: end.negativeREML,
      effectiveDegrees: (0..<covariance.rows).map { 1 - shrinkage[$0, $0] },
      evaluations: evaluations,
      gradientNorm: free.reduce(0) { max($0, abs(end.gradient[$1])) })
  }
}
