import RiskNumerics

/// Distance between predicted probabilities and how often they came true.
///
/// Σ over bins of share × |mean prediction − mean outcome|
/// (methods/scores.md (10); Naeini et al. 2015).
public struct CalibrationError: Sendable, Hashable {
  /// One bin with weight in it.
  public struct Bin: Sendable, Hashable {
    /// Σ weights.
    public var weight: Double
    public var meanPredicted: Double
    public var meanObserved: Double
  }

  /// How predictions are put together.
  public enum Binning: Sendable {
    /// Equal parts of [0, 1].
    case equalWidth(Int)
    /// Equal weight, in the order of the predictions; rows of one prediction
    /// stay together.
    case equalCount(Int)
  }

  /// Ascending in the prediction.
  public let bins: [Bin]

  /// The expected calibration error, in probability.
  public var expected: Double {
    let total = bins.reduce(0) { $0 + $1.weight }
    return bins.reduce(0) {
      $0 + $1.weight / total * abs($1.meanPredicted - $1.meanObserved)
    }
  }

  /// - Parameters:
  ///   - predicted: probabilities.
  ///   - observed: 1 = it happened, 0 = it did not; shares between are fine.
  ///   - weights: ≥ 0, for example 1/G of censoring; empty = 1 each.
  /// - Throws: `invalidData` for counts that differ, a probability outside
  ///   [0, 1], a weight below 0 or none above.
  public init(
    predicted: [Double], observed: [Double], weights: [Double] = [],
    binning: Binning = .equalCount(10)
  ) throws(FitError) {
    let mass = weights.isEmpty ? predicted.map { _ in 1 } : weights
    guard observed.count == predicted.count, mass.count == predicted.count,
      predicted.allSatisfy({ $0 >= 0 && $0 <= 1 }),
      observed.allSatisfy({ $0 >= 0 && $0 <= 1 }),
      mass.allSatisfy({ $0 >= 0 && $0.isFinite }),
      mass.contains(where: { $0 > 0 })
    else {
      throw FitError(
        code: .invalidData,
        message: "\(predicted.count) predictions, \(observed.count) outcomes "
          + "and \(mass.count) weights: counts differ, or a number is out of "
          + "its range.",
        hint: "Probabilities and outcomes lie in [0, 1], weights are ≥ 0.")
    }
    let order = ascendingOrder(of: predicted).map { Int($0) }
    let total = mass.reduce(0, +)
    var passed = 0.0
    var lastBin = -1
    var last = Double.nan
    var sums: [Bin] = []
    for i in order where mass[i] > 0 {
      let p = predicted[i]
      var bin = lastBin
      if p != last {
        switch binning {
        case .equalWidth(let count):
          bin = min(Int(p * Double(count)), count - 1)
        case .equalCount(let count):
          bin = min(Int(passed / total * Double(count)), count - 1)
        }
      }
      if bin != lastBin {
        sums.append(Bin(weight: 0, meanPredicted: 0, meanObserved: 0))
        lastBin = bin
      }
      last = p
      passed += mass[i]
      let k = sums.count - 1
      sums[k].weight += mass[i]
      sums[k].meanPredicted += mass[i] * p
      sums[k].meanObserved += mass[i] * observed[i]
    }
    bins = sums.map {
      Bin(
        weight: $0.weight, meanPredicted: $0.meanPredicted / $0.weight,
        meanObserved: $0.meanObserved / $0.weight)
    }
  }
}
