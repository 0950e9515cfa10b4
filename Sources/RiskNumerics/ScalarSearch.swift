import Foundation

/// The place of a minimum of `f` inside [low, high].
///
/// Brent's method without derivatives (Brent 1973, chapter 5): golden section
/// with parabolic steps. With several minima, one of them.
///
/// - Parameter tolerance: relative width of the last bracket; the square root
///   of the machine's precision is as fine as values of `f` can tell.
public func minimum(
  of f: (Double) -> Double, from low: Double, to high: Double,
  tolerance: Double = 1e-9
) -> Double {
  let golden = 0.3819660112501051
  var (a, b) = (min(low, high), max(low, high))
  var x = a + golden * (b - a)
  var (w, v) = (x, x)
  var fx = f(x)
  var (fw, fv) = (fx, fx)
  var (step, previous) = (0.0, 0.0)
  for _ in 0..<200 {
    let middle = (a + b) / 2
    let tol = tolerance * abs(x) + 1e-12
    if abs(x - middle) <= 2 * tol - (b - a) / 2 { break }
    var isParabolic = false
    if abs(previous) > tol {
      let r = (x - w) * (fx - fv)
      var q = (x - v) * (fx - fw)
      var p = (x - v) * q - (x - w) * r
      q = 2 * (q - r)
      if q > 0 { p = -p }
      q = abs(q)
      let last = previous
      previous = step
      if abs(p) < abs(0.5 * q * last), p > q * (a - x), p < q * (b - x) {
        step = p / q
        let u = x + step
        if u - a < 2 * tol || b - u < 2 * tol {
          step = x < middle ? tol : -tol
        }
        isParabolic = true
      }
    }
    if !isParabolic {
      previous = x < middle ? b - x : a - x
      step = golden * previous
    }
    let u = x + (abs(step) >= tol ? step : (step > 0 ? tol : -tol))
    let fu = f(u)
    if fu <= fx {
      if u >= x { a = x } else { b = x }
      (v, fv) = (w, fw)
      (w, fw) = (x, fx)
      (x, fx) = (u, fu)
    } else {
      if u < x { a = u } else { b = u }
      if fu <= fw || w == x {
        (v, fv) = (w, fw)
        (w, fw) = (u, fu)
      } else if fu <= fv || v == x || v == w {
        (v, fv) = (u, fu)
      }
    }
  }
  return x
}

/// A zero of `f` inside [low, high]; nil when its ends have one sign.
///
/// Bisection with regula falsi (Illinois): the bracket never grows.
public func root(
  of f: (Double) -> Double, from low: Double, to high: Double,
  tolerance: Double = 1e-14
) -> Double? {
  var (a, b) = (low, high)
  var (fa, fb) = (f(a), f(b))
  if fa == 0 { return a }
  if fb == 0 { return b }
  guard (fa < 0) != (fb < 0) else { return nil }
  for iteration in 0..<400 {
    if abs(b - a) <= tolerance * max(abs(a), abs(b)) { break }
    let secant = (a * fb - b * fa) / (fb - fa)
    let isInside = secant > min(a, b) && secant < max(a, b)
    let c = isInside && iteration % 3 != 2 ? secant : (a + b) / 2
    let fc = f(c)
    if fc == 0 { return c }
    if (fc < 0) == (fb < 0) {
      fa /= 2
    } else {
      (a, fa) = (b, fb)
    }
    (b, fb) = (c, fc)
  }
  return b
}
