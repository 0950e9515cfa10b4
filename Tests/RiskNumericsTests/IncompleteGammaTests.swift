import RiskNumerics
import RiskTestSupport
import Testing

/// Values: mpmath 1.4.1 at 30 digits (gammainc regularised; quantiles by
/// bisection on it).
struct IncompleteGammaTests {
  @Test(arguments: [
    (0.5, 0.2, 0.47291074313446193, 0.52708925686553807),
    (2.0, 3.0, 0.80085172652854423, 0.19914827347145577),
    (7.6, 4.1, 0.078336568931617497, 0.9216634310683825),
    (50.0, 60.0, 0.91559331890630817, 0.08440668109369183),
    (1000.0, 900.0, 0.00054990226571178292, 0.99945009773428822),
    (0.01, 1e-5, 0.8963367982671972, 0.1036632017328028),
  ])
  func distribution(a: Double, x: Double, lower: Double, upper: Double) {
    expectClose(regularizedGammaP(shape: a, x), lower, relative: 1e-13)
    expectClose(regularizedGammaQ(shape: a, x), upper, relative: 1e-13)
  }

  @Test(arguments: [
    (0.05, 0.47, 0.0013183011433751385), (0.95, 0.47, 1.8456017131368774),
    (0.05, 7.5, 3.6304719638350151), (0.95, 7.5, 12.497895069864314),
    (0.5, 200.0, 199.66676561246567), (0.05, 0.1, 5.9307112914142807e-14),
  ])
  func quantile(p: Double, shape: Double, expected: Double) {
    let x = gammaQuantile(p, shape: shape)
    #expect(abs(x - expected) <= 1e-12 * expected)
    // A rate only scales.
    #expect(abs(gammaQuantile(p, shape: shape, rate: 4) * 4 - x) <= 1e-12 * x)
  }

  @Test func quantileInvertsTheDistribution() {
    var rng = SplitMix64(seed: 5)
    for _ in 0..<500 {
      let shape = 0.2 + 80 * rng.uniform()
      let p = rng.uniform()
      let x = gammaQuantile(p, shape: shape)
      expectClose(regularizedGammaP(shape: shape, x), p, relative: 1e-11)
    }
  }

  @Test func edges() {
    #expect(regularizedGammaP(shape: 2, 0) == 0)
    #expect(regularizedGammaQ(shape: 2, 0) == 1)
    #expect(gammaQuantile(0, shape: 2) == 0)
    #expect(gammaQuantile(1, shape: 2) == .infinity)
    #expect(gammaQuantile(0.5, shape: 0).isNaN)
  }

  @Test(arguments: [
    (0.975, 1.9599639845400539), (0.001, -3.0902323061678135), (0.5, 0),
  ])
  func normal(p: Double, expected: Double) {
    expectClose(normalQuantile(p), expected, relative: 1e-13)
  }
}
