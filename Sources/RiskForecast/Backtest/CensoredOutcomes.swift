import Foundation
import RiskModels
import RiskNumerics

/// Whether moments came to a loss within a horizon, weighted for those that
/// went out of sight before it (methods/scores.md (1), (5)).
struct CensoredOutcomes {
  /// 1 over the chance of still being watched; 0 of what went out of sight.
  let weights: [Double]
  /// 1 = lost within the horizon.
  let outcomes: [Double]
  let totalWeight: Double

  /// Moments whose outcome is known.
  var count: Int { weights.count { $0 > 0 } }

  /// Whether any moment is known to have outlived the horizon.
  var hasSurvivors: Bool {
    zip(weights, outcomes).contains { $0.0 > 0 && $0.1 == 0 }
  }

  var baseRate: Double {
    zip(weights, outcomes).reduce(0) { $0 + $1.0 * $1.1 } / totalWeight
  }

  init(_ moments: [RiskMoment], withinHours hours: Double) {
    let sample = try? SurvivalSample(
      time: moments.map(\.untilEndHours), isEvent: moments.map(\.isLost))
    let curve = sample.map { CensoringCurve($0) }
    let atHorizon = curve?.at(hours) ?? 0
    outcomes = moments.map { $0.isLost && $0.untilEndHours <= hours ? 1 : 0 }
    weights = moments.map { moment in
      if moment.isLost, moment.untilEndHours <= hours {
        let g = curve?.before(moment.untilEndHours) ?? 0
        return g > 0 ? 1 / g : 0
      }
      guard moment.untilEndHours >= hours else { return 0 }
      return atHorizon > 0 ? 1 / atHorizon : 0
    }
    totalWeight = weights.reduce(0, +)
  }

  /// Weighted squared error of each moment.
  func squaredErrors(_ predicted: [Double]) -> [Double] {
    predicted.indices.map { i in
      let error = predicted[i] - outcomes[i]
      return weights[i] * error * error
    }
  }

  func brier(_ predicted: [Double]) -> Double {
    squaredErrors(predicted).reduce(0, +) / totalWeight
  }

  /// Probabilities are held inside [1e-6, 1 − 1e-6].
  func logLoss(_ predicted: [Double]) -> Double {
    predicted.indices.reduce(0.0) { sum, i in
      let p = min(max(predicted[i], 1e-6), 1 - 1e-6)
      return sum - weights[i] * log(outcomes[i] > 0 ? p : 1 - p)
    } / totalWeight
  }

  func calibration(_ predicted: [Double]) -> CalibrationError? {
    try? CalibrationError(
      predicted: predicted, observed: outcomes, weights: weights)
  }

  /// Weight of the pairs in which the lost one was given the higher risk, half
  /// of the ties; nil without a pair.
  func auc(_ predicted: [Double]) -> Double? {
    let order = ascendingOrder(of: predicted).map { Int($0) }
    var below = 0.0
    var lost = 0.0
    var won = 0.0
    var k = 0
    while k < order.count {
      let p = predicted[order[k]]
      var tied = (lost: 0.0, kept: 0.0)
      while k < order.count, predicted[order[k]] == p {
        let i = order[k]
        if outcomes[i] > 0 {
          tied.lost += weights[i]
        } else {
          tied.kept += weights[i]
        }
        k += 1
      }
      won += tied.lost * (below + 0.5 * tied.kept)
      lost += tied.lost
      below += tied.kept
    }
    return lost > 0 && below > 0 ? won / (lost * below) : nil
  }
}
