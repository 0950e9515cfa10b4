import RiskNumerics
import RiskTestSupport
import Testing

/// Values: mpmath 1.4.1 at 30 digits (loggamma, digamma, psi(1, x)).
struct GammaFunctionsTests {
  @Test(arguments: [
    (0.1, 2.2527126517342059, -10.423754940411076, 101.43329915079275),
    (0.5, 0.57236494292470009, -1.9635100260214235, 4.9348022005446793),
    (1.5, -0.12078223763524522, 0.036489973978576521, 0.93480220054467931),
    (
      7.591841595546027, 7.713756419471101, 1.9597706576595894,
      0.1407750615920417
    ),
    (20.0, 39.339884187199494, 2.9705239922421491, 0.05127082293520312),
    (1000.0, 5905.2204232091812, 6.9072551956488121, 0.0010005001666666333),
  ])
  func gammaAndItsDerivatives(
    x: Double, logValue: Double, first: Double, second: Double
  ) {
    expectClose(logGamma(x), logValue, relative: 2e-14)
    expectClose(digamma(x), first, relative: 2e-14)
    expectClose(trigamma(x), second, relative: 2e-14)
  }

  @Test func nothingLeftOfZero() {
    #expect(logGamma(0).isNaN)
    #expect(digamma(-1).isNaN)
    #expect(trigamma(-0.5).isNaN)
  }
}
