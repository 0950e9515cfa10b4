import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// What the reference documents leave out: calls of R 4.2.2, survival 3.5.3, on
/// the same data, each stated beside its numbers.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct SurvivalCallsGoldenTests {
  // rossi with w = rep(c(0.5, 1, 2), length.out = 432):
  // coxph(Surv(week, arrest) ~ fin + age, weights = w, robust = TRUE, control =
  // coxph.control(eps = 1e-14)): the default leaves 3e-9 in the coefficients.
  @Test func weightsWithEfronTies() throws {
    let data = ReferenceSample.rossi
    let plain = try data.sample()
    let sample = try SurvivalSample(
      time: plain.time, isEvent: plain.isEvent,
      weight: (0..<plain.count).map { [0.5, 1, 2][$0 % 3] })
    let fit = try CoxRegression(
      sample, covariates: data.matrix(["fin", "age"]), names: ["fin", "age"])
    let robust = fit.robustCovariance()
    for (ours, theirs) in [
      (fit.coefficients[0], -0.2304963262081459),
      (fit.coefficients[1], -0.08042879558468938),
      (fit.standardErrors[0], 0.17494335943339),
      (fit.standardErrors[1], 0.01971035473813491),
      (robust[0, 0].squareRoot(), 0.2142854876901426),
      (robust[1, 1].squareRoot(), 0.02521786204033214),
      (fit.logLikelihoodNull, -811.4213586710688),
      (fit.logLikelihood, -799.4524817756286),
    ] {
      expectRelative(ours, theirs, relative: 1e-8)
    }
    // survfit(…, robust = FALSE, newdata = data.frame(fin = 1, age = 25)), 52.
    let base = try #require(fit.baseline(at: [1, 25]).first)
    expectRelative(
      base.cumulativeHazard(at: 52), 0.2454410852166697, relative: 1e-9)
    expectRelative(
      try #require(base.standardError.last), 0.0336891321377, relative: 1e-8)
    // cox.zph(…, "log").
    let test = try fit.proportionalHazardsTest(.log)
    for (line, theirs) in zip(
      test.lines, [0.08648342492575641, 5.966631603300045, 6.168564242772954])
    {
      expectRelative(line.chiSquare, theirs, relative: 1e-8)
    }
  }

  // survfit(coxph(…), newdata = all 0) of the heart data at 1 and 100.
  @Test func baselineErrorWithDelayedEntry() throws {
    let data = ReferenceSample.heart
    let fit = try CoxRegression(
      data.sample(), covariates: data.matrix(data.covariates),
      names: data.covariates)
    let base = try #require(fit.baseline().first)
    for (t, hazard, error) in [
      (1.0, 0.0170028989352, 0.0173072443709),
      (100, 1.3179073786098, 0.4059254686485),
    ] {
      let place = try #require(base.time.lastIndex { $0 <= t })
      expectRelative(base.cumulativeHazard[place], hazard, relative: 1e-9)
      expectRelative(base.standardError[place], error, relative: 1e-9)
    }
  }

  // summary(survfit(Surv(time, event) ~ 1, veteran), rmean = 365)$table.
  @Test func errorOfTheRestrictedMean() throws {
    let curve = try #require(
      ReferenceSample.veteran.sample().curves().first)
    let mean = curve.restrictedMean(through: 365)
    expectRelative(mean.mean, 115.65921555233, relative: 1e-11)
    expectRelative(mean.standardError, 9.88315099943, relative: 1e-11)
    #expect(curve.quantile(0.5) == 80)
  }
}
