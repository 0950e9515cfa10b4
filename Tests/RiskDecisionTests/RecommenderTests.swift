import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels
import RiskTestSupport
import Testing

struct RecommenderTests {
  static let asOf = UTCInstant(unixSeconds: 1_768_356_000)  // 2026-01-14T02Z

  static func outlook(
    _ key: String, spot: Double?, onDemand: Double?, loss: Double?,
    evidence: PoolOutlook.Evidence = .own, shape: Double = 1e9,
    acquisition: Double? = 60
  ) throws -> PoolOutlook {
    PoolOutlook(
      pool: try PoolID(key: key), asOf: asOf, state: .up, stateAgeHours: 1,
      evidence: evidence, interruptions: 50, hoursAtRisk: 500, clock: .probe,
      loss: loss.map {
        .init(
          mean: PiecewiseHazard(constantPerHour: $0), multiplierShape: shape)
      },
      acquisition: acquisition.map {
        .init(
          mean: PiecewiseHazard(constantPerHour: $0), multiplierShape: shape)
      },
      spotPrice: spot.map {
        .init(
          currentUSDPerHour: $0, expectedUSDPerHour: $0, lowUSDPerHour: $0,
          highUSDPerHour: $0, source: "history")
      }, onDemandPerHour: onDemand)
  }

  static func job(hours: Double, pools: [String] = []) throws -> JobSpec {
    var job = JobSpec(name: "test", work: .hours(hours))
    job.pools = try pools.map { try PoolID(key: $0) }
    job.checkpoint.localWriteSeconds = 30
    job.vehicles = [.spot, .onDemand]
    return job
  }

  static func advise(
    _ job: JobSpec, _ outlooks: [PoolOutlook],
    offerings: [CapacityBlockOffering] = [], catalog: Catalog = Catalog(),
    runs: Int = 400, seed: UInt64 = 42
  ) -> Recommendation {
    Recommender(runs: runs).recommend(
      job: job, outlooks: outlooks, offerings: offerings, catalog: catalog,
      asOf: asOf, dataThrough: asOf, generatedAt: asOf, modelDigest: "m",
      seed: seed)
  }

  static let v100 = "aws/us-west-2a/p3.2xlarge"

  /// 72 h at $0.92 without losses, with a launch of 0: $66.24.
  @Test func quietPoolCostsItsSticker() throws {
    var job = try Self.job(hours: 72, pools: [Self.v100])
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    let advice = Self.advise(
      job, [try Self.outlook(Self.v100, spot: 0.92, onDemand: 3.06, loss: 0)])
    #expect(advice.verdict == .spotWithFallback)
    #expect(advice.chosen?.cost?.meanUSD == 66.24)
    #expect(advice.chosen?.cost?.p90USD == 66.24)
    // 72 · 3.06 = 220.32; the launch is free here.
    let onDemand = try #require(
      advice.alternatives.first { $0.vehicle == .onDemand })
    #expect(onDemand.cost?.meanUSD == 220.32)
    #expect(onDemand.deltaUSD == 154.08)
  }

  /// 72 h at $0.92 with one loss, 10 min of work gone and 2 min of restart:
  /// 72.2 h · 0.92 = $66.42.
  ///
  /// The loss is the certain end of an instance after 40 h 10 min, and steps
  /// of 40 h leave one place for a checkpoint.
  @Test func oneLossInThreeDays() throws {
    var job = try Self.job(hours: 72, pools: [Self.v100])
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    job.checkpoint.localWriteSeconds = 0
    job.checkpoint.restoreSeconds = 120
    job.checkpoint.stepSeconds = 40 * 3600
    job.vehicles = [.spot]
    var outlook = try Self.outlook(
      Self.v100, spot: 0.92, onDemand: 3.06, loss: 0, acquisition: nil)
    outlook.stateAgeHours = 0
    outlook.loss?.mean.capHours = 40 + 10.0 / 60
    let cost = try #require(Self.advise(job, [outlook]).chosen?.cost)
    #expect(cost.meanUSD == 66.42)
    func line(_ term: CostTerm) -> Double? {
      cost.lines.first { $0.term == term }?.usd
    }
    #expect(line(.compute) == 66.24)
    #expect(line(.lostWork) == 0.15)
    #expect(line(.restart) == 0.03)
  }

  /// Monte Carlo against the closed form: E[cost] = c·W·e^(λR)/λ·(e^(λ(τ+δ))
  /// − 1)/τ, less δ for the last checkpoint and with a launch that may fail.
  @Test func meanAgreesWithTheRecursion() throws {
    var job = try Self.job(hours: 20, pools: [Self.v100])
    job.vehicles = [.spot]
    job.restart.provisionSeconds = 600
    job.restart.initSeconds = 120
    let advice = Self.advise(
      job,
      [
        try Self.outlook(
          Self.v100, spot: 1, onDemand: nil, loss: 0.3, acquisition: nil)
      ], runs: 6000)
    let plan = try #require(advice.chosen)
    let tau = try #require(plan.checkpoint?.everySeconds) / 3600
    let model = CheckpointModel(
      loss: PiecewiseHazard(constantPerHour: 0.3), pauseHours: 30.0 / 3600,
      restartHours: 720.0 / 3600 + 60.0 / 3600)
    let expected = try #require(
      model.expectedRunningHours(
        workHours: 20, intervalHours: tau, launchHours: 0.2))
    // 6,000 runs: a standard error is 0.15 %.
    expectClose(
      try #require(plan.cost?.meanUSD) / expected, 1, relative: 0.006)
  }

  @Test func linesSumToTheMean() throws {
    let advice = Self.advise(
      try Self.job(hours: 31, pools: [Self.v100]),
      [
        try Self.outlook(
          Self.v100, spot: 0.917, onDemand: 3.06, loss: 0.4, shape: 8)
      ])
    for plan in [advice.chosen].compactMap({ $0 }) + advice.alternatives {
      guard let cost = plan.cost else { continue }
      let sum = cost.lines.reduce(0) { $0 + $1.usd }
      #expect(abs(sum - cost.meanUSD) < 0.001)
      #expect(cost.lines.map(\.term) == CostTerm.allCases)
      #expect(cost.p50USD <= cost.p90USD)
      #expect(cost.p90USD <= cost.cvar95USD)
    }
    let chosen = try #require(advice.chosen?.cost)
    for term in [CostTerm.lostWork, .restart, .checkpointOverhead] {
      #expect(try #require(chosen.lines.first { $0.term == term }).usd > 0)
    }
  }

  @Test func sameInputSameBytesInAnyOrder() throws {
    let pools = [Self.v100, "aws/us-west-2b/p3.2xlarge"]
    let job = try Self.job(hours: 10, pools: pools)
    let outlooks = try pools.map {
      try Self.outlook($0, spot: 1, onDemand: 3, loss: 0.3, shape: 5)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let one = try encoder.encode(Self.advise(job, outlooks))
    let two = try encoder.encode(Self.advise(job, outlooks.reversed()))
    #expect(one == two)
    let text = String(decoding: one, as: UTF8.self)
    #expect(!text.contains("nan") && !text.contains("inf,"))
    let back = try JSONDecoder().decode(Recommendation.self, from: one)
    #expect(try encoder.encode(back) == one)
  }

  /// Losses every 3 minutes with a restart of 6 min: on-demand is cheaper even
  /// at 70 % off.
  @Test func thrashingPoolLosesToOnDemand() throws {
    let advice = Self.advise(
      try Self.job(hours: 5, pools: [Self.v100]),
      [try Self.outlook(Self.v100, spot: 0.918, onDemand: 3.06, loss: 20)])
    #expect(advice.verdict == .onDemand)
    #expect(advice.chosen?.vehicle == .onDemand)
    let spot = try #require(advice.alternatives.first { $0.vehicle == .spot })
    #expect(spot.rejectedBecause?.isEmpty == false)
  }

  @Test func deadlineIsKeptByTheFallback() throws {
    var job = try Self.job(hours: 10, pools: [Self.v100])
    job.when.deadline = Self.asOf.adding(hours: 14)
    let advice = Self.advise(
      job,
      [
        try Self.outlook(
          Self.v100, spot: 0.9, onDemand: 3.06, loss: 0.5, shape: 4,
          acquisition: 0.3)
      ])
    #expect(advice.verdict == .spotWithFallback)
    #expect(advice.chosen?.meetDeadline == 1)
    #expect(advice.chosen?.fallback?.to == .onDemand)
    // Without on-demand it cannot be promised.
    job.vehicles = [.spot]
    let alone = Self.advise(
      job,
      [
        try Self.outlook(
          Self.v100, spot: 0.9, onDemand: 3.06, loss: 0.5, shape: 4,
          acquisition: 0.3)
      ])
    #expect(alone.verdict == .infeasible)
    #expect(alone.chosen == nil)
    #expect(alone.headline.contains("deadline"))
  }

  @Test func impossibleDeadlineIsANo() throws {
    var job = try Self.job(hours: 10, pools: [Self.v100])
    job.when.deadline = Self.asOf.adding(hours: 9)
    let advice = Self.advise(
      job, [try Self.outlook(Self.v100, spot: 0.9, onDemand: 3, loss: 0.1)])
    #expect(advice.verdict == .infeasible)
    #expect(advice.alternatives.allSatisfy { $0.rejectedBecause != nil })
  }

  @Test func budgetIsALimit() throws {
    var job = try Self.job(hours: 10, pools: [Self.v100])
    job.money.budgetUSD = 5
    let advice = Self.advise(
      job, [try Self.outlook(Self.v100, spot: 0.9, onDemand: 3, loss: 0.1)])
    #expect(advice.verdict == .overBudget)
    #expect(advice.headline.hasPrefix("Over budget"))
    // 10 h · $0.90, and not one hour lost.
    #expect(
      advice.headline.contains(
        "cheapest possible: useful hours alone in \(Self.v100) at the spot "
          + "price are $9.00."))
    // With $9.01 something may be possible: only the mean is too dear.
    job.money.budgetUSD = 9.01
    let near = Self.advise(
      job, [try Self.outlook(Self.v100, spot: 0.9, onDemand: 3, loss: 0.1)])
    #expect(near.verdict == .overBudget)
    #expect(!near.headline.contains("cheapest possible"))
  }

  @Test func realtimeIsRefused() throws {
    var job = try Self.job(hours: 10, pools: [Self.v100])
    job.jobClass = .realtime
    let advice = Self.advise(
      job, [try Self.outlook(Self.v100, spot: 0.9, onDemand: 3, loss: 0.1)])
    #expect(advice.verdict == .infeasible)
    #expect(advice.headline.contains("realtime"))
  }

  /// No price and no evidence never make a pool free or safe.
  @Test func unknownsAreRejectedWithAReason() throws {
    let pools = [
      Self.v100, "aws/us-west-2b/p3.2xlarge", "aws/us-west-2c/p3.2xlarge",
    ]
    let advice = Self.advise(
      try Self.job(hours: 10, pools: pools),
      [
        try Self.outlook(pools[0], spot: nil, onDemand: nil, loss: 0.1),
        try Self.outlook(
          pools[1], spot: 0.1, onDemand: nil, loss: nil, evidence: .none),
      ])
    #expect(advice.verdict == .notEnoughData)
    #expect(advice.headline.hasPrefix("Not enough data: 3 pools"))
    #expect(advice.rejectedPools.map(\.pool.key) == pools)
    #expect(advice.rejectedPools[0].reason.contains("price"))
    #expect(advice.rejectedPools[1].reason.contains("losses"))
    #expect(advice.rejectedPools[2].reason.contains("no data"))
  }

  @Test func unknownCapacityAndPriorsAreWarnedOf() throws {
    let advice = Self.advise(
      try Self.job(hours: 10, pools: [Self.v100]),
      [
        try Self.outlook(
          Self.v100, spot: 0.9, onDemand: 3, loss: 0.1, evidence: .prior,
          acquisition: nil)
      ])
    #expect(advice.warnings.contains { $0.contains("can be had") })
    #expect(advice.warnings.contains { $0.contains("capacity at large") })
  }

  @Test func sensitivityNamesEveryChange() throws {
    let advice = Self.advise(
      try Self.job(hours: 5, pools: [Self.v100]),
      [try Self.outlook(Self.v100, spot: 1, onDemand: 1.3, loss: 0.55)])
    #expect(
      advice.sensitivity.map(\.change) == [
        "hazard x2", "hazard x0.5", "spot price +20%", "spot price -20%",
        "start +6h",
      ])
    let usd = advice.sensitivity.map { $0.meanUSD ?? .nan }
    #expect(usd[1] < usd[0])
    #expect(usd[3] < usd[2])
  }

  /// A pool that nobody watched can still be bought at its list price.
  @Test func unseenPoolHasAnOnDemandPlan() throws {
    var job = try Self.job(hours: 10, pools: [Self.v100])
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    let catalog = try TestCatalog.make([
      "listPrices": """
      {"provider":"aws","region":"us-west-2","instanceType":"p3.2xlarge",
       "market":"on-demand","from":"2025-01-01T00:00:00Z","usdPerHour":3.06}
      """
    ])
    let advice = Self.advise(job, [], catalog: catalog)
    #expect(advice.verdict == .onDemand)
    #expect(advice.chosen?.cost?.meanUSD == 30.6)
    #expect(advice.rejectedPools.first?.reason.contains("no data") == true)
  }

  /// The keys that other programs rely on.
  @Test func publishedKeysAreThere() throws {
    var job = try Self.job(hours: 20, pools: [Self.v100])
    job.when.deadline = Self.asOf.adding(hours: 60)
    job.checkpoint.stepSeconds = 6
    let advice = Self.advise(
      job,
      [
        try Self.outlook(Self.v100, spot: 0.9, onDemand: 3.06, loss: 0.3)
      ], catalog: try TestCatalog.full())
    let document = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(advice))
        as? [String: Any])
    let top: Set = [
      "schemaVersion", "generatedAt", "asOf", "dataThrough", "validUntil",
      "modelDigest", "seed", "job", "verdict", "headline", "chosen",
      "alternatives", "startCurve", "sensitivity", "warnings", "explanation",
    ]
    #expect(top.isSubset(of: Set(document.keys)))
    let chosen = try #require(document["chosen"] as? [String: Any])
    let keys: Set = [
      "vehicle", "start", "startLocal", "pools", "checkpoint", "fallback",
      "cost", "makespanHours", "expectedInterruptions", "meetDeadline",
      "overBudget", "effectivePerUsefulHourUSD", "perUnit",
      "breakEvenInterruptionsPerHour",
    ]
    #expect(keys.isSubset(of: Set(chosen.keys)))
    let checkpoint = try #require(chosen["checkpoint"] as? [String: Any])
    let parts: Set = [
      "everySeconds", "everySteps", "level", "overheadPercent", "schedule",
      "emergency",
    ]
    #expect(parts.isSubset(of: Set(checkpoint.keys)))
    let cost = try #require(chosen["cost"] as? [String: Any])
    let money: Set = ["meanUSD", "p50USD", "p90USD", "cvar95USD", "lines"]
    #expect(money.isSubset(of: Set(cost.keys)))
    #expect(document["verdict"] as? String == "spot-with-fallback")
    let other = try #require(
      (document["alternatives"] as? [[String: Any]])?.first)
    #expect(other["rejectedBecause"] != nil)
    #expect(other["deltaUSD"] != nil)
  }
}
