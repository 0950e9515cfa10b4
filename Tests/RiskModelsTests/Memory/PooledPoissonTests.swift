import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

/// The pools' blocks against one dense regression with a column for each.
struct PooledPoissonTests {
  private func model(seed: UInt64, pools: Int) -> PooledPoisson {
    var rng = SplitMix64(seed: seed)
    var model = PooledPoisson(
      x: [], columnCount: 4, slope: [], events: [], exposure: [], pools: [],
      groups: [PooledPoisson.Group(name: "shared", columns: [2, 3])])
    for _ in 0..<pools {
      let level = 0.6 * normalSample(using: &rng)
      let slope = 0.3 * normalSample(using: &rng)
      let first = model.events.count
      for _ in 0..<60 {
        let z = 2 * rng.uniform() - 1
        let (a, b) = (normalSample(using: &rng), normalSample(using: &rng))
        let hours = 0.5 + 4 * rng.uniform()
        let eta = -1 + level + (0.5 + slope) * z + 0.3 * a
        model.x += [1, z, a, b]
        model.slope.append(z)
        model.exposure.append(hours)
        model.events.append(
          Double(poissonSample(mean: hours * exp(eta), using: &rng)))
      }
      model.pools.append(first..<model.events.count)
    }
    return model
  }

  /// The same with one dense column for each pool's level and slope, under
  /// the same ridge.
  private func dense(
    _ model: PooledPoisson, _ precisions: [Double]
  ) throws -> RegressionFit {
    var elements: [Double] = []
    for (p, range) in model.pools.enumerated() {
      for i in range {
        elements += Array(model.x[(4 * i + 1)..<(4 * i + 4)])
        for other in model.pools.indices {
          elements += other == p ? [1, model.slope[i]] : [0, 0]
        }
      }
    }
    let names =
      ["z", "a", "b"]
      + model.pools.indices.flatMap { ["level\($0)", "slope\($0)"] }
    return try PoissonRegression(
      CovariateTable(
        names: names, elements: elements, rowCount: model.events.count),
      events: model.events, exposure: model.exposure
    ).fit(
      ridge: [0, 0, precisions[0], precisions[0]]
        + model.pools.flatMap { _ in [precisions[1], precisions[2]] })
  }

  @Test(arguments: 1...10)
  func equalsTheDenseRegression(seed: UInt64) throws {
    let model = model(seed: 500 + seed, pools: 7)
    let fit = try model.fit()
    #expect(fit.decrement < 1e-5)
    let expected = try dense(model, fit.precisions)
    for j in 0..<4 {
      expectClose(fit.coefficients[j], expected.estimates[j], relative: 1e-4)
      for k in 0..<4 {
        expectClose(
          fit.covariance[4 * j + k], expected.covariance[j, k],
          relative: 1e-5)
      }
    }
    for (p, pool) in fit.pools.enumerated() {
      expectClose(pool.level, expected.estimates[4 + 2 * p], relative: 1e-4)
      expectClose(pool.slope, expected.estimates[5 + 2 * p], relative: 1e-4)
      // Variance of a prediction: xᵀVx of the dense regression.
      let shared = [1, 0.4, -0.7, 1.1]
      let row =
        shared + model.pools.indices.flatMap { $0 == p ? [1, 0.4] : [0, 0] }
      let product = expected.covariance.times(row)
      let variance = zip(row, product).reduce(0) { $0 + $1.0 * $1.1 }
      expectClose(
        fit.variance(shared, slope: 0.4, pool), variance, relative: 1e-5)
    }
  }

  // Forty pools with spreads 0.6 and 0.3: within three standard errors of a
  // standard deviation of forty, and a column of noise next to nothing.
  @Test func spreadsAreFound() throws {
    let fit = try model(seed: 900, pools: 40).fit()
    let level = 1 / fit.precisions[1].squareRoot()
    #expect(abs(level - 0.6) < 3 * 0.6 / 80.0.squareRoot())
    let slope = 1 / fit.precisions[2].squareRoot()
    #expect(abs(slope - 0.3) < 0.2)
    expectClose(fit.coefficients[2], 0.3, relative: 0.1)
    #expect(abs(fit.coefficients[3]) < 0.1)
  }

  @Test func noEventIsNoFit() {
    var model = model(seed: 1, pools: 2)
    model.events = model.events.map { _ in 0 }
    #expect(throws: FitError.self) { try model.fit() }
  }
}
