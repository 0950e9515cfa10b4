import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels
import RiskTestSupport
import Testing

/// Gangs, Capacity Blocks, places and starts.
struct RecommenderVehicleTests {
  static let asOf = RecommenderTests.asOf

  static func p5Job() -> JobSpec {
    // 64 H100 for 335 h of the gang.
    var job = JobSpec(name: "big", work: .gpuHours(64 * 335))
    job.gang.nodes = 8
    job.gang.gpusPerNode = 8
    job.gang.efa = true
    job.accept = [.init(gpu: "H100-80GB")]
    job.checkpoint.localWriteSeconds = 30
    job.vehicles = [.spot, .onDemand, .capacityBlock]
    return job
  }

  static func offering(
    id: String = "cb-1", count: Int = 8, startHours: Double = 9.5,
    days: Int = 14, fee: Double = 105_719.04
  ) throws -> CapacityBlockOffering {
    let start = asOf.adding(hours: startHours)
    return CapacityBlockOffering(
      offeringID: id, capturedAt: asOf, zone: "us-west-2b",
      instanceType: "p5.48xlarge", instanceCount: count, start: start,
      end: start.adding(hours: Double(days) * 24),
      upfrontFee: try #require(MicroUSD(usd: fee)),
      origin: RowOrigin(source: "test", fileDigest: "", line: 1))
  }

  static let p5 = "aws/us-west-2b/p5.48xlarge"

  /// 8 · 336 h · $39.33 = $105,719.04 whatever the job uses; on-demand at
  /// $98.32 costs 8 · (335 + 1/12) h · 98.32 = $263,563.15.
  @Test func wholeBlockIsPaidFor() throws {
    let advice = RecommenderTests.advise(
      Self.p5Job(),
      [
        try RecommenderTests.outlook(
          Self.p5, spot: 60, onDemand: 98.32, loss: 0.05)
      ], offerings: [try Self.offering()], catalog: try TestCatalog.full(),
      runs: 50)
    #expect(advice.verdict == .capacityBlock)
    let plan = try #require(advice.chosen)
    #expect(plan.cost?.meanUSD == 105_719.04)
    #expect(plan.block?.usableHours == 335.5)
    #expect(plan.block?.offeringID == "cb-1")
    #expect(plan.start == Self.asOf.adding(hours: 9.5))
    // 336 h − 335 h − 5 min of launch, 8 instances at $39.33.
    let idle = plan.cost?.lines.first { $0.term == .blockIdleTail }?.usd
    expectClose(idle ?? .nan, 8 * 39.33 * (1 - 1.0 / 12), relative: 1e-4)
    let onDemand = advice.alternatives.first { $0.vehicle == .onDemand }
    expectClose(
      onDemand?.cost?.meanUSD ?? .nan, 263_563.15, relative: 1e-7)
  }

  @Test func blocksThatDoNotFitSayWhy() throws {
    let advice = RecommenderTests.advise(
      Self.p5Job(),
      [
        try RecommenderTests.outlook(
          Self.p5, spot: 40, onDemand: 98.32, loss: 0.01)
      ],
      offerings: [
        try Self.offering(id: "short", days: 13, fee: 90_000),
        try Self.offering(id: "small", count: 4, fee: 50_000),
        try Self.offering(id: "past", startHours: -1, fee: 70_000),
      ], catalog: try TestCatalog.full(), runs: 50)
    #expect(advice.verdict == .spot || advice.verdict == .spotWithFallback)
    func reason(_ id: String) -> String {
      advice.alternatives.first { $0.block?.offeringID == id }?.rejectedBecause
        ?? ""
    }
    #expect(reason("short").contains("usable hours"))
    #expect(reason("small").contains("4 instances"))
    #expect(reason("past").contains("already started"))
  }

  /// A rate without an offering is no offer: $105,719.04 and a reason.
  @Test func rateAloneIsMarked() throws {
    let advice = RecommenderTests.advise(
      Self.p5Job(),
      [
        try RecommenderTests.outlook(
          "aws/us-west-2b/p5.48xlarge", spot: 60, onDemand: 98.32, loss: 0.05)
      ], catalog: try TestCatalog.full(), runs: 50)
    let block = try #require(
      advice.alternatives.first { $0.vehicle == .capacityBlock })
    #expect(block.block?.basis == "rate-table")
    #expect(block.cost?.meanUSD == 105_719.04)
    #expect(block.rejectedBecause?.contains("no offering") == true)
    #expect(advice.warnings.contains { $0.contains("look for an offering") })
  }

  @Test func withoutAnyBlockTheReasonStandsThere() throws {
    let advice = RecommenderTests.advise(
      Self.p5Job(),
      [
        try RecommenderTests.outlook(
          Self.p5, spot: 60, onDemand: 98.32, loss: 0.05)
      ],
      catalog: try TestCatalog.make([
        "instanceTypes": TestCatalog.instanceTypes
      ]), runs: 50)
    let block = try #require(
      advice.alternatives.first { $0.vehicle == .capacityBlock })
    #expect(block.cost == nil)
    #expect(block.rejectedBecause?.isEmpty == false)
  }

  /// 16 GPUs as nodes of 8: 2 × p4d.24xlarge; a p3.2xlarge has one GPU.
  @Test func gangsMapOntoInstances() throws {
    var job = JobSpec(name: "g", work: .gpuHours(160))
    job.gang.nodes = 2
    job.gang.gpusPerNode = 8
    job.accept = [
      .init(gpu: "a100-40GB"), .init(gpu: "V100-16GB", throughput: 0.4),
    ]
    let catalog = try TestCatalog.full()
    let big = try GangShape.of(
      job: job, provider: .aws, instanceType: "p4d.24xlarge",
      isNamedByJob: false, catalog: catalog)
    #expect(big == GangShape(instances: 2, gpus: 16, throughput: 1))
    let small = try #require(throws: GangShape.Rejection.self) {
      try GangShape.of(
        job: job, provider: .aws, instanceType: "p3.2xlarge",
        isNamedByJob: true, catalog: catalog)
    }
    #expect(
      small.reason
        == "p3.2xlarge has 1 GPU; a node needs 8 (gang.gpusPerNode).")
    #expect(job.workHours(gpus: 16, throughput: 0.4) == 25)
    // Four nodes of two GPUs share one instance of eight.
    job.gang.nodes = 4
    job.gang.gpusPerNode = 2
    let shared = try GangShape.of(
      job: job, provider: .aws, instanceType: "p4d.24xlarge",
      isNamedByJob: false, catalog: catalog)
    #expect(shared.instances == 1)
    // Memory and interconnect.
    job.gang.gpusPerNode = nil
    job.accept = [.init(gpu: "V100", throughput: 1, minVRAMGB: 32)]
    #expect(throws: GangShape.Rejection.self) {
      try GangShape.of(
        job: job, provider: .aws, instanceType: "p3.2xlarge",
        isNamedByJob: false, catalog: catalog)
    }
    job.accept = [.init(gpu: "V100")]
    job.gang.efa = true
    #expect(throws: GangShape.Rejection.self) {
      try GangShape.of(
        job: job, provider: .aws, instanceType: "p3.2xlarge",
        isNamedByJob: false, catalog: catalog)
    }
  }

  @Test func placesAreFiltered() throws {
    var job = JobSpec(name: "p", work: .gpuHours(10))
    job.accept = [.init(gpu: "T4"), .init(gpu: "V100")]
    job.place.regions = ["us-west-2"]
    job.place.exclude = ["aws/us-west-2c/*"]
    job.checkpoint.continuous = true
    let keys = [
      "aws/eu-west-1a/g4dn.xlarge", "aws/us-west-2a/g4dn.xlarge",
      "aws/us-west-2b/p3.2xlarge", "aws/us-west-2c/g4dn.xlarge",
    ]
    let advice = RecommenderTests.advise(
      job,
      try keys.map {
        try RecommenderTests.outlook($0, spot: 0.2, onDemand: 0.6, loss: 0.05)
      }, catalog: try TestCatalog.full(), runs: 100)
    let rejected = advice.rejectedPools.map(\.pool.key)
    #expect(rejected == [keys[0], keys[3]])
    let chosen = try #require(advice.chosen)
    #expect(Set(chosen.pools.map(\.pool.key)) == [keys[1], keys[2]])
    #expect(chosen.pools.map(\.rank) == [1, 2])
  }

  /// Reading 180 GB a start at $0.02 outweighs a price $1 lower.
  @Test func egressMovesTheChoice() throws {
    var job = try RecommenderTests.job(
      hours: 10,
      pools: ["aws/us-east-2a/p3.2xlarge", "aws/us-west-2a/p3.2xlarge"])
    job.data = JobSpec.DataLocation(
      provider: .aws, region: "us-west-2", datasetGB: 4200,
      readPerStartGB: 180)
    let outlooks = [
      try RecommenderTests.outlook(
        "aws/us-east-2a/p3.2xlarge", spot: 0.9, onDemand: 3, loss: 0.2),
      try RecommenderTests.outlook(
        "aws/us-west-2a/p3.2xlarge", spot: 1, onDemand: 3, loss: 0.2),
    ]
    let advice = RecommenderTests.advise(
      job, outlooks, catalog: try TestCatalog.full())
    #expect(advice.chosen?.pools.first?.pool.region == "us-west-2")
    let sticker = try #require(
      advice.alternatives.first {
        $0.rejectedBecause?.contains("Cheapest sticker") == true
      })
    #expect(sticker.pools.first?.pool.region == "us-east-2")
    let egress = sticker.cost?.lines.first { $0.term == .egress }?.usd ?? 0
    // $3.60 a start, and about two losses.
    #expect(egress > 3.6 * 2)
    job.data = nil
    let free = RecommenderTests.advise(job, outlooks)
    #expect(free.chosen?.pools.first?.pool.region == "us-east-2")
  }

  /// With a tenth of the hazard at night a start in the quiet hours pays.
  ///
  /// The same pool without hours of the week: no benefit.
  @Test func waitingIsAdvisedOnlyForARealBenefit() throws {
    var job = try RecommenderTests.job(
      hours: 6, pools: [RecommenderTests.v100])
    job.when.pausable = true
    job.when.deadline = Self.asOf.adding(hours: 60)
    job.vehicles = [.spot]
    job.risk.meetDeadline = 0
    var outlook = try RecommenderTests.outlook(
      RecommenderTests.v100, spot: 1, onDemand: nil, loss: 1.5,
      acquisition: nil)
    let flat = RecommenderTests.advise(job, [outlook], runs: 60)
    #expect(flat.chosen?.start == Self.asOf)
    #expect(flat.startCurve.count > 10)
    #expect(flat.explanation.contains { $0.contains("No benefit") })
    // As of Wednesday 02:00 UTC; quiet from 12:00 to 24:00.
    outlook.hourOfWeekMultiplier = (0..<168).map {
      $0 % 24 >= 12 ? 0.1 : 1.9
    }
    let waiting = RecommenderTests.advise(job, [outlook], runs: 150)
    let start = try #require(waiting.chosen?.start)
    let hour =
      (Self.asOf.hourOfWeekUTC + Int(start.hours(since: Self.asOf))) % 24
    #expect((12...18).contains(hour))
    #expect(waiting.explanation.contains { $0.contains("later saves") })
  }

  @Test func partOfTheGangStaysOnDemand() throws {
    var job = JobSpec(name: "f", work: .hours(10))
    job.pools = [try PoolID(key: RecommenderTests.v100)]
    job.gang.nodes = 10
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    job.risk.onDemandFloorPercent = 20
    job.vehicles = [.spot]
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          RecommenderTests.v100, spot: 1, onDemand: 3, loss: 0)
      ])
    // 8 · $1 + 2 · $3 = $14 an hour.
    #expect(advice.chosen?.cost?.meanUSD == 140)
    #expect(advice.chosen?.pools.map(\.nodes) == [8, 2])
    #expect(advice.chosen?.pools.map(\.market) == [nil, .onDemand])
    job.money.maxSpotNodes = 5
    let capped = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          RecommenderTests.v100, spot: 1, onDemand: 3, loss: 0)
      ])
    #expect(capped.chosen?.cost?.meanUSD == 200)
  }

  @Test func localMoneyAndTime() throws {
    var job = try RecommenderTests.job(
      hours: 72, pools: [RecommenderTests.v100])
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    job.money.currency = "PKR"
    job.money.fxPerUSD = 280
    job.money.fxDate = "2026-01-13"
    job.when.timeZone = "Asia/Karachi"
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          RecommenderTests.v100, spot: 0.92, onDemand: 3.06, loss: 0)
      ])
    // $66.24 · 280.
    #expect(advice.chosen?.cost?.local?.mean == 18_547.2)
    #expect(advice.chosen?.startLocal == "2026-01-14T07:00:00+05:00")
  }
}
