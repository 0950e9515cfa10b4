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
    _ fit: RegressionFit, _ expected: ReferenceValues, _ what: String
  ) throws {
    let names = try expected.texts("vcov_order")
    let shapes = fit.parameters.count - names.count
    #expect(shapes == 0, "\(what): \(names) and \(fit.parameters.map(\.name))")
    let errors = try expected.numbers("se")
    let coefficients = try expected.part("coef")
    for (k, name) in names.enumerated() {
      let estimate = try #require(fit.parameters[k].estimate)
      let theirs =
        name == "Log(scale)"
        ? (expected.keys.contains("log_scale")
          ? try expected.number("log_scale")
          : log(try expected.number("scale")))
        : try coefficients.number(name)
      #expect(
        abs(estimate - theirs) <= 1e-8 * max(abs(theirs), errors[k]),
        "\(what) \(name): \(estimate) against \(theirs)")
    }
    expectAllClose(
      fit.parameters.compactMap(\.standardError), errors, relative: 1e-8,
      what + " standard errors")
    expectClose(
      fit.logLikelihood, try expected.number("loglik"), relative: 1e-8)
    if expected.keys.contains("loglik_null") {
      expectClose(
        try #require(fit.logLikelihoodNull),
        try expected.number("loglik_null"), relative: 1e-8)
    }
    if expected.keys.contains("vcov") {
      for (i, row) in try expected.table("vcov").enumerated() {
        for (j, theirs) in row.enumerated() {
          #expect(
            abs(fit.covariance[i, j] - theirs) <= 1e-8 * errors[i] * errors[j],
            "\(what) covariance [\(i), \(j)]")
        }
      }
    }
  }

  @Test(
    arguments: ["rossi", "lung", "veteran", "ovarian"],
    AcceleratedFailureTime.Family.allCases)
  func rightCensored(
    data: String, family: AcceleratedFailureTime.Family
  ) throws {
    let reference = try ReferenceValues(file: data + ".json")
    let rows = try ReferenceTable(file: data + ".csv")
    let times = try CensoredTimes(
      times: rows[reference.text("time")],
      isEvent: rows[reference.text("event")].map { $0 == 1 })
    let key =
      "survreg_" + family.rawValue.replacing("-", with: "")
    for suffix in ["", "_null"] {
      let expected = try reference.part(key + suffix)
      let names = try expected.texts("vcov_order").filter {
        $0 != "(Intercept)" && $0 != "Log(scale)"
      }
      let table = try CovariateTable(
        names: names, elements: rows.rows(names), rowCount: rows.rowCount)
      let fit = try AcceleratedFailureTime(family, table, times: times).fit()
      try check(fit, expected, "\(data) \(key)\(suffix)")
    }
  }

  @Test(arguments: AcceleratedFailureTime.Family.allCases)
  func intervalCensored(family: AcceleratedFailureTime.Family) throws {
    let reference = try ReferenceValues(file: "lung_interval.json")
    let rows = try ReferenceTable(file: "lung_interval.csv")
    let names = ["age", "sex", "ph_ecog"]
    let table = try CovariateTable(
      names: names, elements: rows.rows(names), rowCount: rows.rowCount)
    let times = try CensoredTimes(
      lower: rows["lo"].map { $0.isNaN ? 0 : $0 },
      upper: rows["hi"].map { $0.isNaN ? .infinity : $0 })
    let fit = try AcceleratedFailureTime(family, table, times: times).fit()
    try check(
      fit, try reference.part(family.rawValue.replacing("-", with: "")),
      "interval \(family)")
  }

  /// Thirty-digit Newton on the likelihood conditional on entry.
  @Test func delayedEntry() throws {
    let expected = try ReferenceValues(file: "lung_lefttrunc.json")
      .part("weibull_delayed_entry")
    let rows = try ReferenceTable(file: "lung_lefttrunc.csv")
    let names = try expected.texts("names").filter { $0 != "(Intercept)" }
    let table = try CovariateTable(
      names: names, elements: rows.rows(names), rowCount: rows.rowCount)
    let times = try CensoredTimes(
      times: rows["time"], isEvent: rows["event"].map { $0 == 1 },
      entry: rows["entry"])
    let fit = try AcceleratedFailureTime(.weibull, table, times: times).fit()
    let count = names.count + 1
    expectAllClose(
      Array(fit.estimates.prefix(count)), try expected.numbers("coef"),
      relative: 1e-8, "coefficients")
    let logShape = -(try #require(fit["Log(scale)"]))
    expectClose(logShape, try expected.number("log_k"), relative: 1e-8)
    expectClose(exp(logShape), try expected.number("k"), relative: 1e-8)
    expectClose(
      fit.logLikelihood, try expected.number("loglik"), relative: 1e-8)
    let errors = fit.parameters.compactMap(\.standardError)
    expectAllClose(
      [errors[count]] + errors.prefix(count),
      try expected.numbers("se_logk_then_coef"), relative: 1e-8,
      "standard errors")
  }
}
