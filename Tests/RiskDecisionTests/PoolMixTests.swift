import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Members that need none of the others, spread over pools.
struct PoolMixTests {
  static let east = "aws/us-east-2a/g4dn.xlarge"
  static let west = "aws/us-west-2a/g4dn.xlarge"
  static let otherZone = "aws/us-west-2b/g4dn.xlarge"

  /// Eight trials of ten hours; nothing is lost by a stop and a launch takes no
  /// time.
  private func sweep(nodes: Int = 8, _ pools: [String]) throws -> JobSpec {
    var job = JobSpec(name: "sweep", work: .hours(10))
    job.pools = try pools.map { try PoolID(key: $0) }
    job.gang.nodes = nodes
    job.gang.isIndependent = true
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    job.vehicles = [.spot]
    return job
  }

  /// Room for four g4dn.xlarge of 4 vCPUs in each region.
  private func quotas(_ regions: String...) -> [JobSpec.Quota] {
    regions.map {
      .init(provider: .aws, region: $0, family: "g", vcpus: 16)
    }
  }

  /// Four trials of a hundred hours, half an hour for each launch, whose dear
  /// runs weigh.
  private func wary(_ pools: [String]) throws -> JobSpec {
    var job = try sweep(nodes: 4, pools)
    job.work = .hours(100)
    job.restart.provisionSeconds = 1800
    job.risk.aversion = 2
    return job
  }

  private func outlooks(
    _ pools: [String], usd: [Double], loss: Double = 0, shape: Double = 1e9
  ) throws -> [PoolOutlook] {
    try zip(pools, usd).map { pool, price in
      var outlook = try RecommenderTests.outlook(
        pool, spot: price, onDemand: nil, loss: loss, shape: shape)
      outlook.clock = .instance
      outlook.sharedShockShare = 0
      return outlook
    }
  }

  private func advise(
    _ job: JobSpec, _ outlooks: [PoolOutlook], runs: Int = 200
  ) throws -> Recommendation {
    RecommenderTests.advise(
      job, outlooks, catalog: try RecommenderRefusalTests.catalog(), runs: runs)
  }

  private func nodes(_ advice: Recommendation) -> [String: Int]? {
    advice.chosen.map { plan in
      Dictionary(
        uniqueKeysWithValues: plan.pools.filter { $0.rank == 1 }
          .map { ($0.pool.key, $0.nodes) })
    }
  }

  /// Quotas of 16 vCPUs in each region let four g4dn.xlarge of 4 vCPUs run
  /// there: 4 · 10 h · $0.20 + 4 · 10 h · $0.30 = $20.
  @Test func quotasOfTwoRegionsHoldWhatOneDoesNot() throws {
    let pools = [Self.east, Self.west]
    var job = try sweep(pools)
    job.place.quotas = quotas("us-east-2", "us-west-2")
    let known = try outlooks(pools, usd: [0.2, 0.3])
    let advice = try advise(job, known)
    #expect(nodes(advice) == [Self.east: 4, Self.west: 4])
    #expect(advice.chosen?.cost?.meanUSD == 20)
    #expect(advice.chosen?.makespanHours?.p90 == 10)
    #expect(advice.rejectedPools.isEmpty)
    #expect(
      advice.headline.hasPrefix(
        "Run on spot, 4 × g4dn.xlarge in us-east-2a and 4 × g4dn.xlarge in "
          + "us-west-2a, from "))
    #expect(
      advice.explanation.contains(
        "Members are spread over 2 pools: where.quotas does not allow all of "
          + "them in one."))
    // Together the same eight as a gang are larger than any pool.
    job.gang.isIndependent = false
    #expect(try advise(job, known).verdict == .infeasible)
  }

  /// Two zones share the quota of their region: six do not fit into 16 vCPUs
  /// of 4 each, however they are spread.
  @Test func zonesShareTheQuotaOfTheirRegion() throws {
    let pools = [Self.west, Self.otherZone]
    var job = try sweep(nodes: 6, pools)
    job.place.quotas = [
      .init(provider: .aws, region: "us-west-2", family: "g", vcpus: 16)
    ]
    let advice = try advise(job, try outlooks(pools, usd: [0.2, 0.2]))
    #expect(advice.verdict == .infeasible)
    #expect(
      advice.headline
        == "No pool fits the job: 6 × g4dn.xlarge need 24 vCPUs; where.quotas "
        + "allows 16 of family g in us-west-2.")
  }

  /// A pool that can have all at $0.50 costs $40; halves at $0.20 and $0.30
  /// under quotas cost $20.
  @Test func limitedPoolsTogetherBeatADearOneThatHasRoom() throws {
    let dear = "aws/eu-west-1a/g4dn.xlarge"
    let pools = [Self.east, Self.west, dear]
    var job = try sweep(pools)
    job.place.quotas = quotas("us-east-2", "us-west-2")
    // Some chance, so that a gain can be told from it.
    let advice = try advise(
      job, try outlooks(pools, usd: [0.2, 0.3, 0.5], loss: 0.01))
    #expect(nodes(advice) == [Self.east: 4, Self.west: 4])
    #expect(advice.runnerUp?.pool?.key == dear)
    expectClose(
      try #require(advice.runnerUp?.deltaUSD), 20, relative: 0.02)
  }

  /// A pool that may have four of eight takes twice the ten hours with them, and
  /// misses the deadline in twelve; four in each of two regions keep it.
  @Test func fewerMembersInOnePoolMayBeTooSlow() throws {
    let pools = [Self.east, Self.west]
    var job = try sweep(pools)
    job.work = .gpuHours(80)
    job.gang.elastic = .init(minNodes: 1, maxNodes: 8)
    job.place.quotas = quotas("us-east-2", "us-west-2")
    let known = try outlooks(pools, usd: [0.2, 0.3])
    // Without a deadline the cheaper pool alone: 4 · 20 h · $0.20.
    let alone = try advise(job, known)
    #expect(nodes(alone) == [Self.east: 4])
    #expect(alone.chosen?.cost?.meanUSD == 16)
    job.when.deadline = RecommenderTests.asOf.adding(hours: 12)
    let together = try advise(job, known)
    #expect(nodes(together) == [Self.east: 4, Self.west: 4])
    #expect(together.chosen?.cost?.meanUSD == 20)
    #expect(together.chosen?.meetDeadline == 1)
    #expect(
      together.explanation.first
        == "The work is 10 h of the whole gang on 8 × g4dn.xlarge (throughput 1)."
    )
  }

  /// What nobody knows of two regions is unlikely to be bad in both.
  ///
  /// With hours
  /// that lose half an hour each 5 h, times Gamma(2, 2), the dearest twentieth
  /// lies 1.959 mean losses above the mean in one pool and, of Gamma(4, 4),
  /// 1.292 in two: a ratio of 0.66.
  @Test func regionsApartAreSurerTogether() throws {
    let pools = [Self.east, Self.west]
    var job = try wary(pools)
    let known = try outlooks(pools, usd: [1, 1], loss: 0.2, shape: 2)
    let advice = try advise(job, known, runs: 2000)
    #expect(nodes(advice) == [Self.east: 2, Self.west: 2])
    func excess(_ plan: Plan?) throws -> Double {
      let cost = try #require(plan?.cost)
      return cost.cvar95USD - cost.meanUSD
    }
    let alone = advice.alternatives.first {
      $0.vehicle == .spot && $0.pools.count == 1
    }
    let ratio = try excess(advice.chosen) / excess(alone)
    #expect(ratio > 0.5 && ratio < 0.8)
    // Who does not weigh dear runs gains nothing by it.
    job.risk.aversion = 0
    #expect(try advise(job, known).chosen?.pools.first?.nodes == 4)
  }

  /// Pools of one region are taken to be wrong together: nothing is gained.
  @Test func poolsOfOneRegionAreNoSurer() throws {
    let pools = [Self.west, Self.otherZone]
    let job = try wary(pools)
    let advice = try advise(
      job, try outlooks(pools, usd: [1, 1], loss: 0.2, shape: 2), runs: 2000)
    #expect(nodes(advice)?.count == 1)
  }

  /// A queue feeds workers in two regions: 80,000 records at 1,000 an hour of
  /// eight GPUs are ten hours.
  @Test func workersOfAQueueSpreadToo() throws {
    let pools = [Self.east, Self.west]
    var job = try sweep(pools)
    job.jobClass = .batchInference
    job.work = .records(80_000, recordsPerGPUHour: 1000)
    job.gang.isIndependent = false
    job.queue = .init(batchRecords: 10, visibilityTimeoutSeconds: 600)
    job.place.quotas = quotas("us-east-2", "us-west-2")
    let advice = try advise(job, try outlooks(pools, usd: [0.2, 0.3]))
    #expect(nodes(advice) == [Self.east: 4, Self.west: 4])
    #expect(advice.chosen?.cost?.meanUSD == 20)
  }

  /// Evenly, the first pools having what does not divide, within quotas that
  /// some share.
  @Test func sharesAreEvenWithinQuotas() throws {
    let pools = try [Self.east, Self.west, Self.otherZone].map {
      try PoolID(key: $0)
    }
    var job = JobSpec(name: "sweep", work: .hours(1))
    let catalog = try RecommenderRefusalTests.catalog()
    func shares(_ total: Int) -> [Int] {
      QuotaRoom.shares(of: total, among: pools, job: job, catalog: catalog)
    }
    #expect(shares(8) == [3, 3, 2])
    #expect(shares(2) == [1, 1, 0])
    job.place.quotas = [.init(provider: .aws, region: "us-west-2", vcpus: 12)]
    #expect(shares(8) == [5, 2, 1])
    job.place.quotas.append(.init(provider: .aws, family: "g4dn", vcpus: 28))
    #expect(shares(8) == [4, 2, 1])
    job.place.quotas = []
    #expect(shares(30_000) == [10_000, 10_000, 10_000])
  }

  /// Sixteen vCPUs in each of three regions hold four trials each; the cheapest
  /// region has three zones and no quota at all is left in a fourth.
  @Test func roomIsLookedForInOtherRegions() throws {
    let zones = ["a", "b", "c"].map { "aws/us-east-2\($0)/g4dn.xlarge" }
    let west = "aws/us-west-2a/g4dn.xlarge"
    let europe = "aws/eu-west-1a/g4dn.xlarge"
    let full = "aws/ca-central-1a/g4dn.xlarge"
    let pools = zones + [west, europe, full]
    var job = try sweep(nodes: 12, pools)
    job.place.quotas = quotas("us-east-2", "us-west-2", "eu-west-1")
    job.place.quotas.append(
      .init(provider: .aws, region: "ca-central-1", vcpus: 0))
    let advice = try advise(
      job, try outlooks(pools, usd: [0.1, 0.1, 0.1, 0.2, 0.3, 0.05]))
    let found = try #require(nodes(advice))
    #expect(found[west] == 4 && found[europe] == 4)
    #expect(found.filter { zones.contains($0.key) }.values.reduce(0, +) == 4)
    // 4 · 10 h · ($0.10 + $0.20 + $0.30)
    #expect(advice.chosen?.cost?.meanUSD == 24)
  }

  /// No more on spot than the job allows, in however many pools.
  @Test func mostSpotNodesHoldForMixesToo() throws {
    let pools = [Self.east, Self.west]
    var job = try sweep(pools)
    job.work = .gpuHours(80)
    job.gang.elastic = .init(minNodes: 1, maxNodes: 8)
    job.money.maxSpotNodes = 4
    job.when.deadline = RecommenderTests.asOf.adding(hours: 12)
    job.place.quotas = quotas("us-east-2", "us-west-2")
    let advice = try advise(job, try outlooks(pools, usd: [0.2, 0.3]))
    #expect(advice.chosen == nil)
  }
}
