import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Pools and zones as random effects beside a cyclic spline of the hour,
/// against mgcv 1.8-41 `gam(…, method = "REML")`; 1e-4, as the reference
/// supports.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct PenalizedPoissonGoldenTests {
  private struct Setting {
    var model: PenalizedPoisson
    var spline: CyclicCubicSpline
  }

  /// Columns: intercept, age bands 2 to 5, spline, pools, zones.
  private func setting(zoneSmoothing: Double?) throws -> Setting {
    let rows = try ReferenceTable("poisson_pools.csv")
    // k = 8 with knots = c(0, 24): eight places, the last the first again.
    let spline = try CyclicCubicSpline(
      knots: (0..<8).map { 24 * Double($0) / 7 }
    ).centered(over: rows["hour"])
    let smooth = spline.coefficientCount
    #expect(smooth == 6)
    var names = (2...5).map { "fa\($0)" }
    names += (1...smooth).map { "s(hour).\($0)" }
    names += (1...12).map { "pool\($0)" } + (1...4).map { "zone\($0)" }
    let (age, hour) = (try rows["ageb"], try rows["hour"])
    let (pool, zone) = (try rows["pool"], try rows["zone"])
    var elements: [Double] = []
    for i in 0..<rows.rowCount {
      elements += (2...5).map { age[i] == Double($0) ? 1 : 0 }
      elements += spline.row(at: hour[i])
      elements += (1...12).map { pool[i] == Double($0) ? 1 : 0 }
      elements += (1...4).map { zone[i] == Double($0) ? 1 : 0 }
    }
    let regression = try PoissonRegression(
      CovariateTable(
        names: names, elements: elements, rowCount: rows.rowCount),
      events: rows["d"], exposure: rows["E"])
    let model = try PenalizedPoisson(
      regression,
      terms: [
        PenaltyTerm(
          name: "hour", columns: 5..<(5 + smooth), matrix: spline.penalty,
          rank: smooth),
        .randomEffect("pool", columns: 11..<23),
        .randomEffect("zone", columns: 23..<27, smoothing: zoneSmoothing),
      ])
    return Setting(model: model, spline: spline)
  }

  /// mgcv divides a penalty by its largest column sum over the square of the
  /// design's largest row sum, both before the constraint.
  private func penaltyScale() -> Double {
    let spline = CyclicCubicSpline(knots: (0..<8).map { 24 * Double($0) / 7 })
    let rowSum =
      (0..<24).map { hour in
        spline.row(at: Double(hour)).reduce(0) { $0 + abs($1) }
      }.max() ?? .nan
    let columnSum =
      (0..<7).map { j in
        (0..<7).reduce(0) { $0 + abs(spline.penalty[$1, j]) }
      }.max() ?? .nan
    return columnSum / (rowSum * rowSum)
  }

  @Test func likeMgcv() throws {
    let expected = try ReferenceNode("poisson_pools.json")["mgcv_reml"]
    let theirSmoothing = try expected["sp"]
    // The zones add nothing beyond the pools: REML rises without end in their
    // λ, and mgcv stops where it is flat to its tolerance. There its numbers
    // are comparable.
    let setting = try setting(
      zoneSmoothing: theirSmoothing["s(fz)"].given.number)
    let fit = try setting.model.fit()
    let beta = fit.regression.estimates
    expectRelative(
      fit.negativeREML, try expected["reml"].number, relative: 1e-4)
    let fixed = try expected["coef_fixed"]
    for (k, name) in ["(Intercept)", "fa2", "fa3", "fa4", "fa5"].enumerated() {
      expectAllClose(
        [beta[k]], [try fixed[name].number], relative: 1e-4, name)
    }
    expectAllClose(
      Array(beta[11..<23]), try expected["pool_re"].numbers, relative: 1e-4,
      floor: 0.1, "pools")
    expectAllClose(
      Array(beta[23..<27]), try expected["zone_re"].numbers, relative: 1e-4,
      floor: 0.1, "zones")
    let hours = (0..<24).map { hour in
      zip(setting.spline.row(at: Double(hour)), beta[5..<11]).reduce(0) {
        $0 + $1.0 * $1.1
      }
    }
    expectAllClose(
      hours, try expected["hour_effect"].numbers, relative: 1e-4, floor: 0.1,
      "hours")
    expectAllClose(
      [fit.smoothing[1]], [try theirSmoothing["s(fp)"].number],
      relative: 1e-4, "λ of pools")
    expectAllClose(
      [fit.smoothing[0] * penaltyScale()],
      [try theirSmoothing["s(hour)"].number],
      relative: 1e-4, "λ of hours")
    expectAllClose(
      fit.smoothing.map { 1 / $0.squareRoot() }, try expected["sd"].numbers,
      relative: 1e-4, "standard deviations")
    expectAllClose(
      [fit.totalDegrees], [try expected["edf"].number], relative: 1e-4,
      "effective degrees of freedom")
  }

  /// With every λ free the zones vanish and the rest stays.
  @Test func zonesVanish() throws {
    let expected = try ReferenceNode("poisson_pools.json")["mgcv_reml"]
    let fit = try setting(zoneSmoothing: nil).model.fit()
    #expect(fit.smoothing[2] > 2e4)
    #expect(fit.negativeREML <= (try expected["reml"].number) + 1e-4)
    #expect(fit.gradientNorm < 1e-4)
    #expect(fit.evaluations < 60)
  }
}
