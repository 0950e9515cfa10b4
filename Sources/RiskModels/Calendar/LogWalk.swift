import Foundation

/// A log hazard over days as straight lines between knots that are a random
/// walk, seen through Poisson counts.
///
/// The last knot lies on the last day. The mode is Newton's, the evidence
/// Laplace's; the information is tridiagonal (methods/time-varying-hazard.md
/// (8) to (10)).
struct LogWalk {
  /// Log level by day.
  private(set) var logs: [Double] = []
  /// Nats, to a constant that hangs on the counts alone.
  private(set) var evidence = -Double.infinity
  /// Precision of the last day's level.
  private(set) var lastPrecision = 0.0
  /// The last day's level over the mean one.
  private(set) var lift = PoolDrift.Lift()

  /// Days with something expected.
  private let days: [CalendarSum]
  private let knots: Int
  /// Variance of the step from knot to knot.
  private let variance: Double
  /// The knot at or before a day, and the next one's share.
  private typealias Place = (knot: Int, share: Double)
  /// Of `days`.
  private let places: [Place]

  /// - Parameter days: sums of consecutive days, with an event among them.
  init(_ days: [CalendarSum], knotDays: Int, variancePerMonth: Double) {
    let all = WalkKnots(days: days.count, knotDays: knotDays)
    knots = all.count
    variance = variancePerMonth * Double(knotDays) / 30
    let watched = days.indices.filter { days[$0].expected > 0 }
    self.days = watched.map { days[$0] }
    places = watched.map { all.places[$0] }
    let path = maximum(from: Self.level(days))
    logs = path.isEmpty ? [] : all.places.map { Self.log(path, $0) }
    if let last = logs.last {
      // At the mode as many events are expected as there were; the mean level
      // and what the last day has over it are told apart.
      lift = PoolDrift.Lift(
        log: last - Self.level(days),
        variance: max(
          1 / lastPrecision - 1 / CalendarSum.total(days).events, 0))
    }
  }

  /// Log of the mean level, weighted by what was expected.
  static func level(_ days: [CalendarSum]) -> Double {
    let sum = CalendarSum.total(days)
    return Foundation.log(sum.events / sum.expected)
  }

  /// The evidence of a level that does not move.
  static func steadyEvidence(_ days: [CalendarSum]) -> Double {
    let events = CalendarSum.total(days).events
    return events * level(days) - events - 0.5 * Foundation.log(events)
  }

  private static func log(_ x: [Double], _ place: Place) -> Double {
    let (knot, share) = place
    guard share > 0 else { return x[knot] }
    return (1 - share) * x[knot] + share * x[knot + 1]
  }

  private func value(_ x: [Double]) -> Double {
    var sum = 0.0
    for d in days.indices {
      let log = Self.log(x, places[d])
      sum += days[d].events * log - days[d].expected * exp(log)
    }
    for k in 1..<max(knots, 1) {
      sum -= (x[k] - x[k - 1]) * (x[k] - x[k - 1]) / (2 * variance)
    }
    return sum
  }

  /// Gradient, and the information's diagonal and upper neighbours.
  private func slopes(
    _ x: [Double]
  ) -> (gradient: [Double], diagonal: [Double], beside: [Double]) {
    var gradient = x.map { _ in 0.0 }
    var diagonal = gradient
    var beside = gradient
    for d in days.indices {
      let (k, share) = places[d]
      let mean = days[d].expected * exp(Self.log(x, places[d]))
      let off = days[d].events - mean
      gradient[k] += (1 - share) * off
      diagonal[k] += (1 - share) * (1 - share) * mean
      guard share > 0 else { continue }
      gradient[k + 1] += share * off
      diagonal[k + 1] += share * share * mean
      beside[k] += share * (1 - share) * mean
    }
    for k in 1..<max(knots, 1) {
      let slope = (x[k] - x[k - 1]) / variance
      gradient[k] -= slope
      gradient[k - 1] += slope
      diagonal[k] += 1 / variance
      diagonal[k - 1] += 1 / variance
      beside[k - 1] -= 1 / variance
    }
    return (gradient, diagonal, beside)
  }

  /// The path by knot; empty where there is none.
  private mutating func maximum(from level: Double) -> [Double] {
    var x = Array(repeating: level, count: knots)
    var best = value(x)
    var pivots = x
    for _ in 0..<50 {
      var (gradient, diagonal, beside) = slopes(x)
      // Elimination from the first knot to the last.
      for k in 1..<max(knots, 1) {
        let factor = beside[k - 1] / diagonal[k - 1]
        diagonal[k] -= factor * beside[k - 1]
        gradient[k] -= factor * gradient[k - 1]
      }
      pivots = diagonal
      guard pivots.allSatisfy({ $0 > 0 }) else { return [] }
      var step = gradient
      step[knots - 1] /= diagonal[knots - 1]
      for k in stride(from: knots - 2, through: 0, by: -1) {
        step[k] = (gradient[k] - beside[k] * step[k + 1]) / diagonal[k]
      }
      guard (step.map(abs).max() ?? 0) > 1e-9 else { break }
      var length = 1.0
      var next = zip(x, step).map { $0 + $1 }
      while !(value(next) >= best), length > 1e-6 {
        length /= 2
        next = zip(x, step).map { $0 + length * $1 }
      }
      guard value(next) >= best else { break }
      x = next
      best = value(x)
    }
    evidence =
      best - 0.5 * pivots.reduce(0) { $0 + Foundation.log($1) }
      - 0.5 * Double(knots - 1) * Foundation.log(variance)
    lastPrecision = pivots[knots - 1]
    return x
  }
}
