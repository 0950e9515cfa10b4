import Foundation
import RiskDomain
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

/// Gradient and information against central differences at 200 seeded points,
/// for the likelihoods that are no sum over rows.
struct FamilyDerivativeTests {
  private func check(
    seed: UInt64, count: Int, spread: Double, _ what: String,
    _ at: ([Double]) -> NewtonPoint
  ) {
    var rng = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let x = (0..<count).map { _ in spread * (rng.uniform() - 0.5) }
      expectCentralDifferences(at: x, what, at)
    }
  }

  /// Forty rows on twelve times with delayed entry, weights and two strata.
  private func design(weighted: Bool) throws -> CoxDesign {
    var rng = SplitMix64(seed: 4_501)
    let time = (0..<40).map { _ in (12 * rng.uniform()).rounded(.down) + 1 }
    return CoxDesign(
      try SurvivalSample(
        time: time, isEvent: time.map { _ in rng.uniform() < 0.6 },
        entry: time.map { rng.uniform() < 0.5 ? -1 : $0 * rng.uniform() - 0.1 },
        weight: weighted ? time.map { _ in 0.5 + rng.uniform() } : nil,
        stratum: time.map { _ in rng.uniform() < 0.5 ? 0 : 1 }),
      covariates: Matrix(
        rows: 40, columns: 3,
        elements: (0..<120).map { _ in normalSample(using: &rng) }))
  }

  @Test(arguments: [CoxTies.efron, .breslow])
  func coxTies(ties: CoxTies) throws {
    var likelihood = CoxPartialLikelihood(
      try design(weighted: true), ties: ties)
    check(seed: 4_502, count: 3, spread: 2, "\(ties)") {
      var point = NewtonPoint(count: 3)
      likelihood.evaluate($0, into: &point)
      return point
    }
  }

  @Test func coxExact() throws {
    let likelihood = CoxExactLikelihood(design: try design(weighted: false))
    check(seed: 4_503, count: 3, spread: 2, "exact") {
      var point = NewtonPoint(count: 3)
      likelihood.evaluate($0, into: &point)
      return point
    }
  }

  /// In (log α, log β).
  @Test func gammaPoisson() {
    let events = [2.0, 9, 1, 14, 3, 0, 22, 5]
    let hours = [100.0, 120, 90, 150, 110, 80, 130, 95]
    check(seed: 4_504, count: 2, spread: 3, "gamma-Poisson") { x in
      let model = GammaPoisson(
        shape: 2 * exp(x[0]), rateHours: 30 * exp(x[1]))
      let score = model.score(events: events, hours: hours)
      var point = NewtonPoint(count: 2)
      point.value = model.logLikelihood(events: events, hours: hours)
      point.gradient = score.gradient
      point.information = score.information
      return point
    }
  }

  /// d/dt H(t) = h(t) of fitted piecewise rates at 200 seeded points.
  @Test func piecewiseHazardIsTheSlope() throws {
    let data = SimulatedTimes(rows: 200, seed: 4_505, allKinds: false)
    let model = try PiecewiseExponentialRegression(
      data.table(), times: data.times(), cuts: [5, 12, 25])
    let fit = try model.fit()
    var rng = SplitMix64(seed: 4_506)
    for _ in 0..<200 {
      let hazard = model.hazard(
        fit, covariates: [rng.uniform() - 0.5, 1, 2015])
      let age = 0.1 + 40 * rng.uniform()
      let step = 1e-5 * age
      // The slope has no value at a cut itself.
      guard model.cuts.allSatisfy({ abs($0 - age) > step }) else { continue }
      let slope =
        hazard.cumulativeHazard(
          over: AgeInterval(after: age - step, through: age + step))
        / (2 * step)
      #expect(
        abs(slope - hazard.hazard(atAge: age)) <= 1e-6 * slope, "at \(age) h")
    }
  }

  /// No direction from a frailty fit climbs methods/frailty.md (1) or (2),
  /// taken from its definition without ties: 200 seeded directions.
  @Test(arguments: FrailtyDistribution.allCases)
  func frailtyIsAMaximum(distribution: FrailtyDistribution) throws {
    let isEvent = (0..<20).map { $0 % 5 != 4 }
    let x = (0..<20).map { Double($0 % 3) }
    let theta = 0.7
    let fit = try CoxFrailty(
      SurvivalSample(time: (0..<20).map { Double($0 + 1) }, isEvent: isEvent),
      covariates: Matrix(rows: 20, columns: 1, elements: x), names: ["x"],
      clusters: (0..<20).map { $0 / 4 }, distribution: distribution,
      variance: theta)
    func objective(_ point: [Double]) -> Double {
      let eta = (0..<20).map { point[0] * x[$0] + point[1 + $0 / 4] }
      var value = 0.0
      for i in 0..<20 where isEvent[i] {
        value += eta[i] - log(eta[i...].reduce(0) { $0 + exp($1) })
      }
      for w in point.dropFirst() {
        value += (distribution == .gamma ? w - exp(w) : -w * w / 2) / theta
      }
      return value
    }
    let best = fit.coefficients + fit.logFactors
    let top = objective(best)
    var rng = SplitMix64(seed: 4_507)
    for _ in 0..<200 {
      let way = best.map { _ in normalSample(using: &rng) }
      func moved(_ step: Double) -> Double {
        objective(zip(best, way).map { $0 + step * $1 })
      }
      let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5
      #expect(abs(slope) < 1e-6, "\(distribution): slope \(slope)")
      #expect(moved(0.01) < top && moved(-0.01) < top)
    }
  }
}
