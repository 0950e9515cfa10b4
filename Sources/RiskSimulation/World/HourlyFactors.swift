import Foundation
import RiskDomain

/// The factor on one pool's hazard in each hour of the month.
struct HourlyFactors: Sendable {
  private let start: UTCInstant
  private let factors: [Double]
  /// The highest of them, or of the week where only that counts.
  let highest: Double

  /// Rhythm of the week, surges of the region and drift of the pool.
  init(
    _ pool: RiskWorld.Pool, _ world: RiskWorld, from start: UTCInstant,
    until end: UTCInstant
  ) {
    self.start = start
    let rhythm = world.rhythm(of: pool.plan.pool.region)
    let count = max(Int(end.hours(since: start)), 1)
    let surges = world.waves[pool.plan.pool.region]
    let first = start.hourOfWeekUTC
    var factors = (0..<count).map { rhythm[(first + $0) % 168] }
    if let surges {
      for hour in factors.indices where hour < surges.count {
        factors[hour] *= surges[hour]
      }
    }
    if pool.driftTotal != 0 {
      for hour in factors.indices {
        let share = (Double(hour) + 0.5) / Double(count) - 0.5
        factors[hour] *= exp(pool.driftTotal * share)
      }
    }
    self.factors = factors
    highest =
      surges == nil && pool.driftTotal == 0
      ? rhythm.max() ?? 1 : factors.max() ?? 1
  }

  /// The factor at a moment; before and after the month, of its first and last
  /// hour.
  func callAsFunction(_ at: UTCInstant) -> Double {
    let hour = Int((at.hours(since: start)).rounded(.down))
    return factors[min(max(hour, 0), factors.count - 1)]
  }
}
