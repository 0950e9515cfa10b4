import Foundation
import RiskModels
import RiskTestSupport
import Testing

/// Twenty-five pools: hours watched and events seen.
private let pools: [(hours: Double, events: Double)] = [
  (99.833, 8), (38.01, 0), (65.568, 8), (26.971, 1), (2.008, 0), (22.196, 1),
  (32.608, 1), (6.261, 1), (3.391, 0), (50.536, 3), (54.998, 0), (58.795, 4),
  (11.885, 0), (109.607, 4), (72.098, 5), (101.177, 4), (26.423, 2),
  (4.643, 0), (22.394, 2), (28.955, 1), (106.603, 13), (2.709, 0), (6.951, 0),
  (43.685, 1), (18.232, 1),
]

/// Reference: marginal negative-binomial maximum in mpmath 1.4.1 with scipy
/// 1.17.1 for quantiles.
///
/// The reference's own optimum carries about nine digits,
/// hence 1e-6 on α and β and 1e-7 on what they imply.
struct GammaPoissonTests {
  private func fitted() throws -> GammaPoisson {
    try GammaPoisson.fit(
      events: pools.map(\.events), hours: pools.map(\.hours))
  }

  @Test func populationOfRates() throws {
    let model = try fitted()
    #expect(abs(model.shape - 7.591841595546027) < 1e-6 * 7.6)
    #expect(abs(model.rateHours - 133.59055509224427) < 1e-6 * 134)
    expectClose(
      model.logLikelihood(
        events: pools.map(\.events), hours: pools.map(\.hours)),
      -228.93819969151565, relative: 1e-12)
  }

  // Pools 0, 1, 4 and 20: mean, 5 % and 95 % quantiles, P(no event in 6 h).
  @Test(arguments: [
    (
      0, 0.06679635047707352, 0.04161035197373723, 0.0968361031256552,
      0.673199316257629
    ),
    (
      1, 0.04424135802745519, 0.021529368588281857, 0.07352953586244426,
      0.7703480326222806
    ),
    (
      4, 0.05598762900077724, 0.027245508611957195, 0.09305194410874812,
      0.7198546814163909
    ),
    (
      20, 0.08573020032797263, 0.05719497671641294, 0.11898654656857854,
      0.601660682364656
    ),
  ])
  func posteriors(
    pool: Int, mean: Double, low: Double, high: Double, survival: Double
  ) throws {
    let model = GammaPoisson(
      shape: 7.591841595546027, rateHours: 133.59055509224427)
    let (hours, events) = pools[pool]
    let own = (
      model.mean(events: events, hours: hours),
      model.quantile(0.05, events: events, hours: hours),
      model.quantile(0.95, events: events, hours: hours)
    )
    #expect(abs(own.0 - mean) < 1e-12 * mean)
    #expect(abs(own.1 - low) < 1e-10 * low)
    #expect(abs(own.2 - high) < 1e-10 * high)
    expectClose(
      model.survival(aheadHours: 6, events: events, hours: hours), survival,
      relative: 1e-12)
    let refit = try fitted().mean(events: events, hours: hours)
    #expect(abs(refit - mean) < 1e-7 * mean)
  }

  @Test func alikeGroupsHaveNoSpreadToFit() {
    #expect(throws: FitError.self) {
      try GammaPoisson.fit(
        events: [5, 5, 5, 5], hours: [100, 100, 100, 100])
    }
  }

  @Test func badDataAreNamed() {
    #expect {
      try GammaPoisson.fit(events: [1, 2], hours: [1])
    } throws: {
      ($0 as? FitError)?.code == .invalidData
    }
    #expect {
      try GammaPoisson.fit(events: [0, 0], hours: [1, 3])
    } throws: {
      ($0 as? FitError)?.code == .noExposure
    }
  }
}
