/// Quantile of a beta variable: x with I_x(a, b) = p, to 1e-12.
///
/// Bisection on `regularizedBeta`. nan for a or b ≤ 0 or p outside [0, 1].
public func betaQuantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
  guard a > 0, b > 0, p >= 0, p <= 1 else { return .nan }
  if p == 0 || p == 1 { return p }
  var (low, high) = (0.0, 1.0)
  while high - low > 1e-12 {
    let middle = (low + high) / 2
    if regularizedBeta(middle, a, b) < p { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
