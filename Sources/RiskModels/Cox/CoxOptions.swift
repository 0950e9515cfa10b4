public import RiskNumerics

/// How events at one time share the risk set, methods/cox.md (2) to (4).
public enum CoxTies: String, Sendable, Codable, CaseIterable {
  /// Efron 1977: the tied leave the risk set by equal shares.
  case efron
  /// Breslow 1974: all tied face the whole risk set.
  case breslow
  /// The discrete likelihood: which of the risk set had the events, given how
  /// many there were.
  case exact
}

/// What a Cox fit may be told.
public struct CoxOptions: Sendable {
  public var ties = CoxTies.efron
  /// θ of the penalty θ/2·Σβ² on the covariates as given; 0 = none.
  public var ridge = 0.0
  /// Stopping rule.
  public var newton = Newton()

  public init(ties: CoxTies = .efron, ridge: Double = 0) {
    self.ties = ties
    self.ridge = ridge
  }
}
