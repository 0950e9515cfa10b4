import Foundation
import RiskDomain

/// Log-likelihood of what was seen under a forecast, in nats a row; higher is
/// better.
///
/// log h(t) − H of an exact time, −H of a right-censored one,
/// log(S(lower) − S(upper)) of an interval, all given survival to the entry
/// (methods/scores.md (11)). Times are in hours, as the hazard's are.
public struct LogScore: Sendable, Hashable {
  /// One score a row; −∞ where the forecast ruled out what happened.
  public let rows: [Double]
  /// Weighted mean of the rows; nil when no row has weight.
  public let mean: Double?

  /// Scores of a hazard on censored times.
  ///
  /// - Parameter covariates: those of row i, as the model takes them.
  public init<Model: HazardModel>(
    _ model: Model, _ times: CensoredTimes,
    covariates: (_ row: Int) -> Model.Covariates
  ) {
    var rows: [Double] = []
    rows.reserveCapacity(times.count)
    var sum = 0.0
    var total = 0.0
    for i in 0..<times.count {
      let x = covariates(i)
      let low = max(times.lower[i], times.entry(i))
      let high = times.upper[i]
      var score = -model.cumulativeHazard(
        over: AgeInterval(after: times.entry(i), through: low), x)
      if high == times.lower[i] {
        score += model.logHazard(atAge: high, x)
      } else if high < .infinity {
        score += log(
          -expm1(
            -model.cumulativeHazard(
              over: AgeInterval(after: low, through: high), x)))
      }
      rows.append(score)
      let weight = times.weight(i)
      if weight > 0 {
        sum += weight * score
        total += weight
      }
    }
    self.rows = rows
    mean = total > 0 ? sum / total : nil
  }
}
