public import RiskDomain

import Foundation
import RiskNumerics

/// Proportional hazards over an exponentially changing baseline.
///
/// h(t) = e^{xβ + γt}; γ may be negative: then some never have the event
/// (methods/gompertz.md (1)).
public struct GompertzRegression: Sendable {
  /// The name of γ among the parameters.
  public static let shapeName = "shape"

  public let table: CovariateTable
  private let times: CensoredTimes

  /// A table of covariates with the times of its rows.
  ///
  /// - Throws: `invalidData` for counts that differ; `noEvents` when every
  ///   time is right-censored; `invalidSpec` without an intercept.
  public init(
    _ table: CovariateTable, times: CensoredTimes
  ) throws(FitError) {
    try times.check(against: table)
    self.table = table
    self.times = times
  }

  /// Maximum-likelihood estimates: intercept, coefficients, then γ per unit of
  /// time.
  ///
  /// - Parameter ridge: θ ≥ 0 of the penalty θ/2·Σβ² on the covariates as
  ///   given, intercept and shapes left free; 0 = none.
  /// - Throws: `notConverged`, or `separated` with the covariates along which
  ///   the likelihood rises for ever.
  public func fit(ridge: Double = 0) throws(FitError) -> RegressionFit {
    let rows = GompertzRows(times: times)
    let null = try RegressionSolver(
      table: CovariateTable.interceptOnly(rowCount: table.rowCount),
      likelihood: rows, shapeNames: [Self.shapeName]
    ).maximize(from: [times.logCommonRate(), 0])
    var fit = null
    if !table.names.isEmpty {
      fit = try RegressionSolver(
        table: table, likelihood: rows, shapeNames: [Self.shapeName],
        penalty: table.ridge(ridge, shapeCount: 1)
      ).maximize(
        from: [null.estimates[0]] + table.names.map { _ in 0 }
          + [null.estimates[1]])
    }
    fit.logLikelihoodNull = null.logLikelihood
    return fit
  }
}

/// A fitted Gompertz hazard; covariates in the order of the table, without the
/// intercept.
public struct GompertzHazard: HazardModel, Hashable {
  /// β₀ first.
  public var coefficients: [Double]
  /// γ, per unit of time.
  public var shape: Double

  public init(coefficients: [Double], shape: Double) {
    self.coefficients = coefficients
    self.shape = shape
  }

  /// The hazard of a fit of `GompertzRegression`.
  public init(_ fit: RegressionFit) {
    coefficients = Array(fit.estimates.dropLast())
    shape = fit.estimates.last ?? 0
  }

  public func logHazard(atAge hours: Double, _ x: [Double]) -> Double {
    linearPredictor(coefficients, x) + shape * hours
  }

  public func cumulativeHazard(
    over age: AgeInterval, _ x: [Double]
  ) -> Double {
    exp(linearPredictor(coefficients, x))
      * GompertzMoments(from: age.after, through: age.through, shape: shape)
      .zeroth
  }
}

/// β₀ + Σ βⱼ xⱼ.
func linearPredictor(_ coefficients: [Double], _ x: [Double]) -> Double {
  precondition(
    coefficients.count == x.count + 1,
    "\(x.count) covariates for \(coefficients.count) coefficients")
  return zip(coefficients.dropFirst(), x).reduce(coefficients[0]) {
    $0 + $1.0 * $1.1
  }
}
