import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// The arrow-head fit on pools, zones and hours against mgcv 1.8-41
/// `gam(…, method = "REML")`; 1e-4, as the reference supports.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct MixedPoissonGoldenTests {
  private func model(
    _ spline: CyclicCubicSpline, zoneSmoothing: Double?
  ) throws -> MixedPoisson {
    let rows = try ReferenceTable("poisson_pools.csv")
    let pool = try rows["pool"]
    let order = pool.indices.sorted { (pool[$0], $0) < (pool[$1], $1) }
    func codes(_ name: String, from first: Double) throws -> [UInt16] {
      let column = try rows[name]
      return order.map { UInt16(column[$0] - first) }
    }
    let (events, exposure) = (try rows["d"], try rows["E"])
    var model = try MixedPoisson(
      PoolCells(
        cellsPerPool: (1...12).map { p in pool.count { $0 == Double(p) } },
        events: order.map { events[$0] },
        exposure: order.map { exposure[$0] },
        cellCodes: [
          codes("ageb", from: 1), codes("hour", from: 0),
          codes("zone", from: 1),
        ]),
      cellEffects: [
        .levels("age", count: 5),
        .smooth(
          "hour", rows: (0..<24).map { spline.row(at: Double($0)) },
          penalty: spline.penalty, rank: spline.coefficientCount),
        .randomLevels("zone", count: 4, smoothing: zoneSmoothing),
      ])
    model.options.smoothingTolerance = 1e-6
    return model
  }

  private func spline() throws -> CyclicCubicSpline {
    CyclicCubicSpline(knots: (0..<8).map { 24 * Double($0) / 7 })
      .centered(over: try ReferenceTable("poisson_pools.csv")["hour"])
  }

  @Test func likeMgcv() throws {
    let expected = try ReferenceNode("poisson_pools.json")["mgcv_reml"]
    let theirSmoothing = try expected["sp"]
    // The zones add nothing beyond the pools: REML rises without end in their
    // λ, and mgcv stops where it is flat to its tolerance. There its numbers
    // are comparable.
    let spline = try spline()
    let fit = try model(
      spline, zoneSmoothing: theirSmoothing["s(fz)"].number
    ).fit()
    expectClose(
      fit.negativeREML, try expected["reml"].number, relative: 1e-4)
    let fixed = try expected["coef_fixed"]
    expectClose(
      fit.coefficients(of: "(Intercept)")[0],
      try fixed["(Intercept)"].number, relative: 1e-4)
    for (k, age) in fit.coefficients(of: "age").enumerated() {
      expectClose(age, try fixed["fa\(k + 2)"].number, relative: 1e-4)
    }
    expectAllClose(
      fit.levels, try expected["pool_re"].numbers, relative: 1e-4, floor: 0.1,
      "pools")
    expectAllClose(
      fit.coefficients(of: "zone"), try expected["zone_re"].numbers,
      relative: 1e-4, floor: 0.1, "zones")
    let hours = (0..<24).map { hour in
      zip(spline.row(at: Double(hour)), fit.coefficients(of: "hour"))
        .reduce(0) { $0 + $1.0 * $1.1 }
    }
    expectAllClose(
      hours, try expected["hour_effect"].numbers, relative: 1e-4, floor: 0.1,
      "hours")
    expectAllClose(
      fit.poolPrecisions, [try theirSmoothing["s(fp)"].number],
      relative: 1e-4, "λ of pools")
    // hour, pool, zone in their order.
    let deviations = [
      fit.smoothing[0], fit.poolPrecisions[0], fit.smoothing[1],
    ]
    .map { 1 / $0.squareRoot() }
    expectAllClose(
      deviations, try expected["sd"].numbers, relative: 1e-4,
      "standard deviations")
    // Five fixed columns beside the penalised effects.
    let degrees = 5 + (fit.effectDegrees + fit.poolDegrees).reduce(0, +)
    expectAllClose(
      [degrees], [try expected["edf"].number], relative: 1e-4,
      "effective degrees of freedom")
  }

  /// With every λ free the zones vanish and the rest stays.
  @Test func zonesVanish() throws {
    let expected = try ReferenceNode("poisson_pools.json")["mgcv_reml"]
    let fit = try model(spline(), zoneSmoothing: nil).fit()
    #expect(fit.smoothing[1] > 2e4)
    #expect(fit.negativeREML <= (try expected["reml"].number) + 1e-4)
    #expect(fit.gradientNorm < 1e-4)
    #expect(fit.evaluations < 30)
  }
}
