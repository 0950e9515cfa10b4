import RiskNumerics
import Testing

/// Means and variances of 40,000 draws stay within five standard errors.
struct SamplersTests {
  private func expectMoments(
    _ name: String, mean: Double, variance: Double, kurtosis: Double,
    draw: (inout SplitMix64) -> Double
  ) {
    var rng = SplitMix64(seed: 20_260_114)
    let n = 40_000
    let values = (0..<n).map { _ in draw(&rng) }
    let average = values.reduce(0, +) / Double(n)
    let spread =
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
    let root = Double(n).squareRoot()
    #expect(abs(average - mean) < 5 * variance.squareRoot() / root, "\(name)")
    #expect(
      abs(spread - variance) < 5 * variance * (kurtosis - 1).squareRoot()
        / root,
      "\(name)")
  }

  @Test func normal() {
    expectMoments("normal", mean: 0, variance: 1, kurtosis: 3) {
      normalSample(using: &$0)
    }
  }

  @Test func exponential() {
    expectMoments("exponential", mean: 0.5, variance: 0.25, kurtosis: 9) {
      exponentialSample(rate: 2, using: &$0)
    }
  }

  // Kurtosis of a gamma variable: 3 + 6 / shape.
  @Test(arguments: [0.3, 1.0, 7.5])
  func gamma(shape: Double) {
    expectMoments(
      "gamma \(shape)", mean: shape / 2, variance: shape / 4,
      kurtosis: 3 + 6 / shape
    ) { gammaSample(shape: shape, rate: 2, using: &$0) }
  }

  // Kurtosis of a Poisson count: 3 + 1 / mean.
  @Test(arguments: [0.7, 12.0, 400.0])
  func poisson(mean: Double) {
    expectMoments(
      "Poisson \(mean)", mean: mean, variance: mean, kurtosis: 3 + 1 / mean
    ) { Double(poissonSample(mean: mean, using: &$0)) }
  }

  @Test func oneSeedOneSequence() {
    var a = SplitMix64(seed: 3)
    var b = SplitMix64(seed: 3)
    for _ in 0..<50 {
      #expect(
        gammaSample(shape: 0.6, using: &a) == gammaSample(shape: 0.6, using: &b)
      )
    }
  }
}
