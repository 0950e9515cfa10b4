public import RiskDomain

import Foundation

/// A fitted accelerated failure time as a hazard; covariates in the order of
/// the table, without the intercept.
public struct FailureTimeHazard: HazardModel, Hashable {
  public var family: AcceleratedFailureTime.Family
  /// β₀ first.
  public var coefficients: [Double]
  /// σ; 1 for the exponential.
  public var scale: Double

  public init(
    _ family: AcceleratedFailureTime.Family, coefficients: [Double],
    scale: Double
  ) {
    self.family = family
    self.coefficients = coefficients
    self.scale = family == .exponential ? 1 : scale
  }

  /// The hazard of a fit without strata.
  public init(
    _ family: AcceleratedFailureTime.Family, _ fit: RegressionFit
  ) {
    let estimates = fit.estimates
    self.init(
      family,
      coefficients: family == .exponential
        ? estimates : Array(estimates.dropLast()),
      scale: exp(estimates.last ?? 0))
  }

  /// h(t) = f(z)/(S(z) σ t), z = (log t − xβ)/σ.
  public func logHazard(atAge hours: Double, _ x: [Double]) -> Double {
    let z = z(hours, x)
    return errors.logDensity(z).value - errors.logSurvival(z).value
      - log(scale * hours)
  }

  public func cumulativeHazard(
    over age: AgeInterval, _ x: [Double]
  ) -> Double {
    logSurvival(age.after, x) - logSurvival(age.through, x)
  }

  /// The time by which a share `p` has had the event.
  public func quantile(_ p: Double, _ x: [Double]) -> Double {
    exp(linearPredictor(coefficients, x) + scale * errors.quantile(p))
  }

  private func logSurvival(_ time: Double, _ x: [Double]) -> Double {
    time > 0 ? errors.logSurvival(z(time, x)).value : 0
  }

  private func z(_ time: Double, _ x: [Double]) -> Double {
    (log(time) - linearPredictor(coefficients, x)) / scale
  }

  private var errors: any LogTimeErrors.Type { family.errors }
}

extension AcceleratedFailureTime.Family {
  /// The distribution of W in log T = xβ + σW.
  var errors: any LogTimeErrors.Type {
    switch self {
    case .exponential, .weibull: ExtremeValueErrors.self
    case .logNormal: NormalErrors.self
    case .logLogistic: LogisticErrors.self
    }
  }
}
