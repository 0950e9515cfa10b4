/// Observations whose likelihood sees the covariates through one linear
/// predictor η = xβ, and at most one shape parameter s each.
///
/// Poisson counts, accelerated failure times and proportional hazards all have
/// this form: a family gives its derivatives in (η, s) row by row, and one pass
/// over blocks of rows turns them into gradient and information of (β, s).
public protocol RowLikelihood: Sendable {
  var rowCount: Int { get }
  /// Parameters beside the coefficients; 0 for Poisson counts.
  var shapeCount: Int { get }
  /// The shape parameter that a row depends on, 0 where there is only one.
  func shapeIndex(ofRow row: Int) -> Int
  /// Sets derivatives of the rows of a block and adds their log-likelihood.
  func differentiate(_ block: inout RowBlock, shapes: [Double])
}

extension RowLikelihood {
  public func shapeIndex(ofRow row: Int) -> Int { 0 }
}

/// Some rows on their way through a pass, with room for what a family says of
/// each: entry k of every array belongs to row `row(k)`.
public struct RowBlock: Sendable {
  /// The row of entry 0.
  public internal(set) var first = 0
  /// Rows from one entry to the next.
  public internal(set) var stride = 1
  /// Entries in use.
  public internal(set) var count = 0
  /// Σ of the rows' log-likelihoods; a family adds to it.
  public var logLikelihood = 0.0
  /// η, set by the pass.
  public var linearPredictor: [Double]
  /// ∂ℓ/∂η.
  public var slope: [Double]
  /// −∂²ℓ/∂η².
  public var curvature: [Double]
  /// ∂ℓ/∂s; zeros unless a family sets them.
  public var shapeSlope: [Double]
  /// −∂²ℓ/∂s².
  public var shapeCurvature: [Double]
  /// −∂²ℓ/∂η∂s.
  public var crossCurvature: [Double]
  /// A family's own room.
  public var scratch: [Double]

  init(capacity: Int) {
    let zeros = Array(repeating: 0.0, count: capacity)
    linearPredictor = zeros
    slope = zeros
    curvature = zeros
    shapeSlope = zeros
    shapeCurvature = zeros
    crossCurvature = zeros
    scratch = zeros
  }

  /// The row of entry k.
  public func row(_ k: Int) -> Int { first + k * stride }
}
