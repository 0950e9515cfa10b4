import Foundation

/// The Cholesky factor of a symmetric matrix scaled to a unit diagonal.
///
/// D⁻½AD⁻½ + damping·1, D the diagonal of A: covariates in thousands and in
/// thousandths do not spoil each other's digits.
package struct EquilibratedCholesky: Sendable {
  private let roots: [Double]
  private let factor: Cholesky

  /// Factors the upper triangle; nil unless it is safely positive definite.
  package init?(_ matrix: Matrix, damping: Double = 0) {
    let order = matrix.rows
    let roots = (0..<order).map { i -> Double in
      let d = matrix[i, i]
      if d > 0 { return d.squareRoot() }
      return damping > 0 ? (d < 0 ? (-d).squareRoot() : 1) : .nan
    }
    guard roots.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    var scaled = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for j in i..<order {
        scaled[i, j] =
          matrix[i, j] / (roots[i] * roots[j]) + (i == j ? damping : 0)
      }
    }
    guard let factor = Cholesky(scaled) else { return nil }
    self.roots = roots
    self.factor = factor
  }

  /// The x with A·x = b.
  package func solve(_ b: [Double]) -> [Double] {
    zip(factor.solve(zip(b, roots).map { $0.0 / $0.1 }), roots)
      .map { $0.0 / $0.1 }
  }

  /// log|A|, of a factor without damping.
  package var logDeterminant: Double {
    factor.logDeterminant + 2 * roots.reduce(0) { $0 + log($1) }
  }

  /// A⁻¹, symmetric.
  package func inverse() -> Matrix {
    var inverse = factor.inverse()
    for i in 0..<inverse.rows {
      for j in 0..<inverse.rows { inverse[i, j] /= roots[i] * roots[j] }
    }
    return inverse
  }
}

extension Matrix {
  /// The rows and columns of the given indices, in their order.
  public func minor(_ indices: [Int]) -> Matrix {
    var part = Matrix(rows: indices.count, columns: indices.count)
    for (k, i) in indices.enumerated() {
      for (l, j) in indices.enumerated() { part[k, l] = self[i, j] }
    }
    return part
  }

  /// Columns of a symmetric matrix that the columns before them determine.
  ///
  /// Cholesky's elimination in the given order on the unit-diagonal scaling:
  /// a pivot that falls to `tolerance` leaves its column aliased, as R's
  /// `coxph` and `lm` do. A clearly negative pivot says that the matrix is
  /// indefinite: what follows is not judged. Only the upper triangle is read.
  ///
  /// - Parameter leastDiagonal: a column whose diagonal does not exceed its
  ///   entry in size is aliased at once; zeros when nil.
  public func aliasedColumns(
    tolerance: Double, leastDiagonal: [Double]? = nil
  ) -> [Int] {
    var left = Matrix(rows: rows, columns: rows)
    var isAliased = Array(repeating: false, count: rows)
    for i in 0..<rows where abs(self[i, i]) <= (leastDiagonal?[i] ?? 0) {
      isAliased[i] = true
    }
    let isIndefinite = (0..<rows).contains {
      !isAliased[$0] && self[$0, $0] < 0
    }
    guard !isIndefinite else {
      return isAliased.indices.filter { isAliased[$0] }
    }
    for i in 0..<rows where !isAliased[i] {
      for j in i..<rows where !isAliased[j] {
        left[i, j] = self[i, j] / (self[i, i] * self[j, j]).squareRoot()
      }
    }
    for k in 0..<rows where !isAliased[k] {
      if left[k, k] < -tolerance { break }
      guard left[k, k] > tolerance else {
        isAliased[k] = true
        continue
      }
      for i in (k + 1)..<max(rows, k + 1) {
        let ratio = left[k, i] / left[k, k]
        for j in i..<rows { left[i, j] -= ratio * left[k, j] }
      }
    }
    return isAliased.indices.filter { isAliased[$0] }
  }
}
