internal import RiskNumerics

/// Subtracts each stratum's mean from its covariates and keeps what they were.
///
/// Differences from a stratum's mean leave the partial likelihood as it is and
/// keep its sums of squares from cancelling.
struct CoxCentering {
  /// For each stratum, what was subtracted, p numbers.
  private(set) var centers: [[Double]] = []
  /// Largest size of each covariate as given.
  private(set) var sizes: [Double]
  private var squares: [Double]

  init(columns: Int) {
    sizes = Array(repeating: 0, count: columns)
    squares = sizes
  }

  /// Standard deviation of each covariate about its strata's means.
  func deviations(rows: Int) -> [Double] {
    squares.map { ($0 / Double(max(rows, 1))).squareRoot() }
  }

  /// Centres the rows of one stratum.
  mutating func center(_ matrix: inout Matrix, rows: Range<Int>) {
    let p = matrix.columns
    var center = [Double](repeating: 0, count: p)
    guard !rows.isEmpty else {
      centers.append(center)
      return
    }
    matrix.withUnsafeMutableElements { all in
      guard let x = all.baseAddress else { return }
      // Differences from one row: a constant column comes out exactly 0.
      let origin = (0..<p).map { x[rows.lowerBound * p + $0] }
      origin.withUnsafeBufferPointer { origin in
        center.withUnsafeMutableBufferPointer { center in
          sizes.withUnsafeMutableBufferPointer { sizes in
            for i in rows {
              let row = x + i * p
              for j in 0..<p {
                center[j] += row[j] - origin[j]
                sizes[j] = max(sizes[j], abs(row[j]))
              }
            }
            for j in 0..<p {
              center[j] = origin[j] + center[j] / Double(rows.count)
            }
          }
          squares.withUnsafeMutableBufferPointer { squares in
            for i in rows {
              let row = x + i * p
              for j in 0..<p {
                let d = row[j] - center[j]
                row[j] = d
                squares[j] += d * d
              }
            }
          }
        }
      }
    }
    centers.append(center)
  }
}
