import Foundation
import RiskDomain
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

/// Gradient and information of every family against central differences, and
/// hazards against the slope of their integral.
struct RowLikelihoodDerivativeTests {
  private let data = SimulatedTimes(rows: 80, seed: 4_101)

  /// Differences of the value give the gradient, those of the gradient the
  /// information, at 200 seeded points about a start.
  private func check(
    _ likelihood: some RowLikelihood, around start: [Double], _ what: String
  ) throws {
    let table = try data.table()
    var pass = RowBlockPass(table.standardized)
    var rng = SplitMix64(seed: 4_102)
    func at(_ x: [Double]) -> NewtonPoint {
      var point = NewtonPoint(count: x.count)
      pass.evaluate(likelihood, at: x, into: &point)
      return point
    }
    for _ in 0..<200 {
      let x = start.map { $0 + 0.4 * (rng.uniform() - 0.5) }
      expectCentralDifferences(at: x, what, at)
    }
  }

  @Test(arguments: AcceleratedFailureTime.Family.allCases)
  func failureTimes(family: AcceleratedFailureTime.Family) throws {
    let start = [3, 0.1, -0.1, 0.1]
    let isFixed = family == .exponential
    try check(
      FailureTimeRows(
        family, data.times(), strata: [], strataCount: 1,
        fixedLogScale: isFixed ? 0 : nil),
      around: isFixed ? start : start + [-0.3], "\(family)")
  }

  @Test func scalesOfTheirOwn() throws {
    try check(
      FailureTimeRows(
        .logLogistic, data.times(),
        strata: (0..<data.lower.count).map { $0 % 2 }, strataCount: 2,
        fixedLogScale: nil),
      around: [3, 0.1, -0.1, 0.1, -0.3, -0.5], "two scales")
  }

  @Test func gompertzDerivatives() throws {
    try check(
      GompertzRows(times: data.times()), around: [-3, 0.1, -0.1, 0.1, 0],
      "Gompertz")
  }

  @Test func poissonDerivatives() throws {
    let rows = PoissonRows(
      events: (0..<80).map { Double($0 % 5) },
      offsets: (0..<80).map { Double($0 % 7) / 5 }, weights: data.weights)
    try check(rows, around: [0.5, 0.1, -0.1, 0.1], "Poisson")
  }

  /// The tails of each error distribution: slope of log S is minus the
  /// hazard, curvatures by differences, from z = −40 to 40.
  @Test func errorTerms() {
    func check<Errors: LogTimeErrors>(_ errors: Errors.Type) {
      for k in -80...80 {
        let z = Double(k) / 2 + 0.01
        for f in [
          Errors.logDensity, Errors.logSurvival, Errors.logDistribution,
        ] {
          let (here, step) = (f(z), 1e-5 * max(1, abs(z)))
          guard here.value > -1e8 else { continue }
          let (above, below) = (f(z + step), f(z - step))
          let size = max(1, abs(here.value), abs(here.slope))
          #expect(
            abs((above.value - below.value) / (2 * step) - here.slope)
              <= 1e-5 * size, "\(errors) slope at \(z)")
          #expect(
            abs((above.slope - below.slope) / (2 * step) - here.curvature)
              <= 1e-5 * size * max(1, abs(here.slope)),
            "\(errors) curvature at \(z)")
        }
      }
    }
    check(ExtremeValueErrors.self)
    check(NormalErrors.self)
    check(LogisticErrors.self)
  }

  /// d/dt H(t) = h(t) at 200 seeded points for each family.
  @Test func hazardIsTheSlope() {
    var rng = SplitMix64(seed: 4_103)
    for _ in 0..<200 {
      let x = [rng.uniform() - 0.5, 2 * rng.uniform()]
      let coefficients = (0..<3).map { _ in 2 * (rng.uniform() - 0.5) }
      let age = 0.05 + 5 * rng.uniform()
      let step = 1e-5 * age
      let around = AgeInterval(after: age - step, through: age + step)
      for family in AcceleratedFailureTime.Family.allCases {
        let model = FailureTimeHazard(
          family, coefficients: coefficients, scale: 0.3 + rng.uniform())
        let slope = model.cumulativeHazard(over: around, x) / (2 * step)
        let hazard = exp(model.logHazard(atAge: age, x))
        #expect(
          abs(slope - hazard) <= 1e-6 * hazard, "\(family) at \(age) h")
      }
      let gompertz = GompertzHazard(
        coefficients: coefficients, shape: 2 * (rng.uniform() - 0.5))
      let slope = gompertz.cumulativeHazard(over: around, x) / (2 * step)
      let hazard = exp(gompertz.logHazard(atAge: age, x))
      #expect(abs(slope - hazard) <= 1e-6 * hazard, "Gompertz at \(age) h")
    }
  }
}
