import Foundation
import RiskNumerics

/// Poisson counts with smooth and random effects whose strengths are estimated.
///
/// Coefficients maximise ℓ − ½ Σ λₖ βᵀSₖβ; the λₖ maximise the Laplace
/// approximation of the restricted likelihood, in which coefficients are
/// integrated out (methods/penalised-poisson.md (1) to (7); Wood 2011,
/// doi:10.1111/j.1467-9868.2010.00749.x).
public struct PenalizedPoisson: Sendable {
  public let regression: PoissonRegression
  public let terms: [PenaltyTerm]
  /// λ is sought between these; at the upper one an effect has vanished.
  public static let smoothingBounds = 1e-4...1e8

  /// What came out.
  public struct Fit: Sendable {
    /// Coefficients with their Bayesian covariance (XᵀWX + Σ λS)⁻¹.
    public var regression: RegressionFit
    /// λ of each term.
    public var smoothing: [Double]
    /// Negative log restricted likelihood, nats.
    public var negativeREML: Double
    /// Effective degrees of freedom of each coefficient.
    public var effectiveDegrees: [Double]
    /// Evaluations of the restricted likelihood.
    public var evaluations: Int
    /// Largest slope of the restricted likelihood in a log λ within bounds.
    public var gradientNorm: Double

    /// Effective degrees of freedom altogether.
    public var totalDegrees: Double { effectiveDegrees.reduce(0, +) }
  }

  /// - Throws: `invalidSpec` for terms that overlap or leave the table.
  public init(
    _ regression: PoissonRegression, terms: [PenaltyTerm]
  ) throws(FitError) {
    let count = regression.table.coefficientNames.count
    var isTaken = Array(repeating: false, count: count)
    for term in terms {
      for j in term.columns {
        guard isTaken.indices.contains(j), !isTaken[j] else {
          throw FitError(
            code: .invalidSpec,
            message: "Coefficient \(j) of \(count), under \(term.name), is "
              + "penalised twice or does not exist.",
            hint: "Give every penalty columns of its own.")
        }
        isTaken[j] = true
      }
    }
    self.regression = regression
    self.terms = terms
  }

  /// Estimates coefficients and the λ that are not given.
  ///
  /// Fellner-Schall steps with the exact Laplace correction bring log λ near
  /// the maximum; Newton's method finishes.
  ///
  /// - Throws: `notConverged`; `separated` from the coefficients' fit.
  public func fit() throws(FitError) -> Fit {
    var search = SmoothingSearch(self)
    return try search.run()
  }

  /// Σ λₖSₖ in all coefficients.
  func penalty(_ smoothing: [Double]) -> Matrix {
    let count = regression.table.coefficientNames.count
    var sum = Matrix(rows: count, columns: count)
    for (term, strength) in zip(terms, smoothing) {
      let first = term.columns.lowerBound
      for i in 0..<term.columns.count {
        for j in 0..<term.columns.count {
          sum[first + i, first + j] = strength * term.matrix[i, j]
        }
      }
    }
    return sum
  }
}
