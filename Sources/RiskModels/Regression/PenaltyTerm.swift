public import RiskNumerics

/// A block of coefficients under a quadratic penalty ½ λ βᵀSβ.
///
/// A smooth effect has ∫ f″² as S; a random effect of Gaussian levels has the
/// identity, and then 1/√λ is the levels' standard deviation.
public struct PenaltyTerm: Sendable {
  public var name: String
  /// Places among the table's coefficients, the intercept's counted.
  public var columns: Range<Int>
  /// S, symmetric and positive semidefinite, columns × columns.
  public var matrix: Matrix
  /// Rank of S; what it leaves free counts as fixed effects.
  public var rank: Int
  /// λ where it is given; nil = estimated.
  public var smoothing: Double?

  public init(
    name: String, columns: Range<Int>, matrix: Matrix, rank: Int,
    smoothing: Double? = nil
  ) {
    precondition(
      matrix.rows == columns.count && matrix.columns == columns.count,
      "\(matrix.rows)×\(matrix.columns) penalty on \(columns.count) columns")
    self.name = name
    self.columns = columns
    self.matrix = matrix
    self.rank = rank
    self.smoothing = smoothing
  }

  /// Gaussian levels: one coefficient each, independent, of one variance.
  public static func randomEffect(
    _ name: String, columns: Range<Int>, smoothing: Double? = nil
  ) -> PenaltyTerm {
    var identity = Matrix(rows: columns.count, columns: columns.count)
    for i in 0..<columns.count { identity[i, i] = 1 }
    return PenaltyTerm(
      name: name, columns: columns, matrix: identity, rank: columns.count,
      smoothing: smoothing)
  }

  /// S·β of the block.
  func times(_ coefficients: [Double]) -> [Double] {
    matrix.times(Array(coefficients[columns]))
  }

  /// βᵀSβ of the block.
  func quadraticForm(_ coefficients: [Double]) -> Double {
    zip(coefficients[columns], times(coefficients)).reduce(0) {
      $0 + $1.0 * $1.1
    }
  }

  /// tr(V S) over the block.
  func trace(_ covariance: Matrix) -> Double {
    var sum = 0.0
    for i in 0..<columns.count {
      for j in 0..<columns.count {
        sum +=
          covariance[columns.lowerBound + i, columns.lowerBound + j]
          * matrix[j, i]
      }
    }
    return sum
  }

  /// log|S| of a penalty of full rank; 0 of a deficient one, whose constant no
  /// λ depends on.
  func logDeterminant() -> Double {
    guard rank == columns.count else { return 0 }
    return Cholesky(matrix)?.logDeterminant ?? 0
  }
}
