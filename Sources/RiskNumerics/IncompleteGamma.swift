import Foundation

/// Regularised lower incomplete gamma function P(a, x) = γ(a, x) / Γ(a).
///
/// The distribution function of a gamma variable with shape `a` and rate 1.
/// Series below a + 1, Lentz's continued fraction of Q above (Press et al.,
/// Numerical Recipes, section 6.2). nan for a ≤ 0 or x < 0.
public func regularizedGammaP(shape a: Double, _ x: Double) -> Double {
  guard a > 0, x >= 0 else { return .nan }
  if x == 0 { return 0 }
  if x == .infinity { return 1 }
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
}

/// Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), without
/// the cancellation of that difference.
public func regularizedGammaQ(shape a: Double, _ x: Double) -> Double {
  guard a > 0, x >= 0 else { return .nan }
  if x == 0 { return 1 }
  if x == .infinity { return 0 }
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
}

/// The quantile of a gamma distribution: the x with P(shape, rate·x) = p.
///
/// Wilson and Hilferty's cube (or the small-x power law) as a start, then
/// Newton steps kept inside a bisection bracket. 0 for p ≤ 0, infinite for
/// p ≥ 1, nan for a shape or rate ≤ 0.
public func gammaQuantile(
  _ p: Double, shape: Double, rate: Double = 1
) -> Double {
  guard shape > 0, rate > 0, !p.isNaN else { return .nan }
  if p <= 0 { return 0 }
  if p >= 1 { return .infinity }
  let small = exp((log(p) + logGamma(shape + 1)) / shape)
  // P(a, x) < x^a / Γ(a + 1), so the power law is a lower bound.
  if small < 1e-8 * min(1, shape) { return small / rate }
  var low = small
  var high = max(2 * shape, 1)
  while regularizedGammaP(shape: shape, high) < p { high *= 2 }
  let z = normalQuantile(p)
  let cube = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
  var x = shape * cube * cube * cube
  if !(x > low && x < high) { x = (low + high) / 2 }
  for _ in 0..<200 {
    let error = regularizedGammaP(shape: shape, x) - p
    if error > 0 { high = x } else { low = x }
    let logDensity = (shape - 1) * log(x) - x - logGamma(shape)
    var next = x - error / exp(logDensity)
    if !(next > low && next < high) { next = (low + high) / 2 }
    if abs(next - x) <= 1e-15 * x { return next / rate }
    x = next
  }
  return x / rate
}

/// The quantile of the standard normal distribution.
///
/// Acklam's rational approximation and one Halley step on `erfc`; relative
/// error below 1e-14. Infinite at 0 and 1.
public func normalQuantile(_ p: Double) -> Double {
  if p <= 0 { return -.infinity }
  if p >= 1 { return .infinity }
  var x: Double
  if p < 0.02425 || p > 1 - 0.02425 {
    let q = (-2 * log(min(p, 1 - p))).squareRoot()
    let numerator =
      ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q
        - 2.400758277161838) * q - 2.549732539343734) * q
        + 4.374664141464968) * q + 2.938163982698783
    let denominator =
      (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q
        + 2.445134137142996) * q + 3.754408661907416) * q + 1
    x = (p < 0.5 ? 1 : -1) * numerator / denominator
  } else {
    let q = p - 0.5
    let r = q * q
    let numerator =
      (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r
        - 2.759285104469687e+02) * r + 1.383577518672690e+02) * r
        - 3.066479806614716e+01) * r + 2.506628277459239) * q
    let denominator =
      ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r
        - 1.556989798598866e+02) * r + 6.680131188771972e+01) * r
        - 1.328068155288572e+01) * r + 1
    x = numerator / denominator
  }
  let error = 0.5 * erfc(-x / 2.0.squareRoot()) - p
  let u = error * (2 * Double.pi).squareRoot() * exp(x * x / 2)
  return x - u / (1 + x * u / 2)
}

private func lowerSeries(_ a: Double, _ x: Double) -> Double {
  var term = 1 / a
  var sum = term
  var n = a
  for _ in 0..<100_000 {
    n += 1
    term *= x / n
    sum += term
    if term < sum * 1e-17 { break }
  }
  return sum * exp(-x + a * log(x) - logGamma(a))
}

private func upperFraction(_ a: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var value = d
  for i in 1..<100_000 {
    let coefficient = -Double(i) * (Double(i) - a)
    b += 2
    d = coefficient * d + b
    if abs(d) < tiny { d = tiny }
    c = b + coefficient / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    let factor = d * c
    value *= factor
    if abs(factor - 1) < 1e-16 { break }
  }
  return exp(-x + a * log(x) - logGamma(a)) * value
}
