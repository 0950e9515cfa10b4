import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

/// Values: mpmath 1.4.1 at 30 digits (lambertw, branch 0).
struct LambertWTests {
  @Test(arguments: [
    (-0.36, -0.80608431597081762), (-0.2, -0.25917110181907376),
    (0.5, 0.35173371124919583), (1.0, 0.56714329040978387),
    (10.0, 1.7455280027406994), (1e6, 11.383358086140053), (0.0, 0.0),
  ])
  func principalBranch(x: Double, expected: Double) {
    expectClose(lambertW0(x), expected, relative: 1e-13)
  }

  @Test func branchPointAndBeyond() {
    expectClose(lambertW0(-exp(-1)), -1, relative: 1e-7)
    #expect(lambertW0(-0.5).isNaN)
  }

  @Test func inverseOfWTimesExpW() {
    for i in 0..<400 {
      let w = -0.99 + Double(i) * 0.02
      expectClose(lambertW0(w * exp(w)), w, relative: 1e-10)
    }
  }
}
