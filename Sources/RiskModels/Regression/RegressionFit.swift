public import RiskNumerics

/// Estimates of a regression and how sure they are.
public struct RegressionFit: Sendable, Hashable {
  /// One estimated number.
  public struct Parameter: Sendable, Hashable {
    /// The covariate, "(Intercept)" or the shape parameter.
    public var name: String
    /// nil for a covariate that the others determine.
    public var estimate: Double?
    /// nil with `estimate`.
    public var standardError: Double?
  }

  /// Coefficients in the table's order, then shape parameters.
  public var parameters: [Parameter]
  /// Inverse of the observed information, in the order of `parameters`; zero
  /// in rows and columns of aliased ones.
  public var covariance: Matrix
  /// nats, without a penalty.
  public var logLikelihood: Double
  /// Of the same family without covariates; nil where it was not fitted.
  public var logLikelihoodNull: Double?
  public var iterations: Int
  /// Remaining distance to the maximum in standard errors.
  public var distance: Double
  /// Rows read.
  public var rowCount: Int

  /// Covariates that those before them determine.
  public var aliasedNames: [String] {
    parameters.filter { $0.estimate == nil }.map(\.name)
  }

  /// Estimates with 0 for aliased covariates: what predictions multiply.
  public var estimates: [Double] { parameters.map { $0.estimate ?? 0 } }

  /// An estimate by its parameter's name.
  public subscript(name: String) -> Double? {
    parameters.first { $0.name == name }?.estimate
  }
}
