import Foundation

/// A function of the standardised log-time z with its first two derivatives.
struct ErrorTerm {
  var value: Double
  var slope: Double
  var curvature: Double
}

/// The distribution of W in log T = xβ + σW: an accelerated failure time.
///
/// A family gives log-density and the two log-tails with derivatives in z;
/// likelihoods of exact, right-, left- and interval-censored times follow
/// (methods/accelerated-failure-time.md (2) to (6)).
protocol LogTimeErrors: Sendable {
  /// log f(z).
  static func logDensity(_ z: Double) -> ErrorTerm
  /// log P(W > z).
  static func logSurvival(_ z: Double) -> ErrorTerm
  /// log P(W ≤ z).
  static func logDistribution(_ z: Double) -> ErrorTerm
  /// The z with P(W ≤ z) = p.
  static func quantile(_ p: Double) -> Double
}

/// log(f/S) and its derivative are all that a log-tail's derivatives need.
extension LogTimeErrors {
  /// Derivatives of log S from log S itself: −h, and −h (f′/f + h).
  static func tail(_ logSurvival: Double, _ density: ErrorTerm) -> ErrorTerm {
    let hazard = exp(density.value - logSurvival)
    return ErrorTerm(
      value: logSurvival, slope: -hazard,
      curvature: -hazard * (density.slope + hazard))
  }

  /// Derivatives of log F from log F itself: f/F, and f/F (f′/f − f/F).
  static func head(
    _ logDistribution: Double, _ density: ErrorTerm
  ) -> ErrorTerm {
    let ratio = exp(density.value - logDistribution)
    return ErrorTerm(
      value: logDistribution, slope: ratio,
      curvature: ratio * (density.slope - ratio))
  }
}

/// Least extreme values: T is Weibull, with σ = 1 exponential.
///
/// S(z) = exp(−eᶻ).
enum ExtremeValueErrors: LogTimeErrors {
  static func logDensity(_ z: Double) -> ErrorTerm {
    let e = exp(z)
    return ErrorTerm(value: z - e, slope: 1 - e, curvature: -e)
  }

  static func logSurvival(_ z: Double) -> ErrorTerm {
    let e = exp(z)
    return ErrorTerm(value: -e, slope: -e, curvature: -e)
  }

  static func logDistribution(_ z: Double) -> ErrorTerm {
    head(log(-expm1(-exp(z))), logDensity(z))
  }

  static func quantile(_ p: Double) -> Double { log(-log1p(-p)) }
}

/// Logistic errors: T is log-logistic.
///
/// S(z) = 1/(1 + eᶻ).
enum LogisticErrors: LogTimeErrors {
  static func logDensity(_ z: Double) -> ErrorTerm {
    let tail = logSurvival(z)
    // F = −d log S/dz.
    let below = -tail.slope
    return ErrorTerm(
      value: z + 2 * tail.value, slope: 1 - 2 * below,
      curvature: 2 * tail.curvature)
  }

  static func logSurvival(_ z: Double) -> ErrorTerm {
    // e^{−|z|} cannot overflow.
    let e = exp(-abs(z))
    let below = z > 0 ? 1 / (1 + e) : e / (1 + e)
    return ErrorTerm(
      value: -(max(z, 0) + log1p(e)), slope: -below,
      curvature: -e / ((1 + e) * (1 + e)))
  }

  static func logDistribution(_ z: Double) -> ErrorTerm {
    let mirrored = logSurvival(-z)
    return ErrorTerm(
      value: mirrored.value, slope: -mirrored.slope,
      curvature: mirrored.curvature)
  }

  static func quantile(_ p: Double) -> Double { log(p) - log1p(-p) }
}
