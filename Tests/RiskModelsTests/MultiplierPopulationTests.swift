import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

struct MultiplierPopulationTests {
  private static let spread = ModelSpec.Spread(
    minimum: 0.1, maximum: 2.5, points: 40)

  // 300 parents of two siblings each; multipliers are gamma with a variance of
  // 0.25, 30 events expected at 1. Two numbers around their own mean have half
  // the variance that they have around the true one.
  @Test func siblingsAreNotDrawnToTheParentFittedToThem() {
    var rng = SplitMix64(seed: 11)
    var events: [Double] = []
    var expected: [Double] = []
    var parents: [Int] = []
    for parent in 0..<300 {
      let pair = (0..<2).map { _ in
        Double(
          poissonSample(
            mean: 30 * gammaSample(shape: 4, rate: 4, using: &rng), using: &rng)
        )
      }
      let mean = (pair[0] + pair[1]) / 60
      events += pair
      expected += [30 * mean, 30 * mean]
      parents += [parent, parent]
    }
    let told = MultiplierPopulation(
      events: events, expected: expected,
      parents: [
        MultiplierPopulation.Parents(
          indices: parents, precisions: Array(repeating: 0.5, count: 300))
      ], spread: Self.spread)
    let given = MultiplierPopulation(
      events: events, expected: expected, spread: Self.spread)
    #expect(abs(told.priorVariance - 0.25) < 0.07)
    #expect(given.priorVariance < 0.17)
  }

  // Siblings that lie at their parent's level tell no spread, with the parent
  // integrated out or not.
  @Test func equalSiblingsHaveNoSpread() {
    let told = MultiplierPopulation(
      events: [50, 50, 50, 50], expected: [50, 50, 50, 50],
      parents: [
        MultiplierPopulation.Parents(
          indices: [0, 0, 1, 1], precisions: [1, 1])
      ], spread: Self.spread)
    #expect(told.shapeAtMaximum > 90)
    #expect(told.likelihoodRatio <= 0)
  }

  // Without data the outer spread is flat on [0.1, 2.5] and the inner one has the
  // density ln(2.5/τ), of which τ² has the mean
  // ∫ τ² ln(2.5/τ) dτ / ∫ ln(2.5/τ) dτ = 1.734927 / 2.078112 = 0.834857;
  // flat on its own it has (2.5³ − 0.1³) / 3 / 2.4 = 2.170000.
  @Test func theInnerSpreadIsAShareOfTheOuter() {
    let fine = ModelSpec.Spread(minimum: 0.1, maximum: 2.5, points: 4000)
    let outer = MultiplierPopulation(events: [], expected: [], spread: fine)
    let inner = MultiplierPopulation(
      events: [], expected: [], within: outer, spread: fine)
    expectClose(outer.priorVariance, 2.17, relative: 2e-3)
    expectClose(inner.priorVariance, 0.834857, relative: 2e-3)
  }

  // 80 numbers that lie eighty per cent off tell their spread whatever is around
  // them: here four that are alike.
  @Test func dataOverruleTheOuterSpread() {
    let outer = MultiplierPopulation(
      events: [100, 100, 100, 100], expected: [100, 100, 100, 100],
      spread: Self.spread)
    #expect(outer.priorVariance < 0.05)
    let events = (0..<80).map { $0.isMultiple(of: 2) ? 200.0 : 20 }
    let inner = MultiplierPopulation(
      events: events, expected: Array(repeating: 110, count: 80),
      within: outer, spread: Self.spread)
    let alone = MultiplierPopulation(
      events: events, expected: Array(repeating: 110, count: 80),
      spread: Self.spread)
    expectClose(inner.priorVariance, alone.priorVariance, relative: 0.1)
  }
}
