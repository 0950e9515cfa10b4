import Foundation
import RiskNumerics

/// What runs cost on average given the draw of the world they were played in.
///
/// A quadratic regression of the totals on the draws takes the luck of single
/// runs out and leaves what is not known of the pools: M. Strong, J. E. Oakley
/// and A. Brennan, "Estimating multiparameter partial expected value of perfect
/// information", 2014, doi:10.1177/0272989X13505910.
struct ConditionalMeans: Sendable {
  /// One per run.
  private(set) var values: [Double]
  /// Standard error of their mean by luck alone.
  private(set) var standardError: Double

  /// - Parameters:
  ///   - totals: one per run; a certain plan repeats its cost.
  ///   - draws: of the same runs.
  init(totals: [Double], draws: [SpotRun.WorldDraw]) {
    let n = totals.count
    let mean = totals.reduce(0, +) / Double(max(n, 1))
    values = Array(repeating: mean, count: n)
    if n > 4 * Self.columns, n == draws.count,
      let fitted = Self.fitted(totals, draws)
    {
      values = fitted
    }
    let rest = zip(totals, values).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    standardError = (rest / Double(max(n - 1, 1)) / Double(max(n, 1)))
      .squareRoot()
  }

  private static let columns = 5

  /// 1, loss, loss², price and mean wait of each draw.
  private static func row(_ draw: SpotRun.WorldDraw) -> [Double] {
    [1, draw.loss, draw.loss * draw.loss, draw.price, 1 / max(draw.wait, 0.05)]
  }

  private static func fitted(
    _ totals: [Double], _ draws: [SpotRun.WorldDraw]
  ) -> [Double]? {
    let rows = draws.map(row)
    let n = Double(rows.count)
    // Centred columns; what is known for sure does not vary and falls out.
    let means = (0..<columns).map { k in
      rows.reduce(0) { $0 + $1[k] } / n
    }
    var gram = Matrix(rows: columns, columns: columns)
    var right = [Double](repeating: 0, count: columns)
    let average = totals.reduce(0, +) / n
    for (row, total) in zip(rows, totals) {
      for j in 1..<columns {
        right[j] += (row[j] - means[j]) * (total - average)
        for k in 1..<columns {
          gram[j, k] += (row[j] - means[j]) * (row[k] - means[k])
        }
      }
    }
    for k in 0..<columns { gram[k, k] += 1e-9 * (gram[k, k] + n) }
    guard let factor = Cholesky(gram) else { return nil }
    let slopes = factor.solve(right)
    return rows.map { row in
      (1..<columns).reduce(average) {
        $0 + slopes[$1] * (row[$1] - means[$1])
      }
    }
  }

  /// P(the mean of these totals lies above 0), over draws and simulation
  /// error.
  static func chanceAboveZero(
    _ differences: [Double], draws: [SpotRun.WorldDraw]
  ) -> Double {
    let means = ConditionalMeans(totals: differences, draws: draws)
    return chance(means.values, standardError: means.standardError)
  }

  /// Mean of P(gain + error > 0); even odds where nothing tells them apart.
  private static func chance(
    _ gains: [Double], standardError: Double
  ) -> Double {
    guard !gains.isEmpty else { return 0.5 }
    let sum = gains.reduce(0.0) { sum, gain in
      if standardError <= 0 || !standardError.isFinite {
        return sum + (gain > 0 ? 1 : gain < 0 ? 0 : 0.5)
      }
      return sum + 0.5 * erfc(-gain / standardError / 2.0.squareRoot())
    }
    return sum / Double(gains.count)
  }

  /// P(the first plan costs less on average than the second).
  ///
  /// Plans in one pool live in the same world, so that their runs are paired;
  /// other pools have hazards of their own, and every draw of the one meets
  /// another draw of the other.
  static func chanceCheaper(
    _ first: PricedPlan, than second: PricedPlan
  ) -> Double {
    let a = first.totals
    let b = second.totals
    if first.places == second.places, a.count == b.count, a.count > 1 {
      return chanceAboveZero(
        zip(b, a).map { $0 - $1 }, draws: first.draws)
    }
    let mine = ConditionalMeans(first)
    let other = ConditionalMeans(second)
    let n = max(mine.values.count, other.values.count)
    let shift = n / 2 + 1
    let gains = (0..<n).map { k in
      other.values[(k + shift) % other.values.count]
        - mine.values[k % mine.values.count]
    }
    return chance(
      gains,
      standardError: (mine.standardError * mine.standardError
        + other.standardError * other.standardError).squareRoot())
  }

  private init(_ plan: PricedPlan) {
    self.init(
      totals: plan.totals.isEmpty
        ? [plan.plan.cost?.meanUSD ?? 0] : plan.totals, draws: plan.draws)
  }
}
