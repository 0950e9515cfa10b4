import RiskModels
import RiskTestSupport
import Testing

/// Counts to come against R 4.2.2 `qnbinom` and `dnbinom`.
struct GammaPoissonPredictiveTests {
  private let model = GammaPoisson(
    shape: 7.591841595546027, rateHours: 133.59055509224427)

  // qnbinom(p, size = α + 8, prob = (β + 99.833)/(β + 99.833 + ahead)).
  @Test(arguments: [
    (24.0, 0.05, 0), (24, 0.5, 1), (24, 0.95, 4), (8760, 0.05, 362),
    (8760, 0.5, 573), (8760, 0.95, 852), (8760, 0.999, 1159),
  ])
  func quantiles(aheadHours: Double, p: Double, count: Int) {
    #expect(
      model.predictiveQuantile(
        p, aheadHours: aheadHours, events: 8, hours: 99.833) == count)
  }

  @Test func distribution() {
    // Cumulated dnbinom(0:3, …) at 24 h.
    var sum = 0.0
    for (count, mass) in [
      0.21741551387486815, 0.31604643963865298, 0.24444347968584862,
      0.13363846124047499,
    ].enumerated() {
      sum += mass
      expectClose(
        model.predictiveDistribution(
          count, aheadHours: 24, events: 8, hours: 99.833), sum,
        relative: 1e-12)
    }
    // No event is the closed form of survival.
    expectClose(
      model.predictiveDistribution(
        0, aheadHours: 24, events: 8, hours: 99.833),
      model.survival(aheadHours: 24, events: 8, hours: 99.833),
      relative: 1e-12)
  }

  /// qnbinom(c(.05, .5, .95), size = 0.5, prob = 1/(1 + 1e6)).
  @Test func largeCounts() {
    let vague = GammaPoisson(shape: 0.5, rateHours: 1)
    for (p, count) in [(0.05, 1966), (0.5, 227_468), (0.95, 1_920_730)] {
      #expect(
        vague.predictiveQuantile(p, aheadHours: 1e6, events: 0, hours: 0)
          == count)
    }
    #expect(
      vague.predictiveQuantile(1, aheadHours: 1, events: 0, hours: 0) == nil)
  }
}
