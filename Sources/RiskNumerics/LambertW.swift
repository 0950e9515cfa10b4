import Foundation

/// Principal branch of Lambert's W: the w ≥ −1 with w·eʷ = x.
///
/// Halley's iteration from the branch-point series near −1/e, else from
/// log(1 + x) (Corless et al., "On the Lambert W function", 1996,
/// doi:10.1007/BF02124750). nan below −1/e.
public func lambertW0(_ x: Double) -> Double {
  let branch = exp(-1.0)
  guard x >= -branch else {
    // One rounding of exp(−1) below the branch point still is the point.
    return x >= -branch * (1 + 4 * Double.ulpOfOne) ? -1 : .nan
  }
  if x == 0 || x == .infinity { return x }
  var w: Double
  if x < -0.25 {
    let p = (2 * (M_E * x + 1)).magnitude.squareRoot()
    w = -1 + p * (1 + p * (-1.0 / 3 + p * 11 / 72))
    if p < 1e-4 { return w }
  } else if x < 3 {
    w = log1p(x) * (1 - log1p(log1p(x)) / (2 + log1p(x)))
  } else {
    let l = log(x)
    w = l - log(l)
  }
  for _ in 0..<50 {
    let e = exp(w)
    let f = w * e - x
    let step = f / (e * (w + 1) - (w + 2) * f / (2 * w + 2))
    w -= step
    if abs(step) <= 1e-16 * (1 + abs(w)) { break }
  }
  return w
}
