/// A mean over runs and its standard error.
struct MeanOfRuns: Hashable, Sendable {
  /// 0 of no values.
  let mean: Double
  /// 0 of fewer than two values.
  let standardError: Double

  init(_ values: [Double]) {
    let n = Double(max(values.count, 1))
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = (squares / max(n - 1, 1) / n).squareRoot()
  }
}
