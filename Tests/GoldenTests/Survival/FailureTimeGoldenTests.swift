import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Accelerated failure times against R 4.2.2, survival 3.5.3, `survreg`.
///
/// 1e-8 relative, as the reference supports: coefficients against their
/// standard error where they are smaller than it.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct FailureTimeGoldenTests {
  private func check(
    _ fit: RegressionFit, _ expected: ReferenceNode, _ what: String
  ) throws {
    let names = try expected["vcov_order"].texts
    let shapes = fit.parameters.count - names.count
    #expect(shapes == 0, "\(what): \(names) and \(fit.parameters.map(\.name))")
    let errors = try expected["se"].numbers
    let coefficients = try expected["coef"]
    for (k, name) in names.enumerated() {
      let estimate = try #require(fit.parameters[k].estimate)
      let theirs =
        name == "Log(scale)"
        ? log(try expected["scale"].number) : try coefficients[name].number
      #expect(
        abs(estimate - theirs) <= 1e-8 * max(abs(theirs), errors[k]),
        "\(what) \(name): \(estimate) against \(theirs)")
    }
    // An exponential has no such parameter: σ = 1.
    let logScale = fit["Log(scale)"] ?? 0
    expectRelative(
      exp(logScale), try expected["scale"].number, relative: 1e-8)
    if let theirs = try expected.member("log_scale")?.number {
      #expect(
        abs(logScale - theirs) <= 1e-8 * max(abs(theirs), errors.last ?? 0),
        "\(what) log scale")
    }
    expectAllClose(
      fit.parameters.compactMap(\.standardError), errors, relative: 1e-8,
      what + " standard errors")
    expectRelative(
      fit.logLikelihood, try expected["loglik"].number, relative: 1e-8)
    if expected.member("loglik_null") != nil {
      expectRelative(
        try #require(fit.logLikelihoodNull),
        try expected["loglik_null"].number, relative: 1e-8)
    }
    if expected.member("vcov") != nil {
      for (i, row) in try expected["vcov"].rows.enumerated() {
        for (j, theirs) in row.enumerated() {
          #expect(
            abs(fit.covariance[i, j] - theirs) <= 1e-8 * errors[i] * errors[j],
            "\(what) covariance [\(i), \(j)]")
        }
      }
    }
  }

  @Test(
    arguments: ReferenceSample.rightCensored,
    AcceleratedFailureTime.Family.allCases)
  func rightCensored(
    data: ReferenceSample, family: AcceleratedFailureTime.Family
  ) throws {
    let reference = try data.document()
    let key = "survreg_" + family.rawValue.replacing("-", with: "")
    for suffix in ["", "_null"] {
      let expected = try reference[key + suffix]
      let names = try expected["vcov_order"].texts.filter {
        $0 != "(Intercept)" && $0 != "Log(scale)"
      }
      let (table, times) = try data.regression(names)
      let fit = try AcceleratedFailureTime(family, table, times: times).fit()
      try check(fit, expected, "\(data) \(key)\(suffix)")
    }
  }

  @Test(arguments: AcceleratedFailureTime.Family.allCases)
  func intervalCensored(family: AcceleratedFailureTime.Family) throws {
    let reference = try ReferenceNode("lung_interval.json")
    let rows = try ReferenceTable("lung_interval.csv")
    let names = ["age", "sex", "ph_ecog"]
    let table = try rows.covariates(names)
    let times = try CensoredTimes(
      lower: (rows.columns["lo"] ?? []).map { $0 ?? 0 },
      upper: (rows.columns["hi"] ?? []).map { $0 ?? .infinity })
    let fit = try AcceleratedFailureTime(family, table, times: times).fit()
    try check(
      fit, try reference[family.rawValue.replacing("-", with: "")],
      "interval \(family)")
  }

  /// Thirty-digit Newton on the likelihood conditional on entry.
  @Test func delayedEntry() throws {
    let expected = try ReferenceNode("lung_lefttrunc.json")[
      "weibull_delayed_entry"]
    let names = try expected["names"].texts.filter { $0 != "(Intercept)" }
    let (table, times) = try ReferenceSample.delayedLung.regression(names)
    let fit = try AcceleratedFailureTime(.weibull, table, times: times).fit()
    let count = names.count + 1
    expectAllClose(
      Array(fit.estimates.prefix(count)), try expected["coef"].numbers,
      relative: 1e-8, "coefficients")
    let logShape = -(try #require(fit["Log(scale)"]))
    expectRelative(logShape, try expected["log_k"].number, relative: 1e-8)
    expectRelative(exp(logShape), try expected["k"].number, relative: 1e-8)
    expectRelative(
      fit.logLikelihood, try expected["loglik"].number, relative: 1e-8)
    let errors = fit.parameters.compactMap(\.standardError)
    expectAllClose(
      [errors[count]] + errors.prefix(count),
      try expected["se_logk_then_coef"].numbers, relative: 1e-8,
      "standard errors")
  }

  /// R 4.2.2, survival 3.5.3, on the lung data: `survreg(Surv(time, event) ~
  /// age + ph_ecog + strata(sex), dist = "weibull")` with rel.tolerance 1e-15.
  @Test func aScaleForEachStratum() throws {
    let (table, times) = try ReferenceSample.lung.regression(
      ["age", "ph_ecog"])
    let sex = try ReferenceSample.lung.table()["sex"]
    let fit = try AcceleratedFailureTime(
      .weibull, table, times: times, strata: sex.map { $0 == 1 ? "1" : "2" }
    ).fit()
    expectAllClose(
      fit.estimates,
      [
        6.86202008074639558, -0.00761045741932589, -0.30581195371279213,
        log(0.765909338143291), log(0.649688993454092),
      ], relative: 1e-8, "estimates")
    expectAllClose(
      fit.parameters.compactMap(\.standardError),
      [
        0.43896566559933747, 0.00717275913460114, 0.08915938813382114,
        0.08253458727101498, 0.11164344528182131,
      ], relative: 1e-8, "standard errors")
    expectRelative(fit.logLikelihood, -1053.24804509958, relative: 1e-12)
    expectRelative(
      try #require(fit.logLikelihoodNull), -1061.39003431963, relative: 1e-12)
  }

  /// The same program: `survreg(Surv(time, event) ~ age + ph_ecog, dist =
  /// "loglogistic", weights = wt_loss + 25)`.
  @Test func caseWeights() throws {
    let rows = try ReferenceSample.lung.table()
    let (table, plain) = try ReferenceSample.lung.regression(
      ["age", "ph_ecog"])
    let times = try CensoredTimes(
      lower: plain.lower, upper: plain.upper,
      weights: rows["wt_loss"].map { $0 + 25 })
    let fit = try AcceleratedFailureTime(
      .logLogistic, table, times: times
    ).fit()
    expectAllClose(
      fit.estimates,
      [
        6.8952044917128035, -0.0134356290398166, -0.2979470262109651,
        log(0.554194357315322),
      ], relative: 1e-8, "estimates")
    expectAllClose(
      fit.parameters.compactMap(\.standardError),
      [
        0.08546891669428924, 0.00137026383986438, 0.01669457436822161,
        0.01162240313189936,
      ], relative: 1e-8, "standard errors")
    expectRelative(fit.logLikelihood, -37157.5187601611, relative: 1e-12)
  }
}
