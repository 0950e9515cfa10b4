import Foundation
import RiskNumerics

/// Normal errors: T is log-normal.
///
/// S(z) = ½ erfc(z/√2); beyond z = 25 its asymptotic series (Abramowitz and
/// Stegun 26.2.12), where erfc nears the end of the doubles.
enum NormalErrors: LogTimeErrors {
  static func logDensity(_ z: Double) -> ErrorTerm {
    ErrorTerm(
      value: -0.5 * z * z - 0.5 * log(2 * Double.pi), slope: -z, curvature: -1)
  }

  static func logSurvival(_ z: Double) -> ErrorTerm {
    let density = logDensity(z)
    // Near S = 1 the small distribution function carries the digits.
    if z < -1 {
      return tail(log1p(-0.5 * erfc(-z / 2.0.squareRoot())), density)
    }
    if z < 25 { return tail(log(0.5 * erfc(z / 2.0.squareRoot())), density) }
    let r = 1 / (z * z)
    let series = 1 - r * (1 - r * (3 - r * (15 - r * 105)))
    return tail(density.value - log(z) + log(series), density)
  }

  static func logDistribution(_ z: Double) -> ErrorTerm {
    let mirrored = logSurvival(-z)
    return ErrorTerm(
      value: mirrored.value, slope: -mirrored.slope,
      curvature: mirrored.curvature)
  }

  static func quantile(_ p: Double) -> Double { normalQuantile(p) }
}
