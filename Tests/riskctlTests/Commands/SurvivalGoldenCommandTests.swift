import Foundation
import RiskTestSupport
import Testing

/// `riskctl survival` on the reference tables, against what their documents
/// say of R 4.2.2, survival 3.5.3.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct SurvivalGoldenCommandTests {
  private func answer(
    _ table: String, _ arguments: [String]
  ) throws -> [String: Any] {
    let folder = try #require(referenceFolder)
    let outcome = try Program.run(
      ["survival", "--input", folder + "/" + table, "--json"] + arguments)
    expectStatus(outcome, 0)
    return try JSONAnswer(outcome.output).object
  }

  private func parameters(
    _ answer: [String: Any], _ key: String = "estimate"
  ) throws -> [Double] {
    let parameters = try #require(answer["parameters"] as? [[String: Any]])
    return try parameters.map { try #require($0[key] as? Double) }
  }

  /// Entries within 1e-8 of their size or of their standard error.
  private func check(
    _ answer: [String: Any], _ estimates: [Double], errors: [Double],
    logLikelihood: Double
  ) throws {
    let ours = try parameters(answer)
    let ourErrors = try parameters(answer, "standardError")
    #expect(ours.count == estimates.count)
    for ((a, e), theirs) in zip(zip(ours, estimates), errors) {
      #expect(abs(a - e) <= 1e-8 * max(abs(e), theirs), "\(a) against \(e)")
    }
    for (a, e) in zip(ourErrors, errors) {
      // R's `glm` stops one step early: 2e-8, see validation/regressions.md.
      #expect(abs(a - e) <= 2e-8 * e, "error \(a) against \(e)")
    }
    expectClose(
      try #require(answer["logLikelihood"] as? Double), logLikelihood,
      relative: 1e-8)
  }

  private func numbers(
    _ node: ReferenceNode, _ names: [String]
  ) throws -> [Double] {
    try names.map { try node[$0].number }
  }

  @Test func coxOfRossi() throws {
    let names = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
    let answer = try answer(
      "rossi.csv",
      [
        "--time", "week", "--event", "arrest", "--family", "cox",
        "--covariates", names.joined(separator: ","),
      ])
    let expected = try ReferenceNode("rossi.json")["cox_efron"]
    let ours = try parameters(answer)
    for (a, e) in zip(ours, try numbers(expected["coef"], names)) {
      #expect(abs(a - e) <= 1e-8 * abs(e), "\(a) against \(e)")
    }
    #expect(abs(ours[0] + 0.3794) < 5e-5)
    let logLikelihood = try #require(answer["logLikelihood"] as? Double)
    #expect(abs(logLikelihood + 658.75) < 5e-3)
    expectClose(
      try #require(answer["concordance"] as? Double),
      try expected["concordance"].number, relative: 1e-10)
  }

  @Test(arguments: ["exponential", "weibull", "log-normal", "log-logistic"])
  func failureTimesOfLung(family: String) throws {
    let names = ["age", "sex", "ph_ecog", "wt_loss"]
    let answer = try answer(
      "lung.csv",
      [
        "--time", "time", "--event", "event", "--family", family,
        "--covariates", names.joined(separator: ","),
      ])
    let expected = try ReferenceNode("lung.json")[
      "survreg_" + family.replacing("-", with: "")]
    var estimates = try numbers(expected["coef"], ["(Intercept)"] + names)
    if family != "exponential" {
      estimates.append(log(try expected["scale"].number))
    }
    try check(
      answer, estimates, errors: expected["se"].numbers,
      logLikelihood: expected["loglik"].number)
  }

  @Test(arguments: ["exponential", "weibull", "log-normal", "log-logistic"])
  func intervalsOfLung(family: String) throws {
    let names = ["age", "sex", "ph_ecog"]
    let answer = try answer(
      "lung_interval.csv",
      [
        "--time", "lo", "--upper", "hi", "--family", family, "--covariates",
        names.joined(separator: ","),
      ])
    let expected = try ReferenceNode("lung_interval.json")[
      family.replacing("-", with: "")]
    var estimates = try numbers(expected["coef"], ["(Intercept)"] + names)
    if family != "exponential" {
      estimates.append(log(try expected["scale"].number))
    }
    try check(
      answer, estimates, errors: expected["se"].numbers,
      logLikelihood: expected["loglik"].number)
  }

  // `survreg(… ~ age + ph_ecog + strata(sex))`, rel.tolerance 1e-15.
  @Test func scalesByStratum() throws {
    let answer = try answer(
      "lung.csv",
      [
        "--time", "time", "--event", "event", "--family", "weibull",
        "--covariates", "age,ph_ecog", "--strata", "sex", "--at", "365",
      ])
    try check(
      answer,
      [
        6.86202008074639558, -0.00761045741932589, -0.30581195371279213,
        log(0.765909338143291), log(0.649688993454092),
      ],
      errors: [
        0.43896566559933747, 0.00717275913460114, 0.08915938813382114,
        0.08253458727101498, 0.11164344528182131,
      ], logLikelihood: -1053.24804509958)
    // S(365) = exp(−e^z), z = (log 365 − 6.862…)/σ, worked from the above.
    let curve = try #require(answer["curve"] as? [String: Any])
    #expect(curve["stratum"] as? [String] == ["1", "2"])
    let survival = try #require(curve["survival"] as? [Double])
    for (s, scale) in zip(survival, [0.765909338143291, 0.649688993454092]) {
      let z = (log(365) - 6.86202008074639558) / scale
      expectClose(s, exp(-exp(z)), relative: 1e-8)
    }
  }

  @Test func delayedEntryOfLung() throws {
    let expected = try ReferenceNode("lung_lefttrunc.json")[
      "weibull_delayed_entry"]
    let names = try expected["names"].texts.filter { $0 != "(Intercept)" }
    let answer = try answer(
      "lung_lefttrunc.csv",
      [
        "--time", "time", "--event", "event", "--entry", "entry",
        "--family", "weibull", "--covariates", names.joined(separator: ","),
      ])
    let errors = try expected["se_logk_then_coef"].numbers
    try check(
      answer,
      try expected["coef"].numbers + [-(try expected["log_k"].number)],
      errors: Array(errors.dropFirst()) + [errors[0]],
      logLikelihood: expected["loglik"].number)
  }

  @Test func gompertzOfLung() throws {
    let expected = try ReferenceNode("lung.json")["gompertz"]
    let names = try expected["names"].texts.filter { $0 != "(Intercept)" }
    let answer = try answer(
      "lung.csv",
      [
        "--time", "time", "--event", "event", "--family", "gompertz",
        "--covariates", names.joined(separator: ","),
      ])
    let errors = try expected["se"].numbers
    try check(
      answer,
      try expected["coef"].numbers + [try expected["shape"].number],
      errors: Array(errors.dropFirst()) + [errors[0]],
      logLikelihood: expected["loglik"].number)
  }

  @Test func piecewiseOfLung() throws {
    let expected = try ReferenceNode("lung.json")["piecewise_exp"]
    let names = ["age", "sex", "ph_ecog", "wt_loss"]
    let answer = try answer(
      "lung.csv",
      [
        "--time", "time", "--event", "event", "--family",
        "piecewise-exponential", "--cuts", "100,200,400,600", "--covariates",
        names.joined(separator: ","),
      ])
    let keys = (1...5).map { ".ep\($0)" } + names
    try check(
      answer, numbers(expected["coef"], keys),
      errors: numbers(expected["se"], keys),
      logLikelihood: expected["loglik_poisson_kernel"].number)
  }
}
