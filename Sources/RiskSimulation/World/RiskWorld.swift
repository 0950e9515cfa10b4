import Foundation
import RiskDomain
import RiskNumerics

/// The hazards that the simulated clouds obey; nothing else decides a loss.
///
/// The hazard of an instance of age a in pool p at time t is
/// h(a) · m(p) · w(region, hour of week of t). The share `sharedShockShare`
/// of it comes from shocks that hit a whole pool at one instant.
struct RiskWorld: Sendable {
  /// Factors of a pool's multiplier; they multiply to it.
  struct Parts: Hashable, Sendable, Codable {
    var provider, region, zone, family, pool: Double
    var product: Double { provider * region * zone * family * pool }
  }

  /// A pool with its factors.
  struct Pool: Sendable {
    var plan: PoolPlan
    var parts: Parts
    /// Change of the log hazard from the first to the last day.
    var driftTotal = 0.0
    var multiplier: Double { parts.product }
  }

  /// Baseline hazard by age in hours: it falls fifty-fold, as it does for
  /// instances and availability spells on AWS and on Google Cloud.
  static let age = AgeHazard(
    cutsHours: [0, 0.25, 1, 2, 4, 8, 16],
    ratesPerHour: [0.60, 0.30, 0.14, 0.075, 0.040, 0.022, 0.012])

  /// Share of every instance's hazard that comes from shocks of its pool.
  static let sharedShockShare = 0.5

  /// Hours east of Greenwich of the people who use a region (in January).
  private static let regions: [(name: String, hoursEast: Double)] = [
    ("europe-west4", 1), ("us-central1", -6), ("us-east-1", -5),
    ("us-east-2", -5), ("us-west-2", -8),
  ]

  let scenario: Scenario
  let pools: [Pool]
  /// 168 factors per region with mean 1, Monday 00:00 UTC first.
  let hourOfWeek: [String: [Double]]
  /// Of regions with surges: a factor with mean 1 for each hour of the month.
  let waves: [String: [Double]]

  init(
    _ scenario: Scenario = .gpuMonth, hours: Int = 720, rng: inout SplitMix64
  ) {
    self.scenario = scenario
    var pools = Self.drawPools(scenario, &rng)
    var rhythm: [String: [Double]] = [:]
    for region in Self.regions {
      rhythm[region.name] = Self.drawRhythm(
        scenario.rhythm, hoursEast: region.hoursEast, &rng)
    }
    if let drift = scenario.drift {
      for index in pools.indices {
        pools[index].driftTotal = drift.mean + drift.deviation * rng.normal()
      }
    }
    var surges: [String: [Double]] = [:]
    if let waves = scenario.waves {
      for region in Set(pools.map(\.plan.pool.region)).sorted() {
        surges[region] = waves.drawFactors(hours: hours, &rng)
      }
    }
    self.pools = pools
    self.waves = surges
    hourOfWeek =
      scenario.fleet == .month
      ? rhythm
      : Dictionary(
        pools.map { ($0.plan.pool.region, Array(repeating: 1, count: 168)) },
        uniquingKeysWith: { first, _ in first })
  }

  /// Factors of a region by hour of the week; all 1 for one we do not know.
  func rhythm(of region: String) -> [Double] {
    hourOfWeek[region] ?? Array(repeating: 1, count: 168)
  }

  private static func drawPools(
    _ scenario: Scenario, _ rng: inout SplitMix64
  ) -> [Pool] {
    let deviations = scenario.deviations
    let plans = scenario.plans
    var effects: [String: Double] = [:]
    func effect(_ name: String, _ deviation: Double) -> Double {
      if let known = effects[name] { return known }
      let drawn = deviation * rng.normal()
      effects[name] = drawn
      return drawn
    }
    var logs: [[Double]] = plans.map { plan in
      let pool = plan.pool
      let provider = pool.provider.rawValue
      return [
        effect(provider, deviations.provider),
        effect("\(provider) region \(pool.region)", deviations.region),
        effect("\(provider) zone \(pool.zone)", deviations.zone),
        effect("\(provider) family \(pool.family)", deviations.family),
        deviations.pool * rng.normal(),
      ]
    }
    let totals = logs.map { $0.reduce(0, +) }
    let width = (totals.max() ?? 0) - (totals.min() ?? 0)
    let mean = totals.reduce(0, +) / Double(totals.count)
    let stretch = scenario.spread.map { log($0) / width } ?? 1
    for index in logs.indices {
      logs[index][4] -= mean
      logs[index] = logs[index].map { $0 * stretch }
    }
    return zip(plans, logs).map { plan, parts in
      Pool(
        plan: plan,
        parts: Parts(
          provider: exp(parts[0]), region: exp(parts[1]), zone: exp(parts[2]),
          family: exp(parts[3]), pool: exp(parts[4])))
    }
  }

  private static func drawRhythm(
    _ rhythm: Scenario.Rhythm, hoursEast: Double, _ rng: inout SplitMix64
  ) -> [Double] {
    let amplitude: Double
    let weekend: Double
    switch rhythm {
    case .working:
      // High in the region's working day, lower on its weekend.
      amplitude = rng.uniform(0.25, 0.45)
      weekend = rng.uniform(-0.35, 0)
    case .daily(let ratio):
      (amplitude, weekend) = (log(ratio) / 2, 0)
    case .none:
      (amplitude, weekend) = (0, 0)
    }
    let raw = (0..<168).map { hour in
      let local = Double(hour) + 0.5 + hoursEast
      let day = Int((local / 24).rounded(.down) + 7) % 7
      let phase = 2 * Double.pi * (local - 13) / 24
      return exp(amplitude * cos(phase) + (day >= 5 ? weekend : 0))
    }
    let mean = raw.reduce(0, +) / 168
    return raw.map { $0 / mean }
  }
}

extension Scenario.Waves {
  /// Surges come at exponential intervals; factors have a long-run mean of 1.
  func drawFactors(hours: Int, _ rng: inout SplitMix64) -> [Double] {
    let share = meanHours / (meanGapHours + meanHours)
    let quiet = 1 / (1 + (factor - 1) * share)
    var factors = Array(repeating: quiet, count: hours)
    var at = meanGapHours * rng.exponential()
    while at < Double(hours) {
      let until = at + meanHours * rng.exponential()
      for hour in Int(at)..<min(Int(until.rounded(.up)), hours) {
        factors[hour] = quiet * factor
      }
      at = until + meanGapHours * rng.exponential()
    }
    return factors
  }
}
