import Foundation

/// The principal branch of w·e^w = x, for x ≥ −1/e; nil below.
///
/// Halley's iteration from the branch-point series (Corless and others, "On
/// the Lambert W function", Adv. Comput. Math. 5, 1996, eqs. 4.22 and 5.9).
public func lambertW0(_ x: Double) -> Double? {
  let branchPoint = -exp(-1.0)
  guard x >= branchPoint, x < .infinity else { return nil }
  if x == branchPoint { return -1 }
  if x == 0 { return 0 }
  var w: Double
  if x < -0.25 {
    let p = (2 * (M_E * x + 1)).squareRoot()
    w = -1 + p - p * p / 3 + 11 * p * p * p / 72
  } else if x < 3 {
    w = log1p(x) * 0.8
  } else {
    let l = log(x)
    w = l - log(l)
  }
  for _ in 0..<60 {
    let e = exp(w)
    let residual = w * e - x
    let denominator =
      e * (w + 1) - (w + 2) * residual / (2 * w + 2)
    guard denominator != 0 else { break }
    let step = residual / denominator
    w -= step
    if abs(step) <= 1e-15 * max(1, abs(w)) { break }
  }
  return w
}
