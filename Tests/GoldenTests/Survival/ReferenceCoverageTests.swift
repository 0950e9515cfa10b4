import RiskTestSupport
import Testing

/// Says, for every part of every reference document of survival data, which
/// suite compares it.
@Suite(.enabled(if: referenceFolder != nil, referenceSkipReason))
struct ReferenceCoverageTests {
  private static let compared: [(prefix: String, by: String)] = [
    ("km", "EstimatorGoldenTests"), ("logrank", "EstimatorGoldenTests"),
    ("peto_rho1", "EstimatorGoldenTests"), ("rmst", "EstimatorGoldenTests"),
    ("turnbull", "EstimatorGoldenTests"), ("cox_", "CoxGoldenTests"),
    ("basehaz_", "CoxGoldenTests"), ("martingale_", "CoxGoldenTests"),
    ("deviance_", "CoxGoldenTests"),
    ("gamma_frailty_em_female", "FrailtyGoldenTests"),
    ("time", "EstimatorGoldenTests"), ("pstate", "EstimatorGoldenTests"),
    ("std_err", "EstimatorGoldenTests"), ("n_risk", "EstimatorGoldenTests"),
    ("survreg_", "FailureTimeGoldenTests"),
    ("exponential", "FailureTimeGoldenTests"),
    ("weibull", "FailureTimeGoldenTests"),
    ("lognormal", "FailureTimeGoldenTests"),
    ("loglogistic", "FailureTimeGoldenTests"),
    ("gompertz", "ProportionalHazardsGoldenTests"),
    ("piecewise_exp", "ProportionalHazardsGoldenTests"),
    ("harrell_c", "ConcordanceGoldenTests"),
    ("uno_c", "ConcordanceGoldenTests"), ("brier", "ScoreGoldenTests"),
  ]

  /// Parts that describe a document rather than state a result.
  private static let descriptions: Set<String> = [
    "input", "note", "produced_by", "event", "n", "events", "method",
    "states", "call",
  ]

  @Test(arguments: [
    "rossi", "lung", "veteran", "ovarian", "heart_startstop",
    "lung_lefttrunc", "lung_interval", "rats_frailty", "mgus2_competing",
  ])
  func everyPartIsAccountedFor(document: String) throws {
    let keys = try ReferenceNode(document + ".json").keys
    #expect(!keys.isEmpty)
    for key in keys where !Self.descriptions.contains(key) {
      let isCompared = Self.compared.contains { key.hasPrefix($0.prefix) }
      #expect(isCompared, "\(document).\(key)")
    }
  }

  // Fine and Gray's regression of mgus2_finegray is not a feature: its
  // subdistribution hazard is not a rate that anything here forecasts from.
  // Concordance and its error inside `cox_…` are compared by
  // ConcordanceGoldenTests.
}
