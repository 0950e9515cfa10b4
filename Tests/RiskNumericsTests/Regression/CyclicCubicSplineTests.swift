import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

/// What makes a cubic spline cyclic, and its wiggliness.
struct CyclicCubicSplineTests {
  private let spline = CyclicCubicSpline(knots: [0, 2, 5, 9, 14, 18, 24])

  private func value(_ beta: [Double], _ x: Double) -> Double {
    zip(spline.row(at: x), beta).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private let beta = [1.0, -0.5, 2, 0.3, -1.2, 0.7]

  @Test func goesThroughItsKnots() {
    for (x, b) in zip(spline.knots, beta + [beta[0]]) {
      expectClose(value(beta, x), b, relative: 1e-12)
    }
  }

  /// Value, first and second derivative agree from both sides of every knot,
  /// the seam at 24 = 0 included, and a period further nothing changes.
  @Test func isSmoothAndPeriodic() {
    let h = 1e-3
    for knot in spline.knots {
      func slope(_ x: Double) -> Double {
        (value(beta, x + h) - value(beta, x - h)) / (2 * h)
      }
      func bend(_ x: Double) -> Double {
        (value(beta, x + h) - 2 * value(beta, x) + value(beta, x - h))
          / (h * h)
      }
      #expect(abs(slope(knot - 2 * h) - slope(knot + 2 * h)) < 0.02)
      #expect(abs(bend(knot - 2 * h) - bend(knot + 2 * h)) < 0.02)
    }
    for x in stride(from: -30.0, to: 60, by: 1.7) {
      expectClose(value(beta, x), value(beta, x + 24), relative: 1e-11)
    }
  }

  /// ∫ f″² by the midpoint rule on second differences.
  @Test func penaltyIsTheWiggliness() {
    let steps = 24_000
    let h = 24 / Double(steps)
    let sum = (0..<steps).reduce(0) { sum, k in
      let x = (Double(k) + 0.5) * h
      let bend =
        (value(beta, x + 0.01) - 2 * value(beta, x) + value(beta, x - 0.01))
        / 1e-4
      return sum + bend * bend * h
    }
    let form = zip(beta, spline.penalty.times(beta)).reduce(0) {
      $0 + $1.0 * $1.1
    }
    #expect(abs(form / sum - 1) < 1e-3)
    // A constant has none.
    let flat = spline.penalty.times(Array(repeating: 1, count: 6))
    #expect(flat.allSatisfy { abs($0) < 1e-12 })
  }

  @Test func centredSplinesSumToNought() {
    let points = stride(from: 0.0, to: 24, by: 0.7).map { $0 }
    let centred = spline.centered(over: points)
    #expect(centred.coefficientCount == 5)
    var sums = Array(repeating: 0.0, count: 5)
    for x in points {
      for (j, v) in centred.row(at: x).enumerated() { sums[j] += v }
    }
    #expect(sums.allSatisfy { abs($0) < 1e-12 })
  }
}
