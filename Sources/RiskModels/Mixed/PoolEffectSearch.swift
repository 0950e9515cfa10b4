import Foundation

/// The effects of one pool that maximise its penalised likelihood, all else
/// held (methods/mixed-poisson.md (4)).
enum PoolEffectSearch {
  /// The u of largest d·u − m eᵘ − ½ κ u².
  ///
  /// - Parameters:
  ///   - events: d ≥ 0.
  ///   - mean: m ≥ 0, expected events at u = 0.
  ///   - precision: κ > 0.
  ///   - start: any number; a near one saves steps.
  static func level(
    events: Double, mean: Double, precision: Double, start: Double
  ) -> Double {
    guard mean > 0 else { return events / precision }
    // The derivative is concave: from the right Newton's steps never pass the
    // root, and it lies left of this bound.
    let bound =
      events > mean ? min(log(events / mean), events / precision) : 0
    var u = min(start, bound)
    for _ in 0..<200 {
      let expected = mean * exp(u)
      let slope = events - expected - precision * u
      let step = slope / (expected + precision)
      let next = min(u + step, bound)
      let moved = abs(next - u)
      u = next
      if moved <= 1e-9 * (1 + abs(u)) { break }
    }
    return u
  }

  /// The (u, v) of largest
  /// d·u + e·v − Σ mₗ exp(u + tₗv) − ½ κ u² − ½ ω v².
  ///
  /// - Parameters:
  ///   - events, tiltedEvents: d and e.
  ///   - means: mₗ ≥ 0, one a value of the tilt.
  ///   - values: tₗ.
  ///   - precisions: κ and ω.
  static func levelAndSlope(
    events: Double, tiltedEvents: Double, means: [Double], values: [Double],
    precisions: [Double], start: (level: Double, slope: Double)
  ) -> (level: Double, slope: Double) {
    let (kappa, omega) = (precisions[0], precisions[1])
    let reach = values.reduce(0) { max($0, abs($1)) }
    var (u, v) = start
    var here = Point(u, v, means, values)
    var value = objective(here, u, v)
    func objective(_ p: Point, _ u: Double, _ v: Double) -> Double {
      events * u + tiltedEvents * v - p.w0
        - 0.5 * (kappa * u * u + omega * v * v)
    }
    if !value.isFinite {
      (u, v) = (0, 0)
      here = Point(0, 0, means, values)
      value = objective(here, 0, 0)
    }
    for _ in 0..<200 {
      let g = events - here.w0 - kappa * u
      let h = tiltedEvents - here.w1 - omega * v
      let (a, b, c) = (here.w0 + kappa, here.w1, here.w2 + omega)
      let determinant = a * c - b * b
      var du = (c * g - b * h) / determinant
      var dv = (a * h - b * g) / determinant
      // Beyond e² the quadratic model of an exponential says little.
      let length = abs(du) + reach * abs(dv)
      if length > 2 {
        du *= 2 / length
        dv *= 2 / length
      }
      var isMoved = false
      for _ in 0..<40 {
        let there = Point(u + du, v + dv, means, values)
        let trial = objective(there, u + du, v + dv)
        if trial >= value - 1e-13 * (1 + abs(value)) {
          (u, v) = (u + du, v + dv)
          (here, value) = (there, trial)
          isMoved = true
          break
        }
        du /= 2
        dv /= 2
      }
      if !isMoved || length <= 1e-9 * (1 + abs(u) + reach * abs(v)) { break }
    }
    return (u, v)
  }

  /// Σ wₗ, Σ wₗtₗ and Σ wₗtₗ² with wₗ = mₗ exp(u + tₗv).
  private struct Point {
    var w0 = 0.0
    var w1 = 0.0
    var w2 = 0.0

    init(_ u: Double, _ v: Double, _ means: [Double], _ values: [Double]) {
      for k in means.indices where means[k] > 0 {
        let w = means[k] * exp(u + values[k] * v)
        w0 += w
        w1 += w * values[k]
        w2 += w * values[k] * values[k]
      }
    }
  }
}
