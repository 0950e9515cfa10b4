import Foundation
import RiskModels
import RiskTestSupport
import Testing

/// Runs every comparison and names every number of every reference document
/// that none of them read: a new number fails here until a test reads it.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct ReferenceCoverageTests {
  /// Numbers that a comparison hands to a call, `*` for any index or member.
  private static let arguments = [
    "*.brier.times", "*.rmst.tau", "*.cox_ridge.theta",
    "*.piecewise_exp.cuts", "lung_interval.turnbull.time",
    "*.basehaz_*.time", "*_metrics_split.times", "*_metrics_split.tau",
    "*_metrics_split.test_surv",
    "poisson_pools.ridge_lambda*.lambda", "poisson_pools.mgcv_reml.sp.s(fz)",
    "oracles_closed_form.piecewise_survival.cuts",
    "oracles_closed_form.piecewise_survival.hazard",
    "oracles_closed_form.piecewise_survival.a0",
    "oracles_closed_form.piecewise_survival.a1",
    "oracles_closed_form.piecewise_survival.tau",
    "oracles_closed_form.weibull_truncated.shape",
    "oracles_closed_form.weibull_truncated.scale",
    "oracles_closed_form.weibull_truncated.age",
    "oracles_closed_form.weibull_truncated.x",
    "oracles_closed_form.exponential_checkpoint.lam",
    "oracles_closed_form.exponential_checkpoint.delta",
    "oracles_closed_form.exponential_checkpoint.R",
    "oracles_closed_form.exponential_checkpoint.W",
    "oracles_closed_form.gamma_frailty_gang.theta",
    "oracles_closed_form.gamma_frailty_gang.lam",
    "oracles_closed_form.gamma_frailty_gang.N",
    "oracles_closed_form.gamma_frailty_gang.t",
    "oracles_closed_form.deadline_dp_exact.C",
    "oracles_closed_form.deadline_dp_exact.D",
    "oracles_closed_form.deadline_dp_exact.d",
    "oracles_closed_form.deadline_dp_exact.K",
    "oracles_closed_form.deadline_dp_exact.p_up_down",
    "oracles_closed_form.deadline_dp_exact.p_down_up",
    "oracles_closed_form.deadline_dp_exact.start_up",
    "oracle_notice_checkpoint.cases.x", "oracle_notice_checkpoint.cases.R",
    "oracle_notice_checkpoint.cases.lam",
    "oracle_notice_checkpoint.cases.p_notice_save",
  ]

  /// Numbers that nothing here can be held against, and why.
  private static let skipped: [(pattern: String, because: String)] = [
    (
      "mgus2_finegray.*",
      "a subdistribution hazard is no rate to forecast from: no feature"
    ),
    ("*.cox_ridge.scale", "a flag of R's call, not a number"),
    (
      "*.gompertz*.max_abs_gradient",
      "where the other maximiser stopped; ours has its own distance"
    ),
    (
      "*_metrics_split.harrell[4]",
      "scikit-survival counts events beside a censoring at the same time"
    ),
    (
      "oracles_closed_form.hour_of_day_hazard.*",
      "rates here are constant within an hour of the week, no sinusoid"
    ),
    (
      "oracles_closed_form.marshall_olkin_gang.*",
      "a shock here takes all or a number uniform up to all, as losses of gangs "
        + "show; the reference takes each member with one fixed chance"
    ),
    (
      "oracles_closed_form.bathtub_hpdc20.*",
      "no family here: piecewise rates with a cap take its place"
    ),
  ]

  private static func everyComparison() throws {
    for data in ReferenceSample.rightCensored {
      let estimators = EstimatorGoldenTests()
      try estimators.productLimit(data: data)
      try estimators.counts(data: data)
      try estimators.logRank(data: data)
      try estimators.restrictedMean(data: data)
      let cox = CoxGoldenTests()
      try cox.ties(data: data)
      try cox.covariatesEqualToTheStrata(data: data)
      try cox.afterTheFit(data: data)
      try cox.ridge(data: data)
      try ConcordanceGoldenTests().harrell(data: data)
      try ConcordanceGoldenTests().uno(data: data)
      try ScoreGoldenTests().brierInSample(data: data)
      for family in AcceleratedFailureTime.Family.allCases {
        try FailureTimeGoldenTests().rightCensored(data: data, family: family)
      }
      for key in ["gompertz", "gompertz_null"] {
        try ProportionalHazardsGoldenTests().gompertz(data: data, key: key)
      }
      try ProportionalHazardsGoldenTests().piecewise(data: data)
    }
    for data in ReferenceSample.rightCensored + [.heart, .delayedLung] {
      try ConcordanceGoldenTests().ofCox(data: data)
    }
    try EstimatorGoldenTests().delayedEntry()
    try EstimatorGoldenTests().turnbull()
    try EstimatorGoldenTests().competingRisks()
    try CoxGoldenTests().delayedEntry(data: .heart)
    try CoxGoldenTests().delayedEntry(data: .delayedLung)
    try CoxGoldenTests().strataAndClustersOfHeart()
    try FrailtyGoldenTests().gammaByDefault()
    for family in AcceleratedFailureTime.Family.allCases {
      try FailureTimeGoldenTests().intervalCensored(family: family)
    }
    try FailureTimeGoldenTests().delayedEntry()
    try PoissonGoldenTests().glm()
    try PoissonGoldenTests().poolsAsFixedEffects()
    for key in ["ridge_lambda1", "ridge_lambda10"] {
      try PoissonGoldenTests().ridge(key: key)
    }
    try PenalizedPoissonGoldenTests().likeMgcv()
    for data in [ReferenceSample.lung, .veteran] {
      try ScoreGoldenTests().splitMetrics(data: data)
      try ScoreGoldenTests().splitCoefficients(data: data)
    }
    try ScoreGoldenTests().gammaPoisson()
    let closed = ClosedFormGoldenTests()
    try closed.piecewiseSurvival()
    try closed.weibullFromAnAge()
    try closed.checkpointsAtAConstantRate()
    try closed.checkpointsWithNotice()
    try closed.gangsUnderOneGammaFactor()
    try DeadlineGoldenTests().tinyProgrammes()
  }

  /// Whether a path, its indices left out unless the pattern has one, fits.
  private static func fits(_ path: String, _ pattern: String) -> Bool {
    let plain =
      pattern.contains("[") ? path : path.replacing(/\[\d+\]/, with: "")
    var rest = plain[...]
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    for (k, part) in parts.enumerated() {
      if k == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if k == parts.count - 1 {
        return part.isEmpty || rest.hasSuffix(part)
      } else if let found = rest.range(of: part) {
        rest = rest[found.upperBound...]
      } else {
        return false
      }
    }
    return rest.isEmpty
  }

  @Test func everyNumberIsCompared() throws {
    let reads = ReferenceReads()
    try reads.record(Self.everyComparison)
    let (compared, given) = (reads.compared, reads.given)
    var unused = Set(Self.arguments + Self.skipped.map(\.pattern))
    var (leaves, missing) = (0, [String]())
    let folder = try #require(referenceFolder)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasSuffix(".json") {
      for leaf in try ReferenceNode(name).leaves {
        leaves += 1
        if compared.contains(leaf) { continue }
        let patterns =
          given.contains(leaf)
          ? Self.arguments : Self.skipped.map(\.pattern)
        let fitting = patterns.filter { Self.fits(leaf, $0) }
        if fitting.isEmpty { missing.append(leaf) }
        unused.subtract(fitting)
      }
    }
    #expect(leaves > 10_000)
    #expect(missing.isEmpty, "\(missing.count): \(missing.prefix(40))")
    #expect(unused.isEmpty, "patterns that fit no number: \(unused)")
  }
}
