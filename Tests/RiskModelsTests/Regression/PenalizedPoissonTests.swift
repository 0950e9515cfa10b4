import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Random effects and smooths on simulated pools.
struct PenalizedPoissonTests {
  private let poolCount = 60

  /// Pools with log-rates of standard deviation `spread`, five cells each.
  private func model(
    spread: Double, smoothing: Double? = nil, seed: UInt64 = 4_401
  ) throws -> PenalizedPoisson {
    var rng = SplitMix64(seed: seed)
    var elements: [Double] = []
    var events: [Double] = []
    var hours: [Double] = []
    for pool in 0..<poolCount {
      let effect = spread * normalSample(using: &rng)
      for _ in 0..<5 {
        elements += (0..<poolCount).map { $0 == pool ? 1 : 0 }
        hours.append(5 + 40 * rng.uniform())
        let mean = exp(-2 + effect) * (hours.last ?? 0)
        events.append(Double(poissonSample(mean: mean, using: &rng)))
      }
    }
    return try PenalizedPoisson(
      PoissonRegression(
        CovariateTable(
          names: (0..<poolCount).map { "pool\($0)" }, elements: elements,
          rowCount: events.count),
        events: events, exposure: hours),
      terms: [
        .randomEffect(
          "pool", columns: 1..<(poolCount + 1), smoothing: smoothing)
      ])
  }

  /// The restricted likelihood is flat at its λ and lower on both sides.
  @Test func strengthIsTheMaximum() throws {
    let fit = try model(spread: 0.8).fit()
    let best = fit.smoothing[0]
    func reml(_ factor: Double) throws -> Double {
      try model(spread: 0.8, smoothing: best * factor).fit().negativeREML
    }
    let step = 0.002
    let (above, below) = (try reml(exp(step)), try reml(exp(-step)))
    #expect(abs(above - below) / (2 * step) < 1e-4)
    #expect(above > fit.negativeREML && below > fit.negativeREML)
    // 0.8 within three errors of a standard deviation of 60: 0.8/√120 each.
    #expect(abs(1 / best.squareRoot() - 0.8) < 3 * 0.8 / 120.0.squareRoot())
    // Between one mean and sixty: most of the pools speak for themselves.
    #expect(fit.totalDegrees > 40 && fit.totalDegrees < 61)
  }

  /// Pools that differ by chance alone are one pool.
  ///
  /// About 17 events each leave an error of 0.24 in a pool's log-rate.
  @Test(arguments: 4_402...4_413)
  func noSpreadIsFound(seed: Int) throws {
    let fit = try model(spread: 0, seed: UInt64(seed)).fit()
    #expect(1 / fit.smoothing[0].squareRoot() < 0.24)
    let common = try #require(fit.regression["(Intercept)"])
    #expect(abs(common + 2) < 0.1)
  }

  /// A given λ is the ridge of the plain regression.
  @Test func givenStrengthIsARidge() throws {
    let model = try model(spread: 0.5, smoothing: 3)
    let fit = try model.fit()
    let ridge = try model.regression.fit(
      ridge: [0] + Array(repeating: 3, count: poolCount))
    for (a, b) in zip(fit.regression.estimates, ridge.estimates) {
      expectClose(a, b, relative: 1e-9)
    }
    #expect(fit.smoothing == [3])
  }

  @Test func overlappingTermsAreNamed() throws {
    let regression = try model(spread: 1).regression
    #expect {
      try PenalizedPoisson(
        regression,
        terms: [
          .randomEffect("pool", columns: 1..<20),
          .randomEffect("zone", columns: 19..<30),
        ])
    } throws: {
      ($0 as? FitError)?.message.contains("under zone") ?? false
    }
    #expect(throws: FitError.self) {
      try PenalizedPoisson(
        regression, terms: [.randomEffect("pool", columns: 60..<63)])
    }
  }
}

/// The same bits from run to run, alone and side by side.
struct RepeatableFitTests {
  @Test func bitsRepeat() async throws {
    let data = SimulatedTimes(rows: 2_000, seed: 4_403)
    @Sendable func fit() throws -> RegressionFit {
      try AcceleratedFailureTime(
        .logNormal, data.table(), times: data.times()
      ).fit()
    }
    let first = try fit()
    let others = try await withThrowingTaskGroup(of: RegressionFit.self) {
      group in
      for _ in 0..<4 { group.addTask { try fit() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(others.allSatisfy { $0 == first })
  }
}
