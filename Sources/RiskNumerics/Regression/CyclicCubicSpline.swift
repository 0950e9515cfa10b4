/// A cubic spline that joins its own start with two derivatives.
///
/// Coefficients are its values at the knots. With second derivatives δ at the
/// knots, Bδ = Dβ and the wiggliness ∫ f″² = βᵀDᵀB⁻¹Dβ (Wood 2017, Generalized
/// Additive Models, section 5.3.2; methods/penalised-poisson.md (3) and (4)).
public struct CyclicCubicSpline: Sendable {
  /// Ascending; the last is the first one period on.
  public let knots: [Double]
  /// ∫ f″² as a quadratic form in the coefficients, symmetric.
  public private(set) var penalty: Matrix
  /// Second derivatives at the knots from the values there.
  private let secondDerivatives: Matrix
  /// Columns that span the coefficients in use; nil = all values.
  private var basis: Matrix?

  /// Coefficients in use.
  public var coefficientCount: Int { penalty.rows }

  /// Values at knots: one coefficient for each but the last.
  public init(knots: [Double]) {
    precondition(
      knots.count >= 4 && zip(knots, knots.dropFirst()).allSatisfy(<),
      "knots \(knots) must ascend, four or more")
    self.knots = knots
    let count = knots.count - 1
    var b = Matrix(rows: count, columns: count)
    var d = Matrix(rows: count, columns: count)
    for i in 0..<count {
      let before = (i + count - 1) % count
      let after = (i + 1) % count
      let left = knots[before + 1] - knots[before]
      let right = knots[i + 1] - knots[i]
      b[i, i] = (left + right) / 3
      b[i, before] = left / 6
      b[i, after] = right / 6
      d[i, i] = -1 / left - 1 / right
      d[i, before] = 1 / left
      d[i, after] = 1 / right
    }
    // B is strictly diagonally dominant: its inverse exists for any knots.
    guard let inverse = Cholesky(b)?.inverse() else {
      preconditionFailure("knots \(knots) are too far apart in size")
    }
    secondDerivatives = inverse.times(d)
    penalty = d.transposed().times(secondDerivatives)
  }

  /// The splines whose values at `points` sum to zero: one coefficient less.
  public func centered(over points: [Double]) -> CyclicCubicSpline {
    precondition(basis == nil, "the spline is centred already")
    let count = knots.count - 1
    var sums = Array(repeating: 0.0, count: count)
    for x in points {
      for (j, value) in values(at: x).enumerated() { sums[j] += value }
    }
    // Householder's reflection of the constraint onto the first axis; the
    // other axes span what is left.
    let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
    precondition(length > 0, "no point to centre over")
    sums[0] += sums[0] < 0 ? -length : length
    let square = sums.reduce(0) { $0 + $1 * $1 }
    var span = Matrix(rows: count, columns: count - 1)
    for i in 0..<count {
      for j in 1..<count {
        span[i, j - 1] =
          (i == j ? 1 : 0) - 2 * sums[i] * sums[j] / square
      }
    }
    var centred = self
    centred.basis = span
    centred.penalty = span.transposed().times(penalty.times(span))
    return centred
  }

  /// The basis functions at a point, one entry a coefficient; the point may
  /// lie any number of periods away.
  public func row(at x: Double) -> [Double] {
    let values = values(at: x)
    return basis?.transposeTimes(values) ?? values
  }

  private func values(at point: Double) -> [Double] {
    let count = knots.count - 1
    let period = knots[count] - knots[0]
    var x = (point - knots[0]).truncatingRemainder(dividingBy: period)
    if x < 0 { x += period }
    x += knots[0]
    let j = max(knots.dropFirst().firstIndex { x < $0 } ?? count, 1) - 1
    let next = (j + 1) % count
    let h = knots[j + 1] - knots[j]
    let (left, right) = (x - knots[j], knots[j + 1] - x)
    var row = Array(repeating: 0.0, count: count)
    row[j] += right / h
    row[next] += left / h
    let bendHere = (right * right * right / h - h * right) / 6
    let bendNext = (left * left * left / h - h * left) / 6
    for k in 0..<count {
      row[k] +=
        bendHere * secondDerivatives[j, k]
        + bendNext * secondDerivatives[next, k]
    }
    return row
  }
}
