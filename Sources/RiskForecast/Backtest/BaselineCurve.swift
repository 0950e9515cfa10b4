import RiskDomain
import RiskModels

import Foundation

/// A hazard by age that a baseline fits: steps, or a Weibull.
enum BaselineCurve: Sendable {
  case steps(PiecewiseHazard)
  case weibull(FailureTimeHazard)

  /// ∫ h over (after, through], dimensionless; infinite beyond an age that the
  /// curve holds to be out of reach.
  func cumulativeHazard(over age: AgeInterval) -> Double {
    guard age.through > age.after else { return 0 }
    switch self {
    case .steps(let hazard): return hazard.cumulativeHazard(over: age)
    case .weibull(let hazard):
      let integral = hazard.cumulativeHazard(over: age, [])
      return integral.isNaN ? .infinity : integral
    }
  }
}

extension BaselineCurve {
  /// Losses over hours; nil without an hour.
  static func exponential(_ stretches: [ScoredStretch]) -> BaselineCurve? {
    var losses = 0.0
    var hours = 0.0
    for stretch in stretches {
      hours += stretch.middleHours
      if stretch.isLost { losses += 1 }
    }
    guard hours > 0 else { return nil }
    return .steps(PiecewiseHazard(constantPerHour: losses / hours))
  }

  /// The product-limit curve read at ages that double from three minutes on,
  /// with a constant hazard in between; nil without a stretch.
  ///
  /// A step curve gives no density. Reading it at few ages is the kindest way
  /// to make one; beyond the last age watched the last piece's hazard holds.
  static func kaplanMeier(_ stretches: [ScoredStretch]) -> BaselineCurve? {
    let curve = KaplanMeier(
      stretches.map {
        (
          AgeInterval(
            after: $0.ageHours, through: $0.ageHours + $0.middleHours),
          $0.isLost
        )
      })
    guard curve.watchedThrough > 0 else { return nil }
    var cuts = [0.0]
    var rates: [Double] = []
    var next = 0.05
    var before = 0.0
    repeat {
      let through = min(next, curve.watchedThrough)
      let survival = curve.survival(throughHours: through)
      let after =
        survival > 0
        ? -log(survival)
        : curve.steps.last { $0.age <= through }?.cumulativeHazard ?? before
      let from = cuts[cuts.count - 1]
      rates.append(max(after - before, 0) / (through - from))
      before = max(after, before)
      guard next < curve.watchedThrough else { break }
      cuts.append(next)
      next *= 2
    } while true
    return .steps(PiecewiseHazard(cutsHours: cuts, ratesPerHour: rates))
  }

  /// The Weibull of greatest likelihood, losses between probes as intervals;
  /// nil with fewer than two losses or where no maximum is found.
  static func weibull(_ stretches: [ScoredStretch]) -> BaselineCurve? {
    guard stretches.count(where: \.isLost) > 1 else { return nil }
    // A stretch without length says nothing of a rate.
    let rows = stretches.filter { ($0.lostByHours ?? $0.upHours) > 0 }
    let times = try? CensoredTimes(
      lower: rows.map { $0.ageHours + $0.upHours },
      upper: rows.map {
        $0.lostByHours.map { [age = $0.ageHours] in age + $0 } ?? .infinity
      },
      entry: rows.map(\.ageHours))
    guard let times,
      let table = try? CovariateTable.interceptOnly(rowCount: times.count),
      let fit = try? AcceleratedFailureTime(.weibull, table, times: times)
        .fit()
    else { return nil }
    return .weibull(FailureTimeHazard(.weibull, fit))
  }
}

extension ScoredStretch {
  /// Hours up, a loss counted at the middle of the time it is known to.
  var middleHours: Double {
    lostByHours.map { (upHours + $0) / 2 } ?? upHours
  }
}
