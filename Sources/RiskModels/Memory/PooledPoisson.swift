import Foundation
import RiskNumerics

/// Poisson counts, log-linear in shared columns and in two effects of each
/// pool: a level and a slope.
///
/// The pools' effects are Gaussian and never enter the dense block: Newton's
/// step eliminates each pool's 2 × 2 part first, so that a pass costs
/// O(n q² + P q²) (methods/memory-hazard.md (7) to (10)).
struct PooledPoisson {
  /// Columns that share one variance.
  struct Group: Hashable {
    var name: String
    var columns: [Int]
  }

  /// Shared columns, n × q row by row; each pool's rows lie together.
  var x: [Double]
  var columnCount: Int
  /// The column that each pool has a slope of its own in, n.
  var slope: [Double]
  var events: [Double]
  /// Hours, > 0.
  var exposure: [Double]
  var pools: [Range<Int>]
  var groups: [Group]

  /// Precisions are sought between these; at the upper one an effect is gone.
  static let precisionBounds = 1e-2...1e4

  /// One pool's effects and how they hang together with the shared columns.
  struct PoolEffect: Hashable, Sendable, Codable {
    var level = 0.0
    var slope = 0.0
    /// Inverse of the pool's own 2 × 2 block: [level², level·slope, slope²].
    var inverse: [Double]
    /// Inverse × coupling with the columns, 2 × q row by row; empty = none.
    var coupling: [Double]
  }

  /// What came out.
  struct Fit: Hashable, Sendable, Codable {
    /// q of them.
    var coefficients: [Double]
    /// q × q row by row: the columns' posterior covariance.
    var covariance: [Double]
    var pools: [PoolEffect]
    /// Precision of each group, then of levels and of slopes.
    var precisions: [Double]
    /// Nats, without the penalty.
    var logLikelihood: Double
    var iterations: Int
    /// Newton decrement at the end.
    var decrement: Double

    /// The effect of a pool that was never watched.
    var unseenPool: PoolEffect {
      let (a, b) = (
        precisions[precisions.count - 2], precisions[precisions.count - 1]
      )
      return PoolEffect(inverse: [1 / a, 0, 1 / b], coupling: [])
    }

    /// Linear predictor of a row.
    func logRate(_ x: [Double], slope: Double, _ pool: PoolEffect) -> Double {
      var sum = pool.level + pool.slope * slope
      for j in coefficients.indices { sum += x[j] * coefficients[j] }
      return sum
    }

    /// Its posterior variance.
    func variance(_ x: [Double], slope: Double, _ pool: PoolEffect) -> Double {
      let q = coefficients.count
      var z = x
      if !pool.coupling.isEmpty {
        for j in 0..<q {
          z[j] -= pool.coupling[j] + slope * pool.coupling[q + j]
        }
      }
      var sum =
        pool.inverse[0] + 2 * slope * pool.inverse[1]
        + slope * slope * pool.inverse[2]
      for i in 0..<q {
        var row = 0.0
        for j in 0..<q { row += covariance[i * q + j] * z[j] }
        sum += z[i] * row
      }
      return max(sum, 0)
    }
  }

  /// Where the iteration stands.
  private struct State {
    var coefficients: [Double]
    var pools: [PoolEffect]
    var precisions: [Double]
  }

  /// Coefficients and variance components.
  ///
  /// Newton's steps to the maximum for given precisions, then the step of
  /// Fellner and Schall on these, until they stand still.
  ///
  /// - Throws: `noEvents`; `notConverged`.
  func fit() throws(FitError) -> Fit {
    let total = events.reduce(0, +)
    let hours = exposure.reduce(0, +)
    guard total > 0, hours > 0 else {
      throw FitError.noEvents(rows: events.count)
    }
    var state = State(
      coefficients: Array(repeating: 0, count: columnCount),
      pools: pools.map { _ in
        PoolEffect(inverse: [1, 0, 1], coupling: [])
      },
      precisions: Array(repeating: 3, count: groups.count + 2))
    state.coefficients[0] = log(total / hours)
    var iterations = 0
    for _ in 0..<40 {
      let (end, used) = try maximize(&state)
      iterations += used
      let change = updatePrecisions(&state, end.inverse)
      if change < 0.02 { break }
    }
    let (end, used) = try maximize(&state)
    return Fit(
      coefficients: state.coefficients, covariance: end.inverse.elements,
      pools: state.pools, precisions: state.precisions,
      logLikelihood: end.logLikelihood, iterations: iterations + used,
      decrement: end.decrement)
  }

  private struct End {
    var inverse: Matrix
    var logLikelihood: Double
    var decrement: Double
  }

  /// Newton's method for given precisions.
  private func maximize(
    _ state: inout State
  ) throws(FitError) -> (End, Int) {
    var value = penalizedLogLikelihood(state)
    for iteration in 1...60 {
      let system = System(self, state.coefficients, state.pools, penalty(state))
      guard let factor = system.factor else { break }
      let step = system.step(factor, state.pools)
      var length = 1.0
      var next = state
      var nextValue = -Double.infinity
      while length > 1e-6 {
        next.coefficients = zip(state.coefficients, step.coefficients).map {
          $0 + length * $1
        }
        for p in pools.indices {
          next.pools[p].level = state.pools[p].level + length * step.levels[p]
          next.pools[p].slope = state.pools[p].slope + length * step.slopes[p]
        }
        nextValue = penalizedLogLikelihood(next)
        if nextValue >= value - 1e-9 * (1 + abs(value)) { break }
        length /= 2
      }
      guard nextValue.isFinite else { break }
      state.coefficients = next.coefficients
      state.pools = next.pools
      value = nextValue
      guard step.decrement < 1e-9 * (1 + abs(value)) else { continue }
      // The blocks of the last system lie within the tolerance of the end.
      for p in pools.indices {
        state.pools[p].inverse = system.inverses[p]
        state.pools[p].coupling = system.couplings[p]
      }
      return (
        End(
          inverse: factor.inverse(), logLikelihood: logLikelihood(state),
          decrement: step.decrement), iteration
      )
    }
    throw FitError(
      code: .notConverged,
      message: "The memory hazard of \(pools.count) pools did not settle.",
      iterations: 60,
      hint: "The model without memory is used; look for pools with a handful "
        + "of probes.")
  }

  /// Diagonal penalty of the columns; 0 where a column is free.
  private func penalty(_ state: State) -> Penalty {
    var columns = Array(repeating: 0.0, count: columnCount)
    for (g, group) in groups.enumerated() {
      for j in group.columns { columns[j] = state.precisions[g] }
    }
    return Penalty(
      columns: columns, level: state.precisions[groups.count],
      slope: state.precisions[groups.count + 1])
  }

  /// λ ← (k − λ tr V) / βᵀβ within bounds; returns the largest change of a
  /// logarithm.
  private func updatePrecisions(
    _ state: inout State, _ inverse: Matrix
  ) -> Double {
    var parts: [(count: Double, trace: Double, square: Double)] = groups.map {
      group in
      group.columns.reduce((0, 0, 0)) { sum, j in
        let b = state.coefficients[j]
        return (sum.0 + 1, sum.1 + inverse[j, j], sum.2 + b * b)
      }
    }
    var level = (0.0, 0.0, 0.0)
    var slope = level
    for pool in state.pools {
      let v = Self.variances(pool, inverse)
      level = (level.0 + 1, level.1 + v.0, level.2 + pool.level * pool.level)
      slope = (slope.0 + 1, slope.1 + v.1, slope.2 + pool.slope * pool.slope)
    }
    parts += [level, slope]
    var change = 0.0
    let bounds = Self.precisionBounds
    for (k, part) in parts.enumerated() {
      let old = state.precisions[k]
      let degrees = max(part.count - old * part.trace, 1e-6)
      let new = min(
        max(degrees / max(part.square, 1e-12), bounds.lowerBound),
        bounds.upperBound)
      change = max(change, abs(log(new / old)))
      state.precisions[k] = new
    }
    return change
  }

  /// Posterior variances of a pool's level and slope.
  private static func variances(
    _ pool: PoolEffect, _ inverse: Matrix
  ) -> (Double, Double) {
    let q = inverse.rows
    guard !pool.coupling.isEmpty else {
      return (pool.inverse[0], pool.inverse[2])
    }
    func form(_ from: Int) -> Double {
      let g = Array(pool.coupling[from..<(from + q)])
      return zip(g, inverse.times(g)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (pool.inverse[0] + form(0), pool.inverse[2] + form(q))
  }

  private func logLikelihood(_ state: State) -> Double {
    var sum = 0.0
    for p in pools.indices {
      let effect = state.pools[p]
      for i in pools[p] {
        let eta = linear(i, state.coefficients, effect)
        sum += events[i] * (eta + log(exposure[i])) - exposure[i] * exp(eta)
      }
    }
    return sum
  }

  private func penalizedLogLikelihood(_ state: State) -> Double {
    let penalty = penalty(state)
    var sum = logLikelihood(state)
    for j in state.coefficients.indices {
      sum -=
        0.5 * penalty.columns[j] * state.coefficients[j]
        * state.coefficients[j]
    }
    for pool in state.pools {
      sum -=
        0.5
        * (penalty.level * pool.level * pool.level
          + penalty.slope * pool.slope * pool.slope)
    }
    return sum
  }

  func linear(
    _ row: Int, _ coefficients: [Double], _ pool: PoolEffect
  ) -> Double {
    var eta = pool.level + pool.slope * slope[row]
    let first = row * columnCount
    for j in 0..<columnCount { eta += x[first + j] * coefficients[j] }
    return eta
  }

  /// Diagonal of the penalty.
  struct Penalty {
    var columns: [Double]
    var level, slope: Double
  }
}
