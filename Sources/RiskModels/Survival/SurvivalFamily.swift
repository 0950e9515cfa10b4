/// An input of `riskctl survival` that a family may read.
public enum SurvivalInput: String, Sendable, CaseIterable {
  case event, entry, upper, covariates, strata, cluster, weights, ties
  case limits = "conf-type"
  case penalty, cuts
}

/// A family of `riskctl survival`: one file, one line in `SurvivalFamilies.all`.
public protocol SurvivalFamily: Sendable {
  /// Its name on the command line.
  var name: String { get }
  /// One line for the guide and for messages.
  var summary: String { get }
  /// Inputs without which it cannot do.
  var required: Set<SurvivalInput> { get }
  /// Inputs that it reads where they are given.
  var optional: Set<SurvivalInput> { get }

  /// Fits the rows of a table.
  ///
  /// - Throws: `FitError` with what was wrong and the next step.
  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome
}

/// The families there are.
public enum SurvivalFamilies {
  /// In the order of the guide.
  public static let all: [any SurvivalFamily] = [
    KaplanMeierFamily(), NelsonAalenFamily(), TurnbullFamily(),
    AalenJohansenFamily(), CoxFamily(), FailureTimeFamily(.exponential),
    FailureTimeFamily(.weibull), FailureTimeFamily(.logNormal),
    FailureTimeFamily(.logLogistic), GompertzFamily(),
    PiecewiseExponentialFamily(),
  ]

  /// The family of a name.
  public static func named(_ name: String) -> (any SurvivalFamily)? {
    all.first { $0.name == name }
  }
}

/// A family whose events are causes 1, 2, 3 … rather than yes or no.
public protocol CompetingCauses: SurvivalFamily {}
