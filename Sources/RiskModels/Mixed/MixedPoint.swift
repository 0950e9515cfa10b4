import Foundation
import RiskNumerics

/// The restricted likelihood at one point of the log strengths.
struct MixedPoint {
  var logStrengths: [Double]
  var negativeREML: Double
  /// ∂(−REML)/∂ log strength: penalties, levels, slopes.
  var gradient: [Double] = []
  /// Second derivatives with the weights held.
  var hessian: Matrix
  /// Fellner and Schall's step of each log strength.
  var schallStep: [Double] = []
  /// Effective degrees of freedom of each.
  var degrees: [Double] = []
  /// ∂β̂/∂ log strength.
  var drift: [[Double]] = []

  /// Formulas (10) to (16) of the methods page.
  ///
  /// - Parameter climb: after its last step, which the value is corrected for:
  ///   the likelihood to second order, log|H| to first.
  init(_ climb: MixedClimb, moments: ArrowMoments, strengths: [Double]) {
    let model = climb.pass.model
    let terms = model.layout.terms
    let (beta, c) = (climb.beta, climb.covariance)
    let pools = model.cells.poolCount
    let width = beta.count
    let precisions = Array(strengths[terms.count...])
    let count = strengths.count
    hessian = Matrix(rows: count, columns: count)
    negativeREML = .nan
    logStrengths = strengths.map { log($0) }
    // Forces λSβ, and what they and the cells' variances move.
    let pull = zip(moments.pull, moments.poolPull).map { $0 - $1 }
    let v = c.times(pull)
    var value =
      -climb.pass.value - 0.5 * climb.distance * climb.distance
      + 0.5 * (climb.pass.logDeterminant + climb.logDeterminant)
      + 0.5 * Self.dot(pull, climb.step)
    var freeCount = width - (climb.aliased ?? []).count
    var forces: [[Double]] = []
    var products: [Matrix] = []
    var scaled: [Double] = []
    for (term, strength) in zip(terms, strengths) {
      var force = Array(repeating: 0.0, count: width)
      for (j, s) in zip(term.columns, term.times(beta)) {
        force[j] = strength * s
      }
      let square = strength * term.quadraticForm(beta)
      let held = strength * term.trace(c)
      let rank = Double(term.rank)
      value -= 0.5 * (rank * log(strength) + term.logDeterminant())
      freeCount -= term.rank
      let correction = -Self.dot(force, v)
      add(square: square, rank: rank, held: held, correction: correction)
      degrees.append(Double(term.columns.count) - held)
      forces.append(force)
      scaled.append(square + held)
      drift.append(c.times(force).map { -$0 })
      var embedded = Matrix(rows: width, columns: width)
      for (i, row) in term.columns.enumerated() {
        for (j, column) in term.columns.enumerated() {
          embedded[row, column] = strength * term.matrix[i, j]
        }
      }
      products.append(c.times(embedded))
    }
    for (k, kappa) in precisions.enumerated() {
      let effects = climb.pass.effects[(k * pools)..<((k + 1) * pools)]
      let square = kappa * effects.reduce(0) { $0 + $1 * $1 }
      let held = kappa * moments.traces[k]
      value -= 0.5 * Double(pools) * log(kappa)
      let shift = moments.shifts[k]
      let correction = Self.dot(shift, v) - moments.drags[k]
      add(
        square: square, rank: Double(pools), held: held,
        correction: correction)
      degrees.append(Double(pools) - held)
      // A force on the pools moves β as −shift would.
      forces.append(shift.map { -$0 })
      scaled.append(square + held)
      drift.append(c.times(shift))
      var product = c.times(moments.grams[k])
      for i in 0..<width { for j in 0..<width { product[i, j] *= kappa } }
      products.append(product)
    }
    negativeREML = value - 0.5 * Double(freeCount) * log(2 * Double.pi)
    for k in 0..<count {
      let moved = c.times(forces[k])
      for l in k..<count {
        var entry = -Self.dot(moved, forces[l])
        entry -= 0.5 * Self.trace(products[k], products[l])
        if k >= terms.count {
          let (i, j) = (k - terms.count, l - terms.count)
          entry -= moments.forces[i, j]
          entry -= 0.5 * precisions[i] * precisions[j] * moments.squares[i, j]
        }
        if k == l { entry += 0.5 * scaled[k] }
        hessian[k, l] = entry
        hessian[l, k] = entry
      }
    }
  }

  private mutating func add(
    square: Double, rank: Double, held: Double, correction: Double
  ) {
    let trace = held + correction
    gradient.append(0.5 * (square - rank + trace))
    schallStep.append(log(max(rank - trace, 1e-3 * rank) / square))
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// tr(AB).
  private static func trace(_ a: Matrix, _ b: Matrix) -> Double {
    var sum = 0.0
    for i in 0..<a.rows {
      for j in 0..<a.columns { sum += a[i, j] * b[j, i] }
    }
    return sum
  }
}
