import RiskModels
import RiskTestSupport
import Testing

/// Estimates without covariates against R 4.2.2, survival 3.5.3 (`survfit`,
/// `survdiff`), the documents of the reference folder.
///
/// 1e-12 for products and sums of the same rational factors; 1e-9 for tests and
/// jackknife errors, whose sums run in another order; 1e-4 for Turnbull, where
/// R stops its own iteration.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct EstimatorGoldenTests {
  /// Every array of a `survfit` document against one curve.
  private func compare(
    _ curves: [SurvivalCurve], _ theirs: ReferenceNode, _ name: String
  ) throws {
    let type = try #require(
      SurvivalCurve.LimitType(rawValue: try theirs["conf_type"].text))
    func all(_ part: (SurvivalCurve) -> [Double]) -> [Double?] {
      curves.flatMap { part($0).map { $0 } }
    }
    func near(_ ours: [Double?], _ key: String, _ tolerance: Double = 1e-12)
      throws
    {
      try expectAllClose(
        ours, theirs[key].optionalNumbers, relative: tolerance,
        "\(name).\(key)")
    }
    try near(all(\.time), "time", 0)
    try near(all(\.atRisk), "n_risk", 0)
    try near(all(\.events), "n_event", 0)
    try near(all(\.censored), "n_censor", 0)
    try near(all(\.survival), "surv")
    // R writes the infinite error of S = 0 as missing.
    try near(
      all(\.logStandardError).map { $0 == .infinity ? nil : $0 },
      "std_err_log")
    try near(all(\.cumulativeHazard), "cumhaz_nelson_aalen")
    try near(all(\.cumulativeHazardStandardError), "std_chaz")
    let limits = curves.map { $0.limits(type) }
    try near(limits.flatMap(\.low), "lower")
    try near(limits.flatMap(\.high), "upper")
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func productLimit(data: ReferenceSample) throws {
    let document = try data.document()
    let curves = try data.sample().curves()
    for key in ["km_log", "km_loglog", "km_plain"] {
      try compare(curves, document[key], "\(data).\(key)")
    }
    let group = try document["logrank"]["group"].text
    let byGroup = try data.sample(strata: group).curves()
    try compare(byGroup, document["km_group"], "\(data).km_group")
    let sizes = try document["km_group"]["strata"]
    #expect(
      try sizes.keys.map { try sizes[$0].number }
        == byGroup.map { Double($0.time.count) }, "\(data).km_group.strata")
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func counts(data: ReferenceSample) throws {
    let (document, sample) = (try data.document(), try data.sample())
    #expect(try document["n"].number == Double(sample.count))
    #expect(try document["events"].number == Double(sample.eventCount))
  }

  @Test func delayedEntry() throws {
    try compare(
      ReferenceSample.heart.sample().curves(),
      ReferenceSample.heart.document()["km_lefttrunc"], "heart.km_lefttrunc")
    try compare(
      ReferenceSample.delayedLung.sample().curves(),
      ReferenceSample.delayedLung.document()["km"], "lung_lefttrunc.km")
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func logRank(data: ReferenceSample) throws {
    let document = try data.document()
    let theirs = try document["logrank"]
    let sample = try data.sample()
    let group = try data.table()[theirs["group"].text].map { Int($0) }
    let test = try LogRank(sample, group: group)
    try expectAllClose(
      [test.chiSquare], [theirs["chisq"].number], relative: 1e-9, "chisq")
    #expect(try Double(test.degreesOfFreedom) == theirs["df"].number)
    try expectAllClose(
      test.observed, theirs["obs"].numbers, relative: 1e-12, "obs")
    try expectAllClose(
      test.expected, theirs["exp"].numbers, relative: 1e-12, "exp")
    let peto = try LogRank(sample, group: group, rho: 1)
    try expectAllClose(
      [peto.chiSquare], [document["peto_rho1"]["chisq"].number],
      relative: 1e-9, "peto")
  }

  @Test(arguments: ReferenceSample.rightCensored)
  func restrictedMean(data: ReferenceSample) throws {
    let theirs = try data.document()["rmst"]
    let curve = try #require(try data.sample().curves().first)
    try expectAllClose(
      [curve.restrictedMean(through: theirs["tau"].given.number).mean],
      [theirs["rmst"].number], relative: 1e-12, "rmst")
  }

  @Test func turnbull() throws {
    let table = try ReferenceTable("lung_interval.csv")
    let low = try #require(table.columns["lo"])
    let high = try #require(table.columns["hi"])
    let ours = try Turnbull(
      IntervalSample(
        low: low.map { $0 ?? 0 }, high: high.map { $0 ?? .infinity }))
    let theirs = try ReferenceNode("lung_interval.json")["turnbull"]
    try expectAllClose(
      theirs["time"].given.numbers.map(ours.survival(at:)),
      theirs["surv"].numbers, relative: 1e-4, "turnbull")
  }

  @Test func competingRisks() throws {
    let table = try ReferenceTable("mgus2_competing.csv")
    let cause = try table["etype"].map { Int($0) }
    let ours = try AalenJohansen(
      SurvivalSample(
        time: table["time"], isEvent: cause.map { $0 > 0 }),
      cause: cause, causeCount: 2)
    let theirs = try ReferenceNode("mgus2_competing.json")
    try expectAllClose(
      ours.time, theirs["time"].numbers, relative: 0, "time")
    // `survfit` lists the risk set of the first state first.
    try expectAllClose(
      ours.atRisk, theirs["n_risk"].numbers, relative: 0, "n_risk")
    for (key, columns) in [
      ("pstate", [ours.survival] + ours.incidence),
      (
        "std_err",
        [ours.survivalStandardError] + ours.incidenceStandardError
      ),
    ] {
      let rows = try theirs[key].rows
      for (state, column) in columns.enumerated() {
        expectAllClose(
          column, rows.map { $0[state] },
          relative: key == "pstate" ? 1e-12 : 1e-9, "\(key)[\(state)]")
      }
    }
  }
}
