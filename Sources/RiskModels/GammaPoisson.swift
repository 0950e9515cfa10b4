import Foundation
import RiskNumerics

/// Events of groups as Poisson counts whose rates are one gamma population.
///
/// eventsᵢ ~ Poisson(λᵢ Eᵢ), λᵢ ~ Gamma(shape, rate). Shape and rate are those
/// that maximise the negative-binomial marginal likelihood (Robbins 1956;
/// methods/nested-gamma-poisson.md (1) to (4)). With a rate in hours, λ is in
/// events per hour.
public struct GammaPoisson: Hashable, Sendable, Codable {
  /// α > 0, dimensionless.
  public var shape: Double
  /// β > 0, hours.
  public var rateHours: Double

  public init(shape: Double, rateHours: Double) {
    self.shape = shape
    self.rateHours = rateHours
  }

  /// Posterior mean of λ, events per hour.
  public func mean(events: Double, hours: Double) -> Double {
    (shape + events) / (rateHours + hours)
  }

  /// Posterior quantile of λ, events per hour.
  public func quantile(_ p: Double, events: Double, hours: Double) -> Double {
    gammaQuantile(p, shape: shape + events, rate: rateHours + hours)
  }

  /// P(no event within the next `aheadHours`), negative binomial.
  public func survival(
    aheadHours: Double, events: Double, hours: Double
  ) -> Double {
    let rate = rateHours + hours
    return exp(-(shape + events) * log1p(aheadHours / rate))
  }

  /// Σ log Γ(α+d) − log Γ(α) + α log β − (α+d) log(β+E): the marginal
  /// log-likelihood without the terms that hold neither α nor β.
  public func logLikelihood(events: [Double], hours: [Double]) -> Double {
    zip(events, hours).reduce(0) { sum, group in
      let (d, e) = group
      return sum + logGamma(shape + d) - logGamma(shape)
        + shape * log(rateHours) - (shape + d) * log(rateHours + e)
    }
  }

  /// The maximum of the marginal likelihood.
  ///
  /// Newton's method on (log α, log β) from the Poisson rate, halving steps
  /// that do not climb.
  ///
  /// - Throws: `invalidData` for shapes that do not belong together or are
  ///   negative; `noExposure` without an event; `notConverged` when the groups
  ///   vary less than Poisson counts do: then α has no finite maximum.
  public static func fit(
    events: [Double], hours: [Double]
  ) throws(FitError) -> GammaPoisson {
    guard events.count == hours.count,
      events.allSatisfy({ $0 >= 0 && $0.isFinite }),
      hours.allSatisfy({ $0 > 0 && $0.isFinite })
    else {
      throw FitError(
        code: .invalidData,
        message: "\(events.count) event counts against \(hours.count) hours, "
          + "or a negative one among them.",
        hint: "Give one count ≥ 0 and positive hours for each group.")
    }
    let total = (events.reduce(0, +), hours.reduce(0, +))
    guard total.0 > 0 else {
      throw FitError(
        code: .noExposure, message: "No event in \(total.1) hours.",
        hint: "A population of rates needs at least one event.")
    }
    var model = GammaPoisson(shape: 1, rateHours: total.1 / total.0)
    var value = model.logLikelihood(events: events, hours: hours)
    var norm = Double.infinity
    for iteration in 1...200 {
      let (gradient, information) = model.score(events: events, hours: hours)
      norm = gradient.map(abs).max() ?? 0
      if norm < 1e-10 * (1 + total.0) { return model }
      if model.shape > 1e7 {
        throw notConverged(iteration, norm)
      }
      var step =
        Cholesky(information)?.solve(gradient)
        ?? gradient.map { $0 / (1 + norm) }
      let longest = step.map(abs).max() ?? 0
      if longest > 2 { step = step.map { $0 * 2 / longest } }
      var isClimbing = false
      for _ in 0..<40 {
        let next = GammaPoisson(
          shape: model.shape * exp(step[0]),
          rateHours: model.rateHours * exp(step[1]))
        let nextValue = next.logLikelihood(events: events, hours: hours)
        if nextValue >= value - 1e-12 * abs(value) {
          (model, value, isClimbing) = (next, nextValue, true)
          break
        }
        step = step.map { $0 / 2 }
      }
      if !isClimbing { throw notConverged(iteration, norm) }
    }
    throw notConverged(200, norm)
  }

  private static func notConverged(_ n: Int, _ norm: Double) -> FitError {
    FitError(
      code: .notConverged,
      message: "The spread between groups has no finite maximum.",
      iterations: n, gradientNorm: norm,
      hint: "The groups differ no more than chance: pool them into one rate.")
  }

  /// Gradient and negative Hessian in (log α, log β).
  func score(
    events: [Double], hours: [Double]
  ) -> (gradient: [Double], information: Matrix) {
    let (a, b) = (shape, rateHours)
    var ga = 0.0
    var gb = 0.0
    var haa = 0.0
    var hab = 0.0
    var hbb = 0.0
    for (d, e) in zip(events, hours) {
      ga += digamma(a + d) - digamma(a) + log(b) - log(b + e)
      gb += a / b - (a + d) / (b + e)
      haa += trigamma(a + d) - trigamma(a)
      hab += 1 / b - 1 / (b + e)
      hbb += -a / (b * b) + (a + d) / ((b + e) * (b + e))
    }
    let cross = -a * b * hab
    let information = Matrix(
      rows: 2, columns: 2,
      elements: [
        -a * a * haa - a * ga, cross, cross, -b * b * hbb - b * gb,
      ])
    return ([a * ga, b * gb], information)
  }
}
