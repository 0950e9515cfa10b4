import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Brier scores, areas and Uno's concordance against R 4.2.2 (Graf's weights)
/// and scikit-survival 0.28.0 (a fixed split, its predictions included).
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct ScoreGoldenTests {
  /// S(t | x) = exp(−H₀(t) e^{xβ}) from the reference's Efron baseline.
  @Test(arguments: ReferenceSample.rightCensored)
  func brierInSample(data: ReferenceSample) throws {
    let document = try data.document()
    let expected = try document["brier"]
    let times = try expected["times"].given.numbers
    let sample = try data.sample()
    let censoring = CensoringCurve(sample, ties: .together)
    let curve = try #require(sample.curves().first)
    let kaplanMeier = times.map { curve.survival(at: $0) }
    let km = try BrierScore(
      sample, survival: sample.time.map { _ in kaplanMeier }, times: times,
      censoring: censoring)
    expectAllClose(
      km.scores, try expected["km_insample"].numbers, relative: 1e-10,
      "\(data) Kaplan-Meier")
    let coefficients = try document["cox_efron"]["coef"].given
    let predictors = try data.table().covariates(data.covariates)
      .linearPredictor(
        [0] + data.covariates.map { try coefficients[$0].number })
    let baseline = try document["basehaz_efron_x0"].given
    let (at, hazard) = (
      try baseline["time"].numbers, try baseline["hazard"].numbers
    )
    let cumulative = times.map { time in
      at.lastIndex { $0 <= time }.map { hazard[$0] } ?? 0
    }
    let cox = try BrierScore(
      sample,
      survival: predictors.map { x in cumulative.map { exp(-$0 * exp(x)) } },
      times: times, censoring: censoring)
    expectAllClose(
      cox.scores, try expected["cox_efron_insample"].numbers, relative: 1e-8,
      "\(data) Cox")
  }

  /// Rows 0, 3, 6 … that end before the last training time are the test part.
  private func split(
    _ data: ReferenceSample
  ) throws -> (train: SurvivalSample, test: SurvivalSample) {
    let rows = try data.table()
    let (time, event) = (try rows[data.time], try rows[data.event])
    let train = time.indices.filter { $0 % 3 != 0 }
    let last = train.map { time[$0] }.max() ?? 0
    let test = time.indices.filter { $0 % 3 == 0 && time[$0] < last }
    func part(_ rows: [Int]) throws -> SurvivalSample {
      try SurvivalSample(
        time: rows.map { time[$0] }, isEvent: rows.map { event[$0] == 1 })
    }
    return (try part(train), try part(test))
  }

  @Test(arguments: [ReferenceSample.lung, .veteran])
  func splitMetrics(data: ReferenceSample) throws {
    let expected = try ReferenceNode("\(data.name)_metrics_split.json")
    let (train, test) = try split(data)
    let censoring = CensoringCurve(train)
    let times = try expected["times"].given.numbers
    let risk = try expected["test_lp"].given.numbers
    let brier = try BrierScore(
      test, survival: expected["test_surv"].given.rows, times: times,
      censoring: censoring, reading: .at)
    expectAllClose(
      brier.scores, try expected["brier"].numbers, relative: 1e-10, "Brier")
    expectAllClose(
      [brier.integrated], [try expected["ibs"].number],
      relative: 1e-10, "integrated Brier")
    let harrell = try Concordance(test, risk: risk)
    expectAllClose(
      [
        harrell.value, harrell.concordant, harrell.discordant,
        harrell.tiedRisk,
      ], try expected["harrell"].elements.prefix(4).map { try $0.number },
      relative: 1e-12,
      "Harrell")
    // Skipped: the fifth number counts events beside a censoring at the same
    // time, which are pairs like all others here.
    for (key, end) in [
      ("uno", nil), ("uno_tau", try expected["tau"].given.number),
    ] {
      let uno = try Concordance(
        test, risk: risk,
        pairWeight: .inverseCensoring(
          censoring, reading: .at, through: end))
      expectAllClose(
        [uno.value], [try expected[key].number],
        relative: 1e-10, key)
    }
    let area = try CumulativeDynamicAUC(
      test, risk: risk, times: times, censoring: censoring, reading: .at)
    expectAllClose(
      area.areas.compactMap(\.self), try expected["cd_auc"].numbers,
      relative: 1e-10, "areas")
    expectAllClose(
      [area.mean], [try expected["cd_auc_mean"].number],
      relative: 1e-10, "mean area")
  }

  /// The split's own Cox regression, Efron's ties on the training part.
  ///
  /// lifelines stops its Newton early: its coefficients are 2.2e-5 from the
  /// maximum, so 3e-5; its predictor follows from them exactly.
  @Test(arguments: [ReferenceSample.lung, .veteran])
  func splitCoefficients(data: ReferenceSample) throws {
    let expected = try ReferenceNode("\(data.name)_metrics_split.json")
    let (names, rows) = (data.covariates, try data.table())
    let theirs = try names.map { try expected["coef"][$0].number }
    let all = try data.matrix(names)
    let train = (0..<all.rows).filter { $0 % 3 != 0 }
    let fit = try CoxRegression(
      split(data).train,
      covariates: Matrix(
        rows: train.count, columns: names.count,
        elements: train.flatMap { row in names.indices.map { all[row, $0] } }),
      names: names)
    expectAllClose(fit.coefficients, theirs, relative: 3e-5, "\(data)")
    let time = try rows[data.time]
    let last = train.map { time[$0] }.max() ?? 0
    let predictor = try rows.covariates(names).linearPredictor([0] + theirs)
    expectAllClose(
      predictor.indices.filter { $0 % 3 == 0 && time[$0] < last }
        .map { predictor[$0] }, try expected["test_lp"].numbers,
      relative: 1e-10, "\(data) predictor")
  }

  /// Twenty-five pools against mpmath 1.4.1 and scipy 1.17.1.
  ///
  /// The reference's optimum carries about nine digits: what follows from α
  /// and β is compared at its own α and β, to 1e-10.
  @Test func gammaPoisson() throws {
    let expected = try ReferenceNode("gamma_poisson.json")
    let rows = try ReferenceTable("gamma_poisson.csv")
    let (events, hours) = (try rows["events"], try rows["exposure_h"])
    let fitted = try GammaPoisson.fit(events: events, hours: hours)
    let (alpha, beta) = (
      try expected["alpha"].number, try expected["beta"].number
    )
    expectAllClose(
      [fitted.shape, fitted.rateHours], [alpha, beta], relative: 1e-6,
      "population")
    expectRelative(
      fitted.logLikelihood(events: events, hours: hours),
      try expected["kernel_loglik"].number, relative: 1e-10)
    let model = GammaPoisson(shape: alpha, rateHours: beta)
    let pools = Array(zip(events, hours))
    expectAllClose(
      pools.map { model.mean(events: $0, hours: $1) },
      try expected["posterior_mean"].numbers, relative: 1e-10, "means")
    for (key, p) in [("posterior_q05", 0.05), ("posterior_q95", 0.95)] {
      expectAllClose(
        pools.map { model.quantile(p, events: $0, hours: $1) },
        try expected[key].numbers, relative: 1e-10, key)
    }
    expectAllClose(
      pools.map { model.survival(aheadHours: 6, events: $0, hours: $1) },
      try expected["p_no_event_next_6h"].numbers, relative: 1e-10,
      "no event in 6 h")
  }
}
