import RiskNumerics
import RiskTestSupport
import Testing

struct BetaQuantileTests {
  // I_x(1, 1) = x, I_x(2, 1) = x², I_x(1, 3) = 1 − (1 − x)³.
  @Test(arguments: [
    (0.3, 1.0, 1.0, 0.3), (0.25, 2, 1, 0.5), (0.875, 1, 3, 0.5), (0, 2, 5, 0),
    (1, 2, 5, 1),
  ])
  func closedForms(p: Double, a: Double, b: Double, x: Double) {
    expectClose(betaQuantile(p, a, b), x, relative: 1e-11)
  }

  @Test func nonsenseIsNotANumber() {
    #expect(betaQuantile(0.5, 0, 1).isNaN)
    #expect(betaQuantile(1.5, 1, 1).isNaN)
  }
}
