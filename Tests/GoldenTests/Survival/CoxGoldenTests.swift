import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Cox regressions against R 4.2.2, survival 3.5.3 (`coxph`, `basehaz`,
/// `cox.zph`, `residuals`), the documents of the reference folder.
///
/// 1e-8 relative: both sides iterate to the same maximum, and R's own stopping
/// rule leaves about that much.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct CoxGoldenTests {
  /// The covariates that a reference fit names, in its order.
  private func names(_ theirs: ReferenceNode) throws -> [String] {
    // The call holds the order; objects come sorted.
    let call = try theirs["call"].text
    let right = call.split(separator: "~")[1]
    return right.split(separator: "+").map {
      $0.filter { !$0.isWhitespace }
    }.filter { !$0.hasPrefix("strata") }
  }

  private func fit(
    _ data: ReferenceSample, _ theirs: ReferenceNode, strata: String? = nil
  ) throws -> CoxRegression {
    let names = try names(theirs)
    return try CoxRegression(
      data.sample(strata: strata), covariates: data.matrix(names),
      names: names,
      options: CoxOptions(
        ties: #require(CoxTies(rawValue: theirs["ties"].text))))
  }

  private func compare(
    _ ours: CoxRegression, _ theirs: ReferenceNode, _ name: String
  ) throws {
    func near(_ a: [Double?], _ b: [Double?], _ key: String) {
      expectAllClose(a, b, relative: 1e-8, "\(name).\(key)")
    }
    // An aliased coefficient is missing there, and 0 with its name here.
    let aliased = ours.names.map { ours.aliased.contains($0) }
    let coefficients = zip(ours.coefficients, aliased).map { $1 ? nil : $0 }
    try near(
      coefficients, ours.names.map { try theirs["coef"][$0].optionalNumber },
      "coef")
    try near(
      ours.standardErrors, ours.names.map { try theirs["se"][$0].number },
      "se")
    for (i, row) in try theirs["vcov"].rows.enumerated() {
      for (j, value) in row.enumerated() {
        // Against the product of the errors: a covariance may be near 0.
        let scale = ours.standardErrors[i] * ours.standardErrors[j]
        #expect(
          abs(ours.covariance[i, j] - value) <= 1e-8 * scale,
          "\(name).vcov[\(i),\(j)]")
      }
    }
    try near([ours.logLikelihood], [theirs["loglik"].number], "loglik")
    try near(
      [ours.logLikelihoodNull], [theirs["loglik_null"].number], "loglik_null")
    try near([ours.scoreTest], [theirs["score_test"].number], "score_test")
    #expect(try Double(ours.rowCount) == theirs["n"].number)
    #expect(try Double(ours.eventCount) == theirs["nevent"].number)
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func ties(data: ReferenceSample) throws {
    let document = try data.document()
    for key in ["cox_efron", "cox_breslow", "cox_exact"] {
      guard let theirs = document.member(key) else {
        #expect(key == "cox_exact", "\(data) has no \(key)")
        continue
      }
      try compare(fit(data, theirs), theirs, "\(data).\(key)")
    }
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func covariatesEqualToTheStrata(data: ReferenceSample) throws {
    let document = try data.document()
    for key in document.keys where key.hasPrefix("cox_strat_") {
      let theirs = try document[key]
      let call = try theirs["call"].text
      let column = try #require(
        data.covariates.first { call.contains("strata(\($0))") })
      let ours = try fit(data, theirs, strata: column)
      #expect(ours.aliased == [column])
      try compare(ours, theirs, "\(data).\(key)")
    }
  }

  @Test(arguments: [ReferenceSample.heart, .delayedLung])
  func delayedEntry(data: ReferenceSample) throws {
    let document = try data.document()
    for key in ["cox_efron", "cox_breslow"] {
      let theirs = try document[key]
      try compare(fit(data, theirs), theirs, "\(data).\(key)")
    }
  }

  @Test func strataAndClustersOfHeart() throws {
    let data = ReferenceSample.heart
    let document = try data.document()
    let stratified = try document["cox_strat_surgery"]
    try compare(
      fit(data, stratified, strata: "surgery"), stratified,
      "heart.cox_strat_surgery")
    let ours = try fit(data, document["cox_efron"])
    let robust = ours.robustCovariance(
      clusters: try data.table()["id"].map { Int($0) })
    for (j, name) in ours.names.enumerated() {
      try expectAllClose(
        [robust[j, j].squareRoot()],
        [document["cox_efron_cluster_robust_se"][name].number],
        relative: 1e-8, "heart.robust.\(name)")
    }
    try baseline(ours, document["basehaz_x0_efron"], "heart.basehaz")
  }

  private func baseline(
    _ ours: CoxRegression, _ theirs: ReferenceNode, _ name: String
  ) throws {
    let baseline = try #require(ours.baseline().first)
    try expectAllClose(
      theirs["time"].given.numbers.map(baseline.cumulativeHazard(at:)),
      theirs["hazard"].numbers, relative: 1e-8, name)
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func afterTheFit(data: ReferenceSample) throws {
    let document = try data.document()
    let efron = try fit(data, document["cox_efron"])
    try baseline(efron, document["basehaz_efron_x0"], "\(data).basehaz")
    try baseline(
      fit(data, document["cox_breslow"]), document["basehaz_breslow_x0"],
      "\(data).basehaz_breslow")
    try expectAllClose(
      Array(efron.martingaleResiduals().prefix(10)),
      document["martingale_resid_efron_first10"].optionalNumbers,
      relative: 1e-8, "\(data).martingale")
    try expectAllClose(
      Array(efron.devianceResiduals().prefix(10)),
      document["deviance_resid_first10"].optionalNumbers, relative: 1e-8,
      "\(data).deviance")
    let robust = efron.robustCovariance()
    for (j, name) in efron.names.enumerated() {
      try expectAllClose(
        [robust[j, j].squareRoot()],
        [document["cox_robust_se"][name].number], relative: 1e-8,
        "\(data).robust.\(name)")
    }
    let zph = try document["cox_zph_km"]
    let test = try efron.proportionalHazardsTest()
    try expectAllClose(
      test.lines.map(\.chiSquare), zph["chisq"].numbers, relative: 1e-8,
      "\(data).zph.chisq")
    try expectAllClose(
      test.lines.map(\.pValue), zph["p"].numbers, relative: 1e-8,
      "\(data).zph.p")
    #expect(
      try test.lines.map { Double($0.degreesOfFreedom) } == zph["df"].numbers)
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func ridge(data: ReferenceSample) throws {
    let theirs = try data.document()["cox_ridge"]
    let ours = try CoxRegression(
      data.sample(), covariates: data.matrix(data.covariates),
      names: data.covariates,
      options: CoxOptions(ridge: theirs["theta"].given.number))
    try expectAllClose(
      ours.coefficients,
      data.covariates.map { try theirs["coef"][$0].number }, relative: 1e-8,
      "\(data).ridge")
    try expectAllClose(
      [ours.logLikelihood], [theirs["loglik_unpenalised"].number],
      relative: 1e-8, "\(data).ridge.loglik")
  }
}
