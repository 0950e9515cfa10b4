import Foundation
import RiskNumerics

/// Newton's method on the profile likelihood of the dense coefficients.
///
/// The pools' effects are at their best in every pass, so the Schur complement
/// is the exact Hessian of what is maximised and a step of the few dense
/// coefficients is all that may have to be halved
/// (methods/mixed-poisson.md (5) and (6)).
struct MixedClimb {
  var pass: ArrowPass
  var beta: [Double]
  /// Columns that the others determine; found at the first pass.
  private(set) var aliased: [Int]?
  /// Accepted steps.
  private(set) var iterations = 0
  /// Remaining distance to the maximum in standard errors.
  private(set) var distance = Double.infinity
  /// C, the inverse of the Schur complement; zero where aliased.
  private(set) var covariance: Matrix
  /// log|Schur complement|.
  private(set) var logDeterminant = 0.0
  /// The step that the last pass asks for.
  private(set) var step: [Double]

  private var active: [Int] {
    let fixed = Set(aliased ?? [])
    return beta.indices.filter { !fixed.contains($0) }
  }

  init(_ model: MixedPoisson, beta: [Double]) {
    pass = ArrowPass(model)
    self.beta = beta
    let width = beta.count
    covariance = Matrix(rows: width, columns: width)
    step = Array(repeating: 0, count: width)
  }

  /// Moves to the maximum.
  ///
  /// - Parameter tolerance: standard errors from it that are near enough.
  mutating func run(
    penalty: Matrix, precisions: [Double], tolerance: Double
  ) throws(FitError) {
    pass.evaluate(at: beta, penalty: penalty, precisions: precisions)
    guard isFinite else { throw failure("The start is not finite.") }
    if aliased == nil {
      // A weak penalty may be all that tells an effect from the intercept.
      aliased = pass.schur.aliasedColumns(
        tolerance: 1e-12, leastDiagonal: nil)
    }
    var last = Double.infinity
    for _ in 0..<100 {
      let isPlain = try direct()
      // Below this the gradient is rounding and no longer shrinks.
      let isAtFloor = distance <= 1e-6 && distance > 0.5 * last
      if isPlain, distance <= tolerance || isAtFloor {
        try refuseRunaways()
        return
      }
      last = distance
      if !advance(penalty, precisions) {
        guard isPlain, distance <= 1e-4 else { break }
        pass.evaluate(at: beta, penalty: penalty, precisions: precisions)
        return
      }
    }
    throw failure("No maximum of the likelihood after \(iterations) steps.")
  }

  /// Sets step, distance and covariance from the last pass; false where the
  /// Schur complement had to be damped.
  private mutating func direct() throws(FitError) -> Bool {
    let active = active
    let schur = pass.schur.minor(active)
    let gradient = active.map { pass.gradient[$0] }
    var damping = 0.0
    while damping < 1e12 {
      if let factor = EquilibratedCholesky(schur, damping: damping) {
        let found = factor.solve(gradient)
        if found.allSatisfy(\.isFinite) {
          distance = max(zip(found, gradient).reduce(0) { $0 + $1.0 * $1.1 }, 0)
            .squareRoot()
          for j in step.indices { step[j] = 0 }
          for (k, j) in active.enumerated() { step[j] = found[k] }
          if damping == 0 {
            let inverse = factor.inverse()
            covariance.fill(0)
            for (k, i) in active.enumerated() {
              for (l, j) in active.enumerated() {
                covariance[i, j] = inverse[k, l]
              }
            }
            logDeterminant = factor.logDeterminant
          }
          return damping == 0
        }
      }
      // Never a power of ten: −1 + 1 would leave nothing to divide by.
      damping = damping == 0 ? 3e-6 : damping * 10
    }
    throw failure("The penalised information is singular.")
  }

  /// Moves to the first uphill point of step, step/2, step/4 …; false when
  /// there is none.
  private mutating func advance(
    _ penalty: Matrix, _ precisions: [Double]
  ) -> Bool {
    let (from, value, way) = (beta, pass.value, step)
    // Long sums repeat to about this share of their size.
    let slack = 1e-12 * (1 + abs(value))
    var share = 1.0
    for _ in 0..<40 {
      let trial = zip(from, way).map { $0 + share * $1 }
      pass.evaluate(at: trial, penalty: penalty, precisions: precisions)
      if isFinite, pass.value >= value - slack {
        beta = trial
        iterations += 1
        return true
      }
      share /= 2
    }
    return false
  }

  /// Takes the last step, too short to look again: coefficients by the step,
  /// pool effects along it.
  mutating func finish() {
    for j in beta.indices { beta[j] += step[j] }
    pass.follow(step)
  }

  /// Columns of which nothing is known and whose step stays long while the way
  /// left in standard errors vanishes have their maximum at infinity.
  private func refuseRunaways() throws(FitError) {
    let layout = pass.model.layout
    let runaway = beta.indices.filter { j in
      let scale = layout.scales[j]
      return abs(step[j] * scale) > 1e-4 * (1 + abs(beta[j] * scale))
        && covariance[j, j].squareRoot() * scale > 100
    }
    guard runaway.isEmpty else {
      let names = runaway.map { layout.names[$0] }.joined(separator: ", ")
      throw FitError(
        code: .separated,
        message: "The likelihood rises for ever along \(names).",
        iterations: iterations, gradientNorm: gradientNorm,
        hint: "Some value of it holds no event: merge values, leave it out, "
          + "or give it a penalty.")
    }
  }

  private var isFinite: Bool {
    pass.value.isFinite && pass.gradient.allSatisfy(\.isFinite)
      && pass.schur.elements.allSatisfy(\.isFinite)
  }

  private var gradientNorm: Double {
    pass.gradient.reduce(0) { max($0, abs($1)) }
  }

  private func failure(_ message: String) -> FitError {
    FitError(
      code: .notConverged, message: message, iterations: iterations,
      gradientNorm: gradientNorm.isFinite ? gradientNorm : nil,
      hint: "Look for exposures or bases of absurd size, or for columns that "
        + "no cell and no penalty holds.")
  }
}

extension ArrowPass {
  /// Pool effects after a short step of the coefficients: δu = −Gδβ.
  mutating func follow(_ step: [Double]) {
    let width = step.count
    for k in effects.indices {
      var sum = 0.0
      for j in 0..<width { sum += ratios[k * width + j] * step[j] }
      effects[k] -= sum
    }
  }
}
