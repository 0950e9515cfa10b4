import RiskModels
import RiskTestSupport
import Testing

/// Harrell's and Uno's concordance against R 4.2.2, survival 3.5.3
/// `concordance`, and against scikit-survival 0.28.0 on a fixed split.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct ConcordanceGoldenTests {
  /// xβ with the reference's own Cox coefficients: 15 digits keep its order.
  private func risk(_ data: ReferenceSample) throws -> [Double] {
    let coefficients = try data.document()["cox_efron"]["coef"]
    return try data.table().covariates(data.covariates).linearPredictor(
      [0] + data.covariates.map { try coefficients[$0].number })
  }

  private func check(
    _ ours: Concordance, _ expected: ReferenceNode, _ what: String
  ) throws {
    let counts = try expected["counts"]
    expectAllClose(
      [
        ours.concordant, ours.discordant, ours.tiedRisk, ours.tiedTime,
        ours.tiedBoth,
      ],
      try ["concordant", "discordant", "tied.x", "tied.y", "tied.xy"].map {
        try counts[$0].number
      }, relative: 1e-10, "\(what) pairs")
    expectAllClose(
      [try #require(ours.value), ours.variance],
      [
        try expected["concordance"].number, try expected["var"].number,
      ], relative: 1e-10, what)
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func harrell(data: ReferenceSample) throws {
    try check(
      Concordance(data.sample(), risk: risk(data)),
      data.document()["harrell_c"], "\(data)")
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func uno(data: ReferenceSample) throws {
    let sample = try data.sample()
    let weight = Concordance.PairWeight.inverseCensoring(
      CensoringCurve(sample), reading: .before, through: nil)
    try check(
      Concordance(sample, risk: risk(data), pairWeight: weight),
      data.document()["uno_c"], "\(data)")
  }

  /// (start, stop], delayed entry and strata: what `coxph` reports of its own
  /// linear predictor.
  @Test(
    arguments: [
      (ReferenceSample.heart, "cox_efron", nil),
      (.delayedLung, "cox_efron", nil), (.lung, "cox_strat_efron", "sex"),
      (.veteran, "cox_strat_efron", "prior"),
    ] as [(ReferenceSample, String, String?)])
  func ofCox(
    data: ReferenceSample, key: String, strata: String?
  ) throws {
    let expected = try data.document()[key]
    let coefficients = try expected["coef"]
    let names = data.covariates.filter { $0 != strata }
    let risk = try data.table().covariates(names).linearPredictor(
      [0] + names.map { try coefficients[$0].number })
    let ours = try Concordance(data.sample(strata: strata), risk: risk)
    expectAllClose(
      [try #require(ours.value), ours.variance.squareRoot()],
      [
        try expected["concordance"].number,
        try expected["concordance_se"].number,
      ], relative: 1e-10, "\(data) \(key)")
  }
}
