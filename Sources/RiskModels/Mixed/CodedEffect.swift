public import RiskNumerics

/// A covariate that takes few values, and the dense columns it stands for.
///
/// Cells (or pools) carry a small code instead of numbers: five million cells
/// with sixty columns are then some bytes each. Age pieces, hours of the week
/// and binned prices are codes of cells; provider and region are codes of
/// pools.
public struct CodedEffect: Sendable {
  /// A quadratic penalty ½ λ βᵀSβ on the columns.
  public struct Penalty: Sendable {
    /// S, symmetric and positive semidefinite, columns × columns.
    public var matrix: Matrix
    /// Rank of S; what it leaves free counts as fixed effects.
    public var rank: Int
    /// λ where it is given; nil = estimated.
    public var smoothing: Double?

    public init(matrix: Matrix, rank: Int, smoothing: Double? = nil) {
      self.matrix = matrix
      self.rank = rank
      self.smoothing = smoothing
    }
  }

  public var name: String
  /// Row k holds the columns of code k; codes × columns.
  public var basis: Matrix
  /// nil = fixed effects.
  public var penalty: Penalty?

  public init(name: String, basis: Matrix, penalty: Penalty? = nil) {
    precondition(
      penalty.map {
        $0.matrix.rows == basis.columns && $0.matrix.columns == basis.columns
      } ?? true, "penalty of another size than \(basis.columns) columns")
    self.name = name
    self.basis = basis
    self.penalty = penalty
  }

  /// Fixed levels, code 0 the one that the others are compared with.
  ///
  /// - Parameter count: codes, two or more.
  public static func levels(_ name: String, count: Int) -> CodedEffect {
    precondition(count >= 2, "\(count) levels of \(name)")
    var basis = Matrix(rows: count, columns: count - 1)
    for k in 1..<count { basis[k, k - 1] = 1 }
    return CodedEffect(name: name, basis: basis)
  }

  /// Gaussian levels of one variance 1/λ, for example regions.
  public static func randomLevels(
    _ name: String, count: Int, smoothing: Double? = nil
  ) -> CodedEffect {
    var identity = Matrix(rows: count, columns: count)
    for k in 0..<count { identity[k, k] = 1 }
    return CodedEffect(
      name: name, basis: identity,
      penalty: Penalty(matrix: identity, rank: count, smoothing: smoothing))
  }

  /// A curve of one value a code, smooth in the sense of a penalty.
  ///
  /// - Parameter rows: the basis functions at each code.
  public static func smooth(
    _ name: String, rows: [[Double]], penalty: Matrix, rank: Int,
    smoothing: Double? = nil
  ) -> CodedEffect {
    CodedEffect(
      name: name,
      basis: Matrix(
        rows: rows.count, columns: penalty.columns,
        elements: rows.flatMap { $0 }),
      penalty: Penalty(matrix: penalty, rank: rank, smoothing: smoothing))
  }
}
