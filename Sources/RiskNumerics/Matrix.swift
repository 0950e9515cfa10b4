internal import CBLASShims
import Foundation

/// A dense matrix of doubles, stored row by row.
public struct Matrix: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  /// rows × columns entries, row by row.
  public private(set) var elements: [Double]

  /// A matrix from its entries row by row.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      rows > 0 && columns > 0 && elements.count == rows * columns,
      "\(elements.count) entries for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix of one number throughout.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(
      rows: rows, columns: columns,
      elements: Array(repeating: value, count: rows * columns))
  }

  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// A·x.
  public func times(_ x: [Double]) -> [Double] {
    precondition(
      x.count == columns, "vector of \(x.count) against \(rows)×\(columns)")
    var y = [Double](repeating: 0, count: rows)
    risk_dgemv(0, Int32(rows), Int32(columns), 1, elements, x, 0, &y)
    return y
  }

  /// Aᵀ·x.
  public func transposeTimes(_ x: [Double]) -> [Double] {
    precondition(
      x.count == rows, "vector of \(x.count) against \(rows)×\(columns) turned")
    var y = [Double](repeating: 0, count: columns)
    risk_dgemv(1, Int32(rows), Int32(columns), 1, elements, x, 0, &y)
    return y
  }

  /// AᵀA, symmetric, columns × columns.
  public func gram() -> Matrix {
    var c = [Double](repeating: 0, count: columns * columns)
    risk_dsyrk_upper(Int32(rows), Int32(columns), 1, elements, 0, &c)
    return Matrix(rows: columns, columns: columns, elements: c).mirrored()
  }

  /// A·B.
  public func times(_ other: Matrix) -> Matrix {
    precondition(
      columns == other.rows,
      "\(rows)×\(columns) against \(other.rows)×\(other.columns)")
    var c = [Double](repeating: 0, count: rows * other.columns)
    risk_dgemm(
      Int32(rows), Int32(other.columns), Int32(columns), 1, elements,
      other.elements, 0, &c)
    return Matrix(rows: rows, columns: other.columns, elements: c)
  }

  /// Aᵀ.
  public func transposed() -> Matrix {
    var turned = Matrix(rows: columns, columns: rows)
    for i in 0..<rows { for j in 0..<columns { turned[j, i] = self[i, j] } }
    return turned
  }

  /// Adds scale·BᵀB to the upper triangle, B the first `count` rows of a block.
  ///
  /// - Parameter block: at least `count` × columns numbers, row by row.
  public mutating func addGram(
    ofRows count: Int, in block: [Double], scale: Double = 1
  ) {
    precondition(
      rows == columns && block.count >= count * columns,
      "\(block.count) numbers for \(count) rows of \(columns)")
    guard count > 0 else { return }
    risk_dsyrk_upper(
      Int32(count), Int32(columns), scale, block, 1, &elements)
  }

  /// Sets every entry to one number.
  public mutating func fill(_ value: Double) {
    for k in elements.indices { elements[k] = value }
  }

  /// The entries in place, for kernels inside this package.
  package mutating func withUnsafeMutableElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Double>) -> Result
  ) -> Result {
    elements.withUnsafeMutableBufferPointer { body($0) }
  }

  /// Puts the rows into another order, in place where nobody else holds them.
  ///
  /// - Parameter order: row k of the result is row order[k] of this; each row
  ///   once.
  public mutating func reorderRows(_ order: [Int32]) {
    precondition(order.count == rows, "order of \(order.count) of \(rows)")
    let width = columns
    var isPlaced = [Bool](repeating: false, count: rows)
    var held = [Double](repeating: 0, count: width)
    elements.withUnsafeMutableBufferPointer { all in
      held.withUnsafeMutableBufferPointer { held in
        guard let all = all.baseAddress, let held = held.baseAddress
        else { return }
        for start in order.indices where !isPlaced[start] {
          held.update(from: all + start * width, count: width)
          var place = start
          while true {
            isPlaced[place] = true
            let from = Int(order[place])
            guard from != start else { break }
            (all + place * width).update(
              from: all + from * width, count: width)
            place = from
          }
          (all + place * width).update(from: held, count: width)
        }
      }
    }
  }

  /// The entries to read, for kernels inside this package.
  package func withUnsafeElements<Result>(
    _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    elements.withUnsafeBufferPointer { body($0) }
  }

  /// The upper triangle copied below the diagonal.
  public func mirrored() -> Matrix {
    var full = self
    for i in 0..<rows { for j in 0..<i { full[i, j] = self[j, i] } }
    return full
  }
}

/// The Cholesky factor of a symmetric positive definite matrix.
public struct Cholesky: Sendable {
  private let order: Int
  private let factor: [Double]

  /// Factors the upper triangle; nil when the matrix is not positive definite.
  public init?(_ matrix: Matrix) {
    precondition(
      matrix.rows == matrix.columns,
      "Cholesky of \(matrix.rows)×\(matrix.columns)")
    var a = matrix.elements
    guard a.allSatisfy(\.isFinite),
      risk_dpotrf_upper(Int32(matrix.rows), &a) == 0
    else { return nil }
    order = matrix.rows
    factor = a
  }

  /// The x with A·x = b.
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == order, "vector of \(b.count) against \(order)")
    var x = b
    let info = risk_dpotrs_upper(Int32(order), 1, factor, &x)
    precondition(info == 0, "dpotrs refused argument \(-info)")
    return x
  }

  /// log|A|.
  public var logDeterminant: Double {
    (0..<order).reduce(0) { $0 + 2 * log(factor[$1 * order + $1]) }
  }

  /// Uᵀz with A = UᵀU: independent standard normals z become normals of
  /// covariance A.
  public func correlated(_ z: [Double]) -> [Double] {
    precondition(z.count == order, "vector of \(z.count) against \(order)")
    return (0..<order).map { j in
      (0...j).reduce(0) { $0 + factor[$1 * order + j] * z[$1] }
    }
  }

  /// A⁻¹, symmetric.
  public func inverse() -> Matrix {
    var a = factor
    let info = risk_dpotri_upper(Int32(order), &a)
    precondition(info == 0, "dpotri stopped with \(info)")
    return Matrix(rows: order, columns: order, elements: a).mirrored()
  }
}
