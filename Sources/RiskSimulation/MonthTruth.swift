import Foundation
public import RiskDomain

/// What is true of a simulated month, written beside it as `truth.json`.
public struct MonthTruth: Hashable, Sendable, Codable {
  /// The factors whose product is a pool's multiplier.
  public struct Parts: Hashable, Sendable, Codable {
    public var provider, region, zone, family, pool: Double
  }

  /// What is true of one pool; only spot instances are counted.
  public struct Pool: Hashable, Sendable, Codable {
    public var pool: PoolID
    /// Of the baseline hazard, in the middle of the month.
    public var multiplier: Double
    public var parts: Parts
    /// Losses per instance-hour by age piece, averaged over the hours of the
    /// week and over surges, as they stand at the end of the month.
    public var ratesPerHour: [Double]
    /// ∫ of those rates from age 0 through 24 h.
    public var cumulativeHazard24h: Double
    /// Share of every instance's hazard that comes from shocks of the pool.
    public var sharedShockShare: Double
    /// Chance that a request fails, outside the outages after shocks.
    public var launchFailureProbability: Double
    /// Losses, and hours watched; `expectedInterruptions` is the integral of
    /// the true hazard over those hours.
    public var interruptions: Int
    public var instanceHours, expectedInterruptions: Double
    public var launches, failedAttempts: Int
    /// Instances that ran when the month began, and when it ended.
    public var delayedEntries, runningAtEnd: Int
  }

  public var schemaVersion: Int
  public var scenario: String
  public var seed: UInt64
  public var days: Int
  public var scale: Double
  public var start, end: UTCInstant
  /// Lower edges of the age pieces in hours.
  public var ageCutsHours: [Double]
  public var baselineRatesPerHour: [Double]
  public var sharedShockShare: Double
  /// 168 factors with mean 1 per region, Monday 00:00 UTC first.
  public var hourOfWeek: [String: [Double]]
  /// Hours of the month, from 0, in which a region's hazard surged; nil in
  /// scenarios without surges.
  public var surgeHours: [String: [Int]]?
  public var pools: [Pool]
}

extension MonthTruth {
  init(_ facts: MonthFacts, seed: UInt64, days: Int, scale: Double) {
    schemaVersion = 1
    scenario = facts.world.scenario.name
    self.seed = seed
    self.days = days
    self.scale = scale
    start = facts.start
    end = facts.end
    ageCutsHours = RiskWorld.age.cutsHours
    baselineRatesPerHour = RiskWorld.age.ratesPerHour
    sharedShockShare = RiskWorld.sharedShockShare
    hourOfWeek = facts.world.hourOfWeek
    surgeHours =
      facts.world.waves.isEmpty
      ? nil
      : facts.world.waves.mapValues { factors in
        factors.indices.filter { factors[$0] > 1 }
      }
    pools = facts.world.pools.indices.map { index in
      Pool(
        facts.world.pools[index], facts.histories[index],
        expected: facts.expectedInterruptions[index])
    }
  }

  /// The document with sorted keys, the same bytes for the same truth.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

extension MonthTruth.Pool {
  fileprivate init(
    _ world: RiskWorld.Pool, _ history: PoolHistory, expected: Double
  ) {
    let parts = world.parts
    let spot = history.lives.filter { $0.market == .spot }
    let tries = history.attempts.filter { $0.market == .spot }
    pool = world.plan.pool
    multiplier = world.multiplier
    let now = world.multiplier * exp(world.driftTotal / 2)
    self.parts = MonthTruth.Parts(
      provider: parts.provider, region: parts.region, zone: parts.zone,
      family: parts.family, pool: parts.pool)
    ratesPerHour = RiskWorld.age.ratesPerHour.map { $0 * now }
    cumulativeHazard24h =
      RiskWorld.age.cumulativeHazard(throughHours: 24) * now
    sharedShockShare = RiskWorld.sharedShockShare
    launchFailureProbability = PoolSimulation.failureChance(
      multiplier: world.multiplier)
    interruptions = spot.filter { $0.exit == .interrupted }.count
    instanceHours = spot.reduce(0) { $0 + $1.hours }
    expectedInterruptions = expected
    launches = tries.filter { $0.launchedAt != nil }.count
    failedAttempts = tries.count - launches
    delayedEntries = spot.filter { $0.watchedFrom > $0.launchedAt }.count
    runningAtEnd = spot.filter { $0.exit == .observationEnded }.count
  }
}
