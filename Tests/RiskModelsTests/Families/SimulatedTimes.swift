import Foundation
import RiskModels
import RiskNumerics

/// Times of every kind of censoring with three covariates, the third large.
struct SimulatedTimes {
  var covariates: [Double] = []
  var lower: [Double] = []
  var upper: [Double] = []
  var entry: [Double] = []
  var weights: [Double] = []
  let names = ["a", "b", "year"]

  /// - Parameter kinds: exact, right, left, interval; false = exact and right.
  init(rows: Int, seed: UInt64, allKinds: Bool = true, entries: Bool = true) {
    var rng = SplitMix64(seed: seed)
    for i in 0..<rows {
      let a = rng.uniform() - 0.5
      let b = rng.uniform() < 0.4 ? 1.0 : 0
      let year = (2000 + 30 * rng.uniform()).rounded()
      covariates += [a, b, year]
      let life =
        20 * exp(0.5 * a - 0.4 * b + 0.01 * (year - 2015))
        * pow(-log(rng.uniform()), 0.7)
      let start = entries && i % 3 == 0 ? life * 0.3 * rng.uniform() : 0
      entry.append(start)
      weights.append(0.5 + rng.uniform())
      switch allKinds ? i % 4 : i % 2 {
      case 0: lower.append(life); upper.append(life)
      case 1: lower.append(life * 0.8); upper.append(.infinity)
      case 2: lower.append(0); upper.append(life * 1.3)
      default: lower.append(life * 0.7); upper.append(life * 1.4)
      }
    }
  }

  func table(scales: [Double] = [1, 1, 1]) throws -> CovariateTable {
    try CovariateTable(
      names: names,
      elements: covariates.enumerated().map { $1 * scales[$0 % 3] },
      rowCount: lower.count)
  }

  func times(unit: Double = 1, mass: Double = 1) throws -> CensoredTimes {
    try CensoredTimes(
      lower: lower.map { $0 * unit }, upper: upper.map { $0 * unit },
      entry: entry.map { $0 * unit }, weights: weights.map { $0 * mass })
  }
}
