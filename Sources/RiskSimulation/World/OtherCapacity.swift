import RiskDomain
import RiskNumerics

/// Instances that a pool runs on demand; nothing takes them back.
enum OnDemandUse {
  private static let instances = 2

  static func add(
    to history: inout PoolHistory, from start: UTCInstant,
    until end: UTCInstant, rng: inout SplitMix64
  ) {
    let plan = history.plan
    let spanHours = end.hours(since: start)
    for number in 1...instances {
      let second = Int64(rng.uniform(0.1, 0.7) * spanHours * 3600)
      let requested = start.adding(milliseconds: second * 1000)
      let launched = requested.adding(milliseconds: 25_000)
      let hours = Int64(rng.uniform(3, 20))
      let stops = launched.adding(milliseconds: hours * 3_600_000)
      let id = "i-0" + rng.hex(digits: 16)
      let job = "\(plan.team)-ondemand-\(plan.pool.zone)-\(number)"
      history.lives.append(
        Life(
          plan: plan, market: .onDemand, instanceID: id, launchedAt: launched,
          watchedFrom: launched, endedAt: min(stops, end),
          exit: stops < end ? .released : .observationEnded, job: job))
      history.attempts.append(
        Attempt(
          plan: plan, market: .onDemand, requestedAt: requested,
          launchedAt: launched, instanceID: id, job: job, gang: job + "/1"))
    }
  }
}

/// A Capacity Block that the company bought and used up.
struct CapacityBlockPurchase: Sendable {
  let plan: PoolPlan
  let boughtAt, start, end: UTCInstant
  let instanceCount: Int
  /// Total for all instances and the whole block.
  let upfrontFee: MicroUSD
  let lives: [Life]
  let attempts: [Attempt]

  private static let poolKey = "aws/us-east-2b/p5.48xlarge"
  private static let hours = 48.0
  /// p5.48xlarge, USD per instance-hour, price page of 2026-01-31.
  private static let ratePerHour = 31.464
  /// Instances begin to be terminated this long before the block ends.
  private static let clearedHoursBefore = 0.5

  /// nil when the month is too short to hold a block and its purchase.
  init?(
    from monthStart: UTCInstant, until monthEnd: UTCInstant,
    rng: inout SplitMix64
  ) {
    let days = Int(monthEnd.hours(since: monthStart) / 24)
    guard days >= 6,
      let plan = FleetPlan.pools.first(where: {
        $0.pool.key == Self.poolKey
      })
    else { return nil }
    self.plan = plan
    // Blocks end, and so begin, at 11:30 UTC.
    let start = monthStart.adding(hours: Double(days / 2) * 24 + 11.5)
    self.start = start
    end = start.adding(hours: Self.hours)
    boughtAt = start.adding(hours: -60)
    instanceCount = 2
    upfrontFee = MicroUSD(
      rawValue: Int64(
        (Self.ratePerHour * Self.hours * 2 * 1_000_000).rounded()))
    let launched = start.adding(milliseconds: 180_000)
    let cleared = end.adding(hours: -Self.clearedHoursBefore)
    var lives: [Life] = []
    var attempts: [Attempt] = []
    for _ in 0..<instanceCount {
      let id = "i-0" + rng.hex(digits: 16)
      lives.append(
        Life(
          plan: plan, market: .capacityBlock, instanceID: id,
          launchedAt: launched, watchedFrom: launched, endedAt: cleared,
          exit: .released, job: "nlp-block"))
      attempts.append(
        Attempt(
          plan: plan, market: .capacityBlock, requestedAt: start,
          launchedAt: launched, instanceID: id, job: "nlp-block",
          gang: "nlp-block/1"))
    }
    self.lives = lives
    self.attempts = attempts
  }
}
