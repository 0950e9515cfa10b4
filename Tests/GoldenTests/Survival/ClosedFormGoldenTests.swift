import Foundation
import RiskDecision
import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

/// Closed forms in fifty digits (mpmath 1.4.1) and the notice window by DOP853
/// at 1e-13; 1e-10, the inputs being written with four decimals.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct ClosedFormGoldenTests {
  /// The cases of one oracle.
  private func cases(_ key: String) throws -> [ReferenceNode] {
    try ReferenceNode("oracles_closed_form.json")[key].elements
  }

  private func near(
    _ ours: [String: Double], _ theirs: ReferenceNode, _ what: String
  ) throws {
    for (key, value) in ours {
      expectRelative(
        value, try theirs[key].number, relative: 1e-10, "\(what).\(key)")
    }
  }

  @Test func piecewiseSurvival() throws {
    for c in try cases("piecewise_survival") {
      let hazard = PiecewiseHazard(
        cutsHours: try c["cuts"].given.numbers,
        ratesPerHour: try c["hazard"].given.numbers)
      let from = try c["a0"].given.number
      let through = try c["a1"].given.number
      let score = try LogScore(
        hazard, CensoredTimes(lower: [from], upper: [through])
      ) { _ in () }
      try near(
        [
          "S_a0": hazard.survival(aheadHours: from),
          "S_a1_given_a0": hazard.survival(
            aheadHours: through - from, ageHours: from),
          "interval_loglik": score.rows[0],
          "rmst": hazard.restrictedMeanHours(
            throughHours: c["tau"].given.number),
        ], c, "piecewise")
    }
  }

  @Test func weibullFromAnAge() throws {
    for c in try cases("weibull_truncated") {
      let model = FailureTimeHazard(
        .weibull, coefficients: [log(try c["scale"].given.number)],
        scale: 1 / (try c["shape"].given.number))
      let age = try c["age"].given.number
      let passed = AgeInterval(
        after: age, through: age + (try c["x"].given.number))
      try near(
        [
          "S_cond": exp(-model.cumulativeHazard(over: passed, [])),
          "mean": model.meanResidualLife(atAge: 0, []),
          "mean_residual": model.meanResidualLife(atAge: age, []),
          "hazard": exp(model.logHazard(atAge: age, [])),
        ], c, "Weibull")
    }
  }

  @Test func checkpointsAtAConstantRate() throws {
    for c in try cases("exponential_checkpoint") {
      let rate = try c["lam"].given.number
      let delta = try c["delta"].given.number
      let restart = try c["R"].given.number
      let best = try #require(
        ExponentialCheckpoint.bestIntervalHours(
          checkpointHours: delta, lossesPerHour: rate))
      func segment(_ risk: ExponentialCheckpoint.RestartRisk) -> Double {
        ExponentialCheckpoint.segmentHours(
          intervalHours: best, checkpointHours: delta, restartHours: restart,
          lossesPerHour: rate, restart: risk)
      }
      let perWork = ExponentialCheckpoint.hoursPerUsefulHour(
        intervalHours: best, checkpointHours: delta, restartHours: restart,
        lossesPerHour: rate, restart: .cannotFail)
      try near(
        [
          "tau_opt": best,
          "young": ExponentialCheckpoint.youngIntervalHours(
            checkpointHours: delta, meanHoursBetweenLosses: 1 / rate),
          "daly": ExponentialCheckpoint.dalyIntervalHours(
            checkpointHours: delta, meanHoursBetweenLosses: 1 / rate),
          "cost_per_work_at_opt": perWork,
          "makespan_const_tau_opt_continuous": perWork
            * (try c["W"].given.number),
          "segment_E_failure_free_restart": segment(.cannotFail),
          "segment_E_restart_can_fail": segment(.canFail),
        ], c, "checkpoint")
    }
  }

  @Test func checkpointsWithNotice() throws {
    for c in try ReferenceNode("oracle_notice_checkpoint.json")["cases"]
      .elements
    {
      let hours = ExponentialCheckpoint.hoursWithNotice(
        workHours: try c["x"].given.number,
        restartHours: try c["R"].given.number,
        lossesPerHour: try c["lam"].given.number,
        saveProbability: try c["p_notice_save"].given.number)
      expectRelative(hours, try c["E_T"].number, relative: 1e-10, "notice")
      // The mean of 20,000 runs, whose standard error is 1 % at most.
      expectRelative(hours, try c["mc20000"].number, relative: 0.02, "runs")
      // Stated where every loss saves everything, or none does anything.
      if let limit = try c["exact_limit"].optionalNumber {
        expectRelative(hours, limit, relative: 1e-10, "limit")
      }
    }
  }

  /// N alike with one gamma factor of variance θ: N·t hours under one rate
  /// whose population has shape 1/θ and mean λ.
  @Test func gangsUnderOneGammaFactor() throws {
    for c in try cases("gamma_frailty_gang") {
      let theta = try c["theta"].given.number
      let rate = try c["lam"].given.number
      let members = try c["N"].given.number
      let hours = try c["t"].given.number
      let population = GammaPoisson(
        shape: 1 / theta, rateHours: 1 / (theta * rate))
      try near(
        [
          "S_gang": population.survival(
            aheadHours: members * hours, events: 0, hours: 0),
          "S_single": population.survival(
            aheadHours: hours, events: 0, hours: 0),
          "S_independent": PiecewiseHazard(constantPerHour: members * rate)
            .survival(aheadHours: hours),
        ], c, "gang")
    }
  }
}
