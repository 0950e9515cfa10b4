import Foundation
import RiskNumerics

/// Checkpoint formulas for a constant loss rate.
///
/// All times in hours; methods/checkpoint.md numbers the equations.
public enum ExponentialCheckpoint {
  /// Whether the instance can be lost while it restarts.
  public enum RestartRisk: Sendable { case canFail, cannotFail }

  /// Expected hours until one interval τ and its checkpoint δ are done (1, 2).
  ///
  /// Equals τ + δ for a rate of 0.
  public static func segmentHours(
    intervalHours: Double, checkpointHours: Double, restartHours: Double,
    lossesPerHour rate: Double, restart risk: RestartRisk = .canFail
  ) -> Double {
    let length = intervalHours + checkpointHours
    guard rate > 0 else { return length }
    let growth = expm1(rate * length)
    return switch risk {
    case .cannotFail: (1 / rate + restartHours) * growth
    case .canFail: exp(rate * restartHours) / rate * growth
    }
  }

  /// Expected hours per useful hour at an interval.
  public static func hoursPerUsefulHour(
    intervalHours: Double, checkpointHours: Double, restartHours: Double,
    lossesPerHour rate: Double, restart risk: RestartRisk = .canFail
  ) -> Double {
    segmentHours(
      intervalHours: intervalHours, checkpointHours: checkpointHours,
      restartHours: restartHours, lossesPerHour: rate, restart: risk)
      / intervalHours
  }

  /// The interval with the least expected time per useful hour (3).
  ///
  /// τ* = (1 + W₀(−e^(−1−λδ)))/λ; nil for a rate or a checkpoint of 0, for
  /// which no finite, positive interval is best.
  public static func bestIntervalHours(
    checkpointHours: Double, lossesPerHour rate: Double
  ) -> Double? {
    guard rate > 0, checkpointHours > 0 else { return nil }
    return (1 + lambertW0(-exp(-1 - rate * checkpointHours))) / rate
  }

  /// Young's first-order interval √(2δM).
  public static func youngIntervalHours(
    checkpointHours: Double, meanHoursBetweenLosses mean: Double
  ) -> Double {
    (2 * checkpointHours * mean).squareRoot()
  }

  /// Daly's higher-order interval, a start value and a check.
  ///
  /// J. Daly, "A higher order estimate of the optimum checkpoint interval for
  /// restart dumps", FGCS 22 (2006), equation 37.
  public static func dalyIntervalHours(
    checkpointHours: Double, meanHoursBetweenLosses mean: Double
  ) -> Double {
    guard checkpointHours < 2 * mean else { return mean }
    let x = checkpointHours / (2 * mean)
    return (2 * checkpointHours * mean).squareRoot()
      * (1 + x.squareRoot() / 3 + x / 9) - checkpointHours
  }

  /// Expected hours until `hours` of work are saved when a warned loss saves
  /// everything with a probability (4); the restart cannot fail.
  ///
  /// Solves T·(1 − (1 − p)(1 − e^(−λx))) = (1 − e^(−λx))(1/λ + R) + p·I with
  /// I′ = λ(T − I), I(0) = 0 by Runge–Kutta of order 4 with 4,000 steps.
  public static func hoursWithNotice(
    workHours hours: Double, restartHours: Double, lossesPerHour rate: Double,
    saveProbability p: Double
  ) -> Double {
    guard rate > 0, hours > 0 else { return max(hours, 0) }
    func total(_ x: Double, _ integral: Double) -> Double {
      let lost = -expm1(-rate * x)
      return (lost * (1 / rate + restartHours) + p * integral)
        / (1 - (1 - p) * lost)
    }
    func slope(_ x: Double, _ integral: Double) -> Double {
      rate * (total(x, integral) - integral)
    }
    let steps = 4000
    let h = hours / Double(steps)
    var integral = 0.0
    for k in 0..<steps {
      let x = Double(k) * h
      let a = slope(x, integral)
      let b = slope(x + h / 2, integral + h / 2 * a)
      let c = slope(x + h / 2, integral + h / 2 * b)
      let d = slope(x + h, integral + h * c)
      integral += h / 6 * (a + 2 * b + 2 * c + d)
    }
    return total(hours, integral)
  }

  /// Losses per hour at which spot with its best interval costs as much as
  /// on-demand; nil when spot is not cheaper even without losses.
  ///
  /// `minIntervalHours` bounds the interval from below, and stands in for the
  /// best one where checkpoints cost nothing. Bisection on the rate, between
  /// 0 and 1,000 per hour.
  public static func breakEvenLossesPerHour(
    spotPerHour: Double, onDemandPerHour: Double, checkpointHours: Double,
    restartHours: Double, minIntervalHours: Double = 1.0 / 3600
  ) -> Double? {
    guard spotPerHour > 0, onDemandPerHour > spotPerHour else { return nil }
    func excess(_ rate: Double) -> Double {
      let best = bestIntervalHours(
        checkpointHours: checkpointHours, lossesPerHour: rate)
      let interval = max(best ?? minIntervalHours, minIntervalHours)
      return spotPerHour
        * hoursPerUsefulHour(
          intervalHours: interval, checkpointHours: checkpointHours,
          restartHours: restartHours, lossesPerHour: rate) - onDemandPerHour
    }
    var low = 1e-9
    var high = 1000.0
    guard excess(low) < 0, excess(high) > 0 else { return nil }
    for _ in 0..<200 {
      let middle = (low * high).squareRoot()
      if excess(middle) > 0 { high = middle } else { low = middle }
    }
    return low
  }
}
