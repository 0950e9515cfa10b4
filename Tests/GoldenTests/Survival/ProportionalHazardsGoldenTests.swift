import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Gompertz against an analytic Newton maximiser (gradient below 3e-10, no
/// third party), piecewise rates against R 4.2.2 `survSplit` with `glm`.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct ProportionalHazardsGoldenTests {
  @Test(
    arguments: ReferenceSample.rightCensored,
    ["gompertz", "gompertz_null"])
  func gompertz(data name: ReferenceSample, key: String) throws {
    let expected = try name.document()[key]
    let names = try expected["names"].texts.filter { $0 != "(Intercept)" }
    let (table, times) = try name.regression(names)
    let fit = try GompertzRegression(table, times: times).fit()
    let errors = try expected["se"].numbers
    let theirs =
      [try expected["shape"].number] + (try expected["coef"].numbers)
    let ours = [fit.estimates.last ?? .nan] + fit.estimates.dropLast()
    for k in theirs.indices {
      #expect(
        abs(ours[k] - theirs[k]) <= 1e-8 * max(abs(theirs[k]), errors[k]),
        "\(name) \(key) [\(k)]: \(ours[k]) against \(theirs[k])")
    }
    let ourErrors = fit.parameters.compactMap(\.standardError)
    expectAllClose(
      [ourErrors.last ?? .nan] + ourErrors.dropLast(), errors,
      relative: 1e-8, "\(name) \(key) standard errors")
    expectClose(
      fit.logLikelihood, try expected["loglik"].number, relative: 1e-8)
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func piecewise(data name: ReferenceSample) throws {
    let expected = try name.document()["piecewise_exp"]
    let coefficients = try expected["coef"]
    let call = try expected["call"].text
    // "… glm(event ~ episode + age + sex - 1 + offset(…), poisson)".
    let names = call.split(separator: "episode + ")[1]
      .split(separator: " - 1")[0].split(separator: " + ").map(String.init)
    let (table, times) = try name.regression(names)
    let cuts = try expected["cuts"].numbers
    let model = try PiecewiseExponentialRegression(
      table, times: times, cuts: cuts)
    let fit = try model.fit()
    #expect(Double(model.splitRowCount) == (try expected["nrows"].number))
    let keys = (1...(cuts.count + 1)).map { ".ep\($0)" } + names
    let errors = try expected["se"]
    #expect(Set(coefficients.keys) == Set(keys))
    for (key, parameter) in zip(keys, fit.parameters) {
      let theirs = try coefficients[key].number
      let error = try errors[key].number
      let estimate = try #require(parameter.estimate)
      #expect(
        abs(estimate - theirs) <= 1e-8 * max(abs(theirs), error),
        "\(name) \(key): \(estimate) against \(theirs)")
      // glm's errors are those of its last step but one: on the ovarian data
      // they move by 1.2e-8 when it is made to go on.
      expectAllClose(
        [try #require(parameter.standardError)], [error], relative: 2e-8,
        "\(name) \(key) standard error")
    }
    expectClose(
      fit.logLikelihood, try expected["loglik_poisson_kernel"].number,
      relative: 1e-8)
    expectClose(
      model.regression.deviance(fit), try expected["deviance"].number,
      relative: 1e-8)
  }
}
