import Foundation
import RiskDomain
import RiskNumerics

/// Lets jobs come and go in one pool.
///
/// A job asks for a gang, keeps it until its own end and asks again for what it
/// loses. Requests fail by chance and always for a while after a severe shock.
struct PoolSimulation {
  /// Median hours of a job and deviation of their logarithm.
  private static let medianJobHours = 6.0
  private static let jobDeviation = 1.0
  /// Chance of a failed request in a pool of average risk.
  private static let failureChance = 0.06
  /// A shock below this severity takes the pool's capacity away for a while.
  private static let outageSeverity = 0.05
  private static let meanOutageHours = 1.0
  private static let mostTries = 40

  private let pool: RiskWorld.Pool
  private let process: LossProcess
  private let start: UTCInstant
  let end: UTCInstant
  /// Average number of instances that the pool runs at scale 1.
  private let occupancy: Double
  /// Stretches without capacity after severe shocks.
  private let outages: [(from: UTCInstant, until: UTCInstant)]
  var rng: SplitMix64
  var history: PoolHistory

  var plan: PoolPlan { pool.plan }
  private var isAWS: Bool { plan.pool.provider == .aws }

  /// Chance that a request fails outside outages.
  static func failureChance(multiplier: Double) -> Double {
    min(0.6, failureChance * multiplier)
  }

  init(
    pool: RiskWorld.Pool, world: RiskWorld, from start: UTCInstant,
    until end: UTCInstant, seed: UInt64
  ) {
    self.pool = pool
    occupancy = world.scenario.occupancy
    self.start = start
    self.end = end
    var rng = SplitMix64(seed: seed)
    process = LossProcess(
      pool: pool, world: world, from: start, until: end, rng: &rng)
    outages = process.shocks
      .filter { $0.severity < Self.outageSeverity }
      .map { shock in
        let hours = Self.meanOutageHours * rng.exponential()
        return (shock.at, shock.at.adding(hours: hours))
      }
    let prices = PriceWalk(
      onDemandPerHour: pool.plan.onDemandPerHour, from: start, until: end,
      rng: &rng)
    history = PoolHistory(plan: pool.plan, prices: prices)
    self.rng = rng
  }

  /// ∫ of the true hazard over what was watched of all spot lives.
  var expectedInterruptions: Double {
    history.lives.filter { $0.market == .spot }.reduce(0) {
      $0
        + process.cumulativeHazard(
          launchedAt: $1.launchedAt, from: $1.watchedFrom, until: $1.endedAt)
    }
  }

  /// Runs the jobs of the month, `scale` times as many as usual.
  mutating func run(scale: Double, earlierInstances: Int) {
    for _ in 0..<earlierInstances { addEarlierInstance() }
    let gangs = plan.gangSizes
    let meanGang = Double(gangs.reduce(0, +)) / Double(gangs.count)
    let meanHours =
      Self.medianJobHours * exp(Self.jobDeviation * Self.jobDeviation / 2)
    let jobsPerHour = scale * occupancy / (meanGang * meanHours)
    var at = start.adding(hours: rng.exponential() / jobsPerHour)
    var number = 1
    while at < end {
      let ends = wholeSeconds(at.adding(hours: jobHours()))
      runJob(
        jobName(number), gang: gangs[rng.index(below: gangs.count)],
        requestedAt: wholeSeconds(at), endsAt: ends)
      number += 1
      at = at.adding(hours: rng.exponential() / jobsPerHour)
    }
  }

  private mutating func jobHours() -> Double {
    Self.medianJobHours * exp(Self.jobDeviation * rng.normal())
  }

  private func jobName(_ number: Int) -> String {
    let kind = plan.pool.instanceType.split { ".-+".contains($0) }
    return "\(plan.team)-\(kind.first ?? "job")-\(plan.pool.zone)-\(number)"
  }

  /// Requests of a job, each with the number of instances it wants.
  private mutating func runJob(
    _ job: String, gang: Int, requestedAt: UTCInstant, endsAt: UTCInstant
  ) {
    var waiting = [(at: requestedAt, count: gang)]
    var request = 0
    while let next = waiting.popLast() {
      request += 1
      let lost = launch(
        job, gang: "\(job)/\(request)", count: next.count,
        requestedAt: next.at, endsAt: endsAt)
      // Those that fell together come back together.
      var index = 0
      while index < lost.count {
        let count = lost[index...].prefix { $0 == lost[index] }.count
        let delay = 60 + Int64(rng.index(below: 180))
        waiting.append(
          (lost[index].adding(milliseconds: delay * 1000), count))
        index += count
      }
    }
  }

  /// Tries until it has the instances; returns when they were taken back,
  /// in ascending order.
  private mutating func launch(
    _ job: String, gang: String, count: Int, requestedAt: UTCInstant,
    endsAt: UTCInstant
  ) -> [UTCInstant] {
    let chance = Self.failureChance(multiplier: pool.multiplier)
    var at = requestedAt
    for _ in 0..<Self.mostTries {
      guard at.adding(hours: 0.05) < min(end, endsAt) else { return [] }
      if !isRefused(at: at, chance: chance) {
        return (0..<count).compactMap { member in
          launchOne(
            job, gang: gang, member: member, requestedAt: at, endsAt: endsAt)
        }.sorted()
      }
      refuse(job, gang: gang, count: count, at: at)
      at = at.adding(milliseconds: 1000 * (300 + Int64(rng.index(below: 300))))
    }
    return []
  }

  /// Whether a request finds no capacity.
  mutating func isRefused(at: UTCInstant, chance: Double? = nil) -> Bool {
    let chance = chance ?? Self.failureChance(multiplier: pool.multiplier)
    return rng.uniform() < chance || isOut(at)
  }

  /// Notes a request that found none.
  mutating func refuse(
    _ job: String, gang: String, count: Int, at: UTCInstant
  ) {
    for _ in 0..<count {
      history.attempts.append(
        Attempt(
          plan: plan, market: .spot, requestedAt: at, launchedAt: nil,
          instanceID: nil, job: job, gang: gang))
    }
  }

  /// Grants a request for one instance.
  private mutating func admit(
    _ job: String, gang: String, requestedAt: UTCInstant
  ) -> (id: String, launchedAt: UTCInstant) {
    let wait = rng.uniform(8_000, 40_000)
    let launchedAt = settled(requestedAt.adding(milliseconds: Int64(wait)))
    let id = instanceID()
    history.attempts.append(
      Attempt(
        plan: plan, market: .spot, requestedAt: requestedAt,
        launchedAt: launchedAt, instanceID: id, job: job, gang: gang))
    return (id, launchedAt)
  }

  /// Starts one instance and draws when it is taken back, were nobody to stop
  /// it before the month ends.
  mutating func start(
    _ job: String, gang: String, requestedAt: UTCInstant
  ) -> (id: String, launchedAt: UTCInstant, lossAt: UTCInstant?) {
    let (id, launchedAt) = admit(job, gang: gang, requestedAt: requestedAt)
    let loss = process.loss(
      launchedAt: launchedAt, upAt: launchedAt, before: end, rng: &rng)
    let second = launchedAt.adding(milliseconds: 1000)
    return (id, launchedAt, loss.map { max(settled($0), second) })
  }

  /// Starts one instance; returns when it was taken back, nil when it was not.
  private mutating func launchOne(
    _ job: String, gang: String, member: Int, requestedAt: UTCInstant,
    endsAt: UTCInstant
  ) -> UTCInstant? {
    let (id, launchedAt) = admit(job, gang: gang, requestedAt: requestedAt)
    let life = live(
      id, job: job, launchedAt: launchedAt, watchedFrom: launchedAt,
      endsAt: endsAt)
    history.lives.append(life)
    return life.exit == .interrupted ? life.endedAt : nil
  }

  /// An instance that ran when the month began; its launch is in no file.
  private mutating func addEarlierInstance() {
    let age = rng.uniform(1, 60)
    let launchedAt = settled(start.adding(hours: -age))
    let ends = wholeSeconds(start.adding(hours: jobHours()))
    history.lives.append(
      live(
        instanceID(), job: jobName(0), launchedAt: launchedAt,
        watchedFrom: start, endsAt: ends))
  }

  private mutating func live(
    _ id: String, job: String, launchedAt: UTCInstant,
    watchedFrom: UTCInstant, endsAt: UTCInstant
  ) -> Life {
    let horizon = min(end, endsAt)
    let loss = process.loss(
      launchedAt: launchedAt, upAt: watchedFrom, before: horizon, rng: &rng)
    var life = Life(
      plan: plan, market: .spot, instanceID: id, launchedAt: launchedAt,
      watchedFrom: watchedFrom, endedAt: horizon,
      exit: endsAt < end ? .released : .observationEnded, job: job)
    // A loss in the last second of a life is not told from its end.
    if let loss, settled(loss) < horizon {
      life.endedAt = max(
        settled(loss), watchedFrom.adding(milliseconds: 1000))
      life.exit = .interrupted
    }
    if isAWS { warn(&life) }
    return life
  }

  /// Warnings and recommendations, as far as AWS sends them.
  mutating func warn(_ life: inout Life) {
    let noticeSeconds = 118 + Int64(rng.index(below: 6))
    let leadSeconds = max(0, Int64(rng.uniform(-400, 900)))
    let isRecommended = rng.uniform() < 0.35
    let isFalseAlarm = rng.uniform() < 0.03
    let first = life.watchedFrom
    if life.exit == .interrupted {
      let warned = max(
        first.adding(milliseconds: 1000),
        life.endedAt.adding(milliseconds: -1000 * noticeSeconds))
      life.warnedAt = min(warned, life.endedAt)
      if isRecommended {
        life.rebalanceAt = max(
          first.adding(milliseconds: 1000),
          warned.adding(milliseconds: -1000 * leadSeconds))
      }
    } else if isFalseAlarm {
      life.rebalanceAt = wholeSeconds(
        first.adding(hours: life.hours * 0.5))
    }
  }

  private func isOut(_ at: UTCInstant) -> Bool {
    outages.contains { $0.from <= at && at < $0.until }
  }

  private mutating func instanceID() -> String {
    isAWS ? "i-0" + rng.hex(digits: 16) : rng.nineteenDigits()
  }

  /// AWS counts whole seconds, rounded up; Google Cloud milliseconds.
  private func settled(_ at: UTCInstant) -> UTCInstant {
    isAWS ? wholeSeconds(at) : at
  }

  private func wholeSeconds(_ at: UTCInstant) -> UTCInstant {
    let seconds = (Double(at.unixMilliseconds) / 1000).rounded(.up)
    return UTCInstant(unixSeconds: Int64(seconds))
  }
}
