import RiskNumerics

/// Whether predicted probabilities of the times are spread evenly, as those of
/// a true model are.
///
/// S(T) of an exact time falls into one bin of [0, 1]; of a time known to lie
/// in an interval it is spread over [S(upper), S(lower)], of a right-censored
/// one over [0, S(lower)] (methods/scores.md (9); Haider et al. 2020, Journal
/// of Machine Learning Research 21(85)).
public struct DistributionCalibration: Sendable, Hashable {
  /// Share of the weight in each bin, from S = 0 up; the truth is 1/bins each.
  public let shares: [Double]
  /// Pearson's statistic against even bins.
  public let chiSquared: Double
  /// P(a larger statistic) with bins − 1 degrees of freedom; conservative
  /// under censoring, which spreads evenly by construction.
  public let pValue: Double

  /// Largest distance of a bin's share from 1/bins.
  public var largestDeviation: Double {
    shares.reduce(0) { max($0, abs($1 - 1 / Double(shares.count))) }
  }

  /// Calibration of rows' predicted survival at the bounds of their times.
  ///
  /// - Parameters:
  ///   - survivalAtLower: P(T > lower); conditional on entry where delayed.
  ///   - survivalAtUpper: P(T > upper) ≤ the former, equal to it for an exact
  ///     time, 0 for a right-censored one.
  ///   - weights: ≥ 0; empty = 1 each.
  /// - Throws: `invalidData` for counts that differ, a probability outside
  ///   [0, 1] or bounds in the wrong order.
  public init(
    survivalAtLower: [Double], survivalAtUpper: [Double],
    weights: [Double] = [], bins: Int = 10
  ) throws(FitError) {
    let count = survivalAtLower.count
    guard count > 0, bins > 1, survivalAtUpper.count == count,
      weights.isEmpty || weights.count == count
    else {
      throw FitError(
        code: .invalidData,
        message: "\(count) and \(survivalAtUpper.count) probabilities, "
          + "\(weights.count) weights, \(bins) bins.",
        hint: "Give both bounds for one or more rows, and two bins or more.")
    }
    var sums = Array(repeating: 0.0, count: bins)
    for i in 0..<count {
      let (low, high) = (survivalAtUpper[i], survivalAtLower[i])
      let weight = weights.isEmpty ? 1 : weights[i]
      guard low >= 0, low <= high, high <= 1, weight >= 0, weight.isFinite
      else {
        throw FitError(
          code: .invalidData,
          message: "Row \(i + 1): survival \(high) at the lower and \(low) at "
            + "the upper bound, weight \(weight).",
          hint: "Survival falls within [0, 1].")
      }
      Self.spread(weight, from: low, to: high, over: &sums)
    }
    let total = sums.reduce(0, +)
    guard total > 0 else {
      throw FitError(
        code: .invalidData, message: "All weights are 0.",
        hint: "Give one row a weight above 0.")
    }
    let even = total / Double(bins)
    shares = sums.map { $0 / total }
    chiSquared = sums.reduce(0) { $0 + ($1 - even) * ($1 - even) / even }
    pValue = regularizedGammaQ(
      shape: 0.5 * Double(bins - 1), 0.5 * chiSquared)
  }

  private static func spread(
    _ weight: Double, from low: Double, to high: Double,
    over sums: inout [Double]
  ) {
    let width = 1 / Double(sums.count)
    if high == low {
      // Bins are open below, but for the first.
      let place = (high / width).rounded(.up) - 1
      sums[min(max(Int(place), 0), sums.count - 1)] += weight
      return
    }
    for k in sums.indices {
      let from = max(low, Double(k) * width)
      let to = min(high, k + 1 == sums.count ? 1 : Double(k + 1) * width)
      if to > from { sums[k] += weight * (to - from) / (high - low) }
    }
  }
}
