import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

/// The incomplete beta function against R 4.2.2 `pbeta` and closed forms.
struct IncompleteBetaTests {
  @Test(arguments: [
    (0.3, 2.5, 4.0, 3.5219758590676714e-01),
    (0.3, 300, 700, 5.0367118286076773e-01),
    (1e-5, 4, 2, 4.9999599999999934e-20),
    (0.5, 1200, 1180, 3.4089042005733466e-01),
  ])
  func likeR(x: Double, a: Double, b: Double, expected: Double) {
    let ours = regularizedBeta(x, a, b)
    #expect(abs(ours - expected) <= 1e-11 * expected, "\(ours)")
  }

  /// I_x(1, b) = 1 − (1 − x)ᵇ and I_x(a, b) = 1 − I_{1−x}(b, a).
  @Test func closedForms() {
    for k in 1..<20 {
      let x = Double(k) / 20
      expectClose(
        regularizedBeta(x, 1, 3.5), 1 - pow(1 - x, 3.5), relative: 1e-13)
      expectClose(
        regularizedBeta(x, 2.2, 7), 1 - regularizedBeta(1 - x, 7, 2.2),
        relative: 1e-13)
    }
    #expect(regularizedBeta(0, 2, 3) == 0 && regularizedBeta(1, 2, 3) == 1)
    #expect(regularizedBeta(1.1, 2, 3).isNaN)
    #expect(regularizedBeta(0.5, 0, 3).isNaN)
  }
}
