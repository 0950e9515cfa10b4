public import RiskDomain

/// A hazard of one covariate vector; survival and likelihood follow from two
/// primitives.
public protocol HazardModel: Sendable {
  associatedtype Covariates: Sendable
  /// Natural logarithm of the hazard, in log(1/h), at an age in hours.
  func logHazard(atAge hours: Double, _ x: Covariates) -> Double
  /// ∫ h over (after, through], dimensionless, ≥ 0.
  func cumulativeHazard(over age: AgeInterval, _ x: Covariates) -> Double
}
