import Foundation
import RiskNumerics

/// What pools say of the steps that are common to them, each drifting on its
/// own (methods/time-varying-hazard.md (9a)).
struct TrendEvidence {
  /// Log evidence around given steps, to the second order.
  struct Quadratic {
    /// At these steps, nats.
    var value = 0.0
    var slopes: [Double]
    /// Steps × steps.
    var information: Matrix
  }

  let knots: WalkKnots
  /// All pools' days together.
  private(set) var all: [CalendarSum] = []

  private let prior: DriftPrior
  /// Days of pools that tell of their own drift; of all others together, whose
  /// own drift is next to nothing beside the luck of their counts.
  private var drifting: [[CalendarSum]] = []
  private var others: [CalendarSum] = []

  init(pools: Int, prior: DriftPrior, days: (Int) -> [CalendarSum]) {
    self.prior = prior
    for p in 0..<pools {
      let days = days(p)
      if all.isEmpty {
        all = days.map { _ in CalendarSum() }
        others = all
      }
      for (d, day) in days.enumerated() {
        all[d].add(events: day.events, expected: day.expected)
      }
      let total = CalendarSum.total(days)
      guard total.events < PoolDrift.leastEvents || total.expected <= 0 else {
        drifting.append(days)
        continue
      }
      for (d, day) in days.enumerated() {
        others[d].add(events: day.events, expected: day.expected)
      }
    }
    knots = WalkKnots(days: all.count, knotDays: prior.knotDays)
  }

  /// The likeliest steps at the mean speeds of the prior.
  func maximum(from start: [Double]?) -> [Double] {
    var steps = start ?? Array(repeating: 0, count: knots.stepCount)
    let mean = prior.candidates.reduce(0) {
      $0 + $1.variancePerMonth * $1.weight
    }
    let variance = mean * Double(prior.knotDays) / 30
    for _ in 0..<Self.mostSteps {
      let seen = quadratic(steps, variancePerMonth: mean)
      var precision = seen.information
      for k in steps.indices { precision[k, k] += 1 / variance }
      let slopes = zip(seen.slopes, steps).map { $0 - $1 / variance }
      guard let move = EquilibratedCholesky(precision)?.solve(slopes) else {
        break
      }
      // Beyond e the quadratic model of an exponential says little.
      let longest = move.map(abs).max() ?? 0
      let share = min(1, 1 / max(longest, 1e-300))
      for k in steps.indices { steps[k] += share * move[k] }
      if longest < Self.tolerance { break }
    }
    return steps
  }

  private static let mostSteps = 20
  /// What is left after a move this short is its square.
  private static let tolerance = 0.01

  func quadratic(
    _ steps: [Double], variancePerMonth v: Double
  ) -> Quadratic {
    let count = knots.stepCount
    let logs = knots.logs(steps)
    var result = Quadratic(
      slopes: Array(repeating: 0, count: count),
      information: Matrix(rows: count, columns: count))
    add(others, logs, 0, to: &result)
    for days in drifting { add(days, logs, v, to: &result) }
    return result
  }

  /// Adds what one pool says, its own steps and its level integrated out.
  private func add(
    _ days: [CalendarSum], _ logs: [Double], _ v: Double,
    to result: inout Quadratic
  ) {
    let moved = zip(days, logs).map {
      CalendarSum(events: $0.events, expected: $0.expected * exp($1))
    }
    let total = CalendarSum.total(moved)
    guard total.events > 0, total.expected > 0 else { return }
    let step = v * Double(prior.knotDays) / 30
    let walk =
      v > 0
      ? LogWalk(moved, knotDays: prior.knotDays, variancePerMonth: v) : nil
    let own: [Double]
    if let walk, !walk.logs.isEmpty {
      own = walk.logs
      result.value += walk.evidence
    } else {
      own = moved.map { _ in LogWalk.level(moved) }
      result.value += LogWalk.steadyEvidence(moved)
    }
    for (day, log) in zip(days, logs) { result.value += day.events * log }
    let means = zip(moved, own).map { $0.expected * exp($1) }
    let slopes = knots.slopes(zip(moved, means).map { $0.events - $1 })
    let told = knots.information(means).told(within: step)
    for i in slopes.indices {
      result.slopes[i] += slopes[i]
      for j in slopes.indices { result.information[i, j] += told[i, j] }
    }
  }
}

extension Matrix {
  /// The information that is left on a mean around which what is seen with
  /// this information varies: W(1 + vW)⁻¹, the matrix symmetric.
  func told(within variance: Double) -> Matrix {
    guard variance > 0 else { return self }
    var result = self
    for j in 0..<columns {
      let column = (0..<rows).map { self[$0, j] }
      for (i, x) in inherited(column, within: variance).enumerated() {
        result[i, j] = x
      }
    }
    return result
  }

  /// (1 + vW)⁻¹x: what is left of a combination of the mean in the posterior
  /// of what varies around it.
  func inherited(_ parts: [Double], within variance: Double) -> [Double] {
    guard variance > 0 else { return parts }
    var matrix = self
    for i in 0..<rows {
      for j in 0..<columns {
        matrix[i, j] = variance * matrix[i, j] + (i == j ? 1 : 0)
      }
    }
    return EquilibratedCholesky(matrix)?.solve(parts) ?? parts
  }
}
