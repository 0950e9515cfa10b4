import Foundation
import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

/// Closed forms in fifty digits (mpmath 1.4.1); 1e-10, the inputs being
/// written with four decimals.
///
/// Read here: `piecewise_survival` and `weibull_truncated`.
/// `exponential_checkpoint` and `oracle_notice_checkpoint.json` belong to the
/// checkpoint tests. Gangs, hours of the day, the bathtub and the deadline
/// program are no feature of the survival core.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct ClosedFormGoldenTests {
  private struct Oracles: Decodable {
    var piecewise_survival: [Piecewise]
    var weibull_truncated: [Weibull]
  }

  private struct Piecewise: Decodable {
    var cuts, hazard: [Double]
    var a0, a1, S_a0, S_a1_given_a0, interval_loglik, tau, rmst: Double
  }

  private struct Weibull: Decodable {
    var shape, scale, age, x, S_cond, mean, mean_residual, hazard: Double
  }

  private func oracles() throws -> Oracles {
    let folder = try #require(referenceFolder)
    return try JSONDecoder().decode(
      Oracles.self,
      from: Data(
        contentsOf: URL(
          filePath: folder + "/oracles_closed_form.json")))
  }

  @Test func piecewiseSurvival() throws {
    for c in try oracles().piecewise_survival {
      let hazard = PiecewiseHazard(
        cutsHours: c.cuts,
        ratesPerHour: c.hazard)
      let (from, through) = (c.a0, c.a1)
      let score = try LogScore(
        hazard, CensoredTimes(lower: [from], upper: [through])
      ) { _ in () }
      expectAllClose(
        [
          hazard.survival(aheadHours: from),
          hazard.survival(aheadHours: through - from, ageHours: from),
          score.rows[0],
          hazard.restrictedMeanHours(throughHours: c.tau),
        ],
        [c.S_a0, c.S_a1_given_a0, c.interval_loglik, c.rmst], relative: 1e-10,
        "piecewise")
    }
  }

  @Test func weibullFromAnAge() throws {
    for c in try oracles().weibull_truncated {
      let model = FailureTimeHazard(
        .weibull, coefficients: [log(c.scale)],
        scale: 1 / c.shape)
      let (age, ahead) = (c.age, c.x)
      let passed = AgeInterval(after: age, through: age + ahead)
      expectAllClose(
        [
          exp(-model.cumulativeHazard(over: passed, [])),
          model.meanResidualLife(atAge: 0, []),
          model.meanResidualLife(atAge: age, []),
          exp(model.logHazard(atAge: age, [])),
        ],
        [c.S_cond, c.mean, c.mean_residual, c.hazard], relative: 1e-10,
        "Weibull")
    }
  }
}
