internal import CBLASShims

/// Rows of covariates, centred and scaled as they are read.
///
/// Newton's method runs on covariates of mean 0 and standard deviation 1, so
/// that years in thousands and shares in thousandths lose no digits to each
/// other; the standardised rows exist one block at a time. Without an
/// intercept nothing is centred.
public struct StandardizedRows: Sendable {
  /// A covariate that is not a finite number.
  public struct NotFinite: Error, Hashable, Sendable {
    public var row: Int
    public var column: Int
    public var value: Double
  }

  /// rows × columns covariates, row by row, as they were given.
  public let elements: [Double]
  public let rows: Int
  /// Covariates, without the intercept.
  public let columns: Int
  public let hasIntercept: Bool
  /// What is subtracted of each covariate; zeros without an intercept.
  public private(set) var centers: [Double]
  /// What each covariate is divided by; 0 for one that never changes.
  public private(set) var scales: [Double]

  /// Entries of a standardised row.
  public var coefficientCount: Int { columns + (hasIntercept ? 1 : 0) }

  /// Reads centres and scales off the covariates.
  public init(
    elements: [Double], rows: Int, columns: Int, hasIntercept: Bool
  ) throws(NotFinite) {
    precondition(
      elements.count == rows * columns,
      "\(elements.count) entries for \(rows)×\(columns)")
    self.elements = elements
    self.rows = rows
    self.columns = columns
    self.hasIntercept = hasIntercept
    centers = Array(repeating: 0, count: columns)
    scales = centers
    guard rows > 0, columns > 0 else { return }
    let (sums, squares) = columnSums()
    for j in 0..<columns {
      guard sums[j].isFinite, squares[j].isFinite else {
        let row = (0..<rows).first { !elements[$0 * columns + j].isFinite }
        throw NotFinite(
          row: row ?? 0, column: j,
          value: elements[(row ?? 0) * columns + j])
      }
      let count = Double(rows)
      let shift = elements[j]
      let mean = sums[j] / count
      if hasIntercept {
        let variance = squares[j] / count - mean * mean
        let deviation = max(variance, 0).squareRoot()
        centers[j] = shift + mean
        // Below this the spread is rounding of the centre.
        scales[j] = deviation > 1e-13 * abs(centers[j]) ? deviation : 0
      } else {
        let secondMoment =
          squares[j] / count + 2 * shift * mean + shift * shift
        scales[j] = max(secondMoment, 0).squareRoot()
      }
    }
  }

  /// Σ (x − x₀) and Σ (x − x₀)² of each column, x₀ its first entry.
  private func columnSums() -> (sums: [Double], squares: [Double]) {
    var sums = Array(repeating: 0.0, count: columns)
    var squares = sums
    elements.withUnsafeBufferPointer { x in
      sums.withUnsafeMutableBufferPointer { sums in
        squares.withUnsafeMutableBufferPointer { squares in
          for i in 0..<rows {
            let start = i &* columns
            for j in 0..<columns {
              let d = x[start &+ j] - x[j]
              sums[j] += d
              squares[j] += d * d
            }
          }
        }
      }
    }
    return (sums, squares)
  }

  /// Writes rows first, first + stride, … standardised, the intercept before
  /// the covariates; `count` rows of `coefficientCount`.
  func copy(
    first: Int, stride: Int, count: Int, into block: inout [Double]
  ) {
    let factors = scales.map { $0 > 0 ? 1 / $0 : 0 }
    precondition(
      block.count >= count * coefficientCount
        && first + (count - 1) * stride < rows,
      "\(count) rows from \(first) by \(stride) of \(rows)")
    elements.withUnsafeBufferPointer { x in
      // No columns: the intercept alone, and no base address to count from.
      guard let base = x.baseAddress, columns > 0 else {
        for k in 0..<(hasIntercept ? count : 0) { block[k] = 1 }
        return
      }
      risk_standardize_rows(
        count, columns, stride, hasIntercept ? 1 : 0, base + first * columns,
        centers, factors, &block)
    }
  }

  /// The map from standardised to original coefficients, with `shapes` more
  /// parameters left as they are: βⱼ = bⱼ/scaleⱼ, β₀ = b₀ − Σ centerⱼ βⱼ.
  public func backTransform(shapes: Int) -> Matrix {
    let count = coefficientCount + shapes
    var map = Matrix(rows: max(count, 1), columns: max(count, 1))
    for i in 0..<count { map[i, i] = 1 }
    let skip = hasIntercept ? 1 : 0
    for j in 0..<columns {
      let inverse = scales[j] > 0 ? 1 / scales[j] : 0
      map[skip + j, skip + j] = inverse
      if hasIntercept { map[0, skip + j] = -centers[j] * inverse }
    }
    return map
  }
}

extension StandardizedRows {
  /// The covariates as given, times one number each; one entry a row.
  public func times(_ slopes: [Double]) -> [Double] {
    precondition(
      slopes.count == columns, "vector of \(slopes.count) against \(columns)")
    var y = [Double](repeating: 0, count: rows)
    if rows > 0, columns > 0 {
      risk_dgemv(
        0, Int32(rows), Int32(columns), 1, elements, slopes, 0, &y)
    }
    return y
  }
}
