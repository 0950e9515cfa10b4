import RiskModels
import RiskTestSupport
import Testing

/// Harrell's and Uno's concordance against R 4.2.2, survival 3.5.3
/// `concordance`, and against scikit-survival 0.28.0 on a fixed split.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct ConcordanceGoldenTests {
  /// xβ with the reference's own Cox coefficients: 15 digits keep its order.
  private func risk(_ data: ReferenceSample) throws -> [Double] {
    let coefficients = try data.document()["cox_efron"]["coef"].given
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
      [ours.value, ours.variance],
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

  /// What `coxph` reports of its own linear predictor, for every fit of every
  /// document: ties, (start, stop], delayed entry and strata.
  @Test(arguments: ReferenceSample.rightCensored + [.heart, .delayedLung])
  func ofCox(data: ReferenceSample) throws {
    let document = try data.document()
    let fits = document.keys.filter {
      document.member($0)?.member("concordance_se") != nil
    }.filter { $0.hasPrefix("cox_") }
    #expect(fits.count >= 2, "\(data)")
    for key in fits {
      let expected = try document[key]
      let coefficients = try expected["coef"].given
      // R leaves an aliased coefficient out of the predictor.
      let names = coefficients.keys.filter {
        coefficients.member($0)?.optionalNumber != nil
      }
      let risk = try data.table().covariates(names).linearPredictor(
        [0] + names.map { try coefficients[$0].number })
      let call = try expected["call"].text
      let strata = call.split(separator: "strata(").dropFirst().first.map {
        String($0.prefix { $0 != ")" })
      }
      let ours = try Concordance(data.sample(strata: strata), risk: risk)
      expectAllClose(
        [ours.value, ours.variance.squareRoot()],
        [
          try expected["concordance"].number,
          try expected["concordance_se"].number,
        ], relative: 1e-10, "\(data) \(key)")
    }
  }
}
