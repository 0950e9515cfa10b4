import Foundation

/// Regularised incomplete beta function I_x(a, b), the distribution function of
/// a beta variable.
///
/// Lentz's continued fraction on the side where it converges fast (Press et
/// al., Numerical Recipes, section 6.4). nan for a or b ≤ 0 or x outside
/// [0, 1].
public func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard a > 0, b > 0, x >= 0, x <= 1 else { return .nan }
  if x == 0 || x == 1 { return x }
  let front = exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x))
  return x < (a + 1) / (a + b + 2)
    ? front * betaFraction(x, a, b) / a
    : 1 - front * betaFraction(1 - x, b, a) / b
}

private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  // Keeps a denominator from vanishing, far below any term.
  let tiny = 1e-300
  func safe(_ v: Double) -> Double { abs(v) < tiny ? tiny : v }
  var c = 1.0
  var d = 1 / safe(1 - (a + b) * x / (a + 1))
  var h = d
  for m in 1..<100_000 {
    let m = Double(m)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / safe(1 + even * d)
    c = safe(1 + even / c)
    h *= d * c
    let odd =
      -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / safe(1 + odd * d)
    c = safe(1 + odd / c)
    h *= d * c
    if abs(d * c - 1) < 1e-16 { break }
  }
  return h
}
