import Foundation
import RiskNumerics

extension FailureTimeHazard {
  /// Expected time still to come for one alive at an age, E[T − a | T > a].
  ///
  /// methods/accelerated-failure-time.md (9) to (11). Infinite for a
  /// log-logistic with σ ≥ 1, whose mean does not exist.
  ///
  /// - Parameters:
  ///   - age: ≥ 0, in the unit of the times.
  ///   - x: covariates in the order of the table.
  public func meanResidualLife(atAge age: Double, _ x: [Double]) -> Double {
    let location = linearPredictor(coefficients, x)
    let start = max(age, 0)
    let z = start > 0 ? (log(start) - location) / scale : -.infinity
    switch family {
    case .exponential, .weibull:
      return exp(location) * scale * Self.scaledUpperGamma(scale, exp(z))
    case .logNormal:
      let beyond = NormalErrors.logSurvival(z - scale).value
      let survival = start > 0 ? NormalErrors.logSurvival(z).value : 0
      return exp(location + 0.5 * scale * scale + beyond - survival) - start
    case .logLogistic:
      guard scale < 1 else { return .infinity }
      // Far out the tail is a power of the age.
      if z > 30 { return start * scale / (1 - scale) }
      let survival = 1 / (1 + exp(z))
      let whole =
        exp(location) * scale * Double.pi / sin(Double.pi * scale)
      return whole * regularizedBeta(survival, 1 - scale, scale) / survival
    }
  }

  /// e^x Γ(a, x), from its asymptotic series where e^x would overflow
  /// (Abramowitz and Stegun 6.5.32).
  private static func scaledUpperGamma(_ a: Double, _ x: Double) -> Double {
    guard x > 500 else {
      return exp(x + logGamma(a)) * regularizedGammaQ(shape: a, x)
    }
    var term = 1.0
    var sum = 1.0
    for k in 1...6 {
      term *= (a - Double(k)) / x
      sum += term
    }
    return exp((a - 1) * log(x)) * sum
  }
}
