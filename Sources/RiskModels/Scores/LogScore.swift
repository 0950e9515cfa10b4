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
  /// Weights of the rows' times.
  private let weights: [Double]

  /// Weighted mean of the rows; nil when no row has weight.
  public var mean: Double? { mean(weightedBy: rows.map { _ in 1 }) }

  /// Scores of a hazard on censored times.
  ///
  /// - Parameter covariates: those of row i, as the model takes them.
  public init<Model: HazardModel>(
    _ model: Model, _ times: CensoredTimes,
    covariates: (_ row: Int) -> Model.Covariates
  ) {
    var rows: [Double] = []
    rows.reserveCapacity(times.count)
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
    }
    self.rows = rows
    weights = (0..<times.count).map { times.weight($0) }
  }

  /// The mean with the rows' weights multiplied, as a bootstrap wants it; nil
  /// when no row has weight.
  public func mean(weightedBy factors: [Double]) -> Double? {
    precondition(
      factors.count == rows.count,
      "\(factors.count) weights for \(rows.count) rows")
    var sum = 0.0
    var total = 0.0
    for (i, row) in rows.enumerated() {
      let weight = weights[i] * factors[i]
      // A row of weight 0 may be −∞.
      if weight > 0 {
        sum += weight * row
        total += weight
      }
    }
    return total > 0 ? sum / total : nil
  }
}
