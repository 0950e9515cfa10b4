import RiskDecision
import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

/// Contradictions, quotas, residency and figures that cannot be right.
struct RecommenderRefusalTests {
  static let asOf = RecommenderTests.asOf

  /// p4d.24xlarge has 96 vCPUs, g4dn.xlarge 4 (AWS instance reference).
  static func catalog() throws -> Catalog {
    var catalog = try TestCatalog.full()
    for index in catalog.instanceTypes.indices {
      switch catalog.instanceTypes[index].instanceType {
      case "p4d.24xlarge": catalog.instanceTypes[index].vcpus = 96
      case "g4dn.xlarge": catalog.instanceTypes[index].vcpus = 4
      default: break
      }
    }
    return catalog
  }

  static func gangJob() -> JobSpec {
    var job = JobSpec(name: "gang", work: .gpuHours(640))
    job.gang.nodes = 8
    job.gang.gpusPerNode = 8
    job.accept = [.init(gpu: "A100-40GB")]
    job.checkpoint.localWriteSeconds = 30
    return job
  }

  /// Eight instances of 96 vCPUs are 768; a quota of 384 lets four run.
  @Test func quotasRejectPoolsBeyondThem() throws {
    var job = Self.gangJob()
    job.place.quotas = [
      .init(provider: .aws, region: "us-west-2", family: "p", vcpus: 384),
      .init(provider: .aws, region: "us-east-2", family: "g", vcpus: 0),
    ]
    let pools = ["aws/us-east-2a/p4d.24xlarge", "aws/us-west-2a/p4d.24xlarge"]
    let outlooks = try pools.map {
      try RecommenderTests.outlook($0, spot: 10, onDemand: 30, loss: 0.05)
    }
    let advice = RecommenderTests.advise(
      job, outlooks, catalog: try Self.catalog(), runs: 50)
    // The quota of g does not count p4d.
    #expect(advice.chosen?.pools.map(\.pool.key) == [pools[0]])
    #expect(
      advice.rejectedPools.first { $0.pool.key == pools[1] }?.reason
        == "8 × p4d.24xlarge need 768 vCPUs; where.quotas allows 384 of family "
        + "p in us-west-2.")
    // A gang larger than any pool.
    job.place.quotas = [.init(provider: .aws, vcpus: 384)]
    let none = RecommenderTests.advise(
      job, outlooks, catalog: try Self.catalog(), runs: 50)
    #expect(none.verdict == .infeasible)
    #expect(
      none.headline
        == "No pool fits the job: 8 × p4d.24xlarge need 768 vCPUs; "
        + "where.quotas allows 384.")
  }

  /// A dataset that may not leave its region leaves only the pools there.
  @Test func residencyRejectsOtherRegions() throws {
    let pools = ["aws/us-east-2a/p3.2xlarge", "aws/us-west-2a/p3.2xlarge"]
    var job = try RecommenderTests.job(hours: 10, pools: pools)
    job.data = .init(
      provider: .aws, region: "us-west-2", datasetGB: 10, mustStay: true)
    let outlooks = [
      try RecommenderTests.outlook(
        pools[0], spot: 0.5, onDemand: 3, loss: 0.1),
      try RecommenderTests.outlook(
        pools[1], spot: 0.9, onDemand: 3, loss: 0.1),
    ]
    let advice = RecommenderTests.advise(
      job, outlooks, catalog: try TestCatalog.full(), runs: 100)
    #expect(advice.chosen?.pools.map(\.pool.key) == [pools[1]])
    #expect(
      advice.rejectedPools.map(\.reason) == [
        "The dataset stays in aws/us-west-2 (data.mayMove is false)."
      ])
    // Without the word the cheaper region reads from afar.
    job.data?.mustStay = false
    let free = RecommenderTests.advise(
      job, outlooks, catalog: try TestCatalog.full(), runs: 100)
    #expect(free.chosen?.pools.first?.pool.key == pools[0])
    job.data?.mustStay = true
    job.place.providers = [.gcp]
    let none = RecommenderTests.advise(job, outlooks)
    #expect(none.verdict == .infeasible)
    #expect(none.headline.contains("no region is left"))
  }

  /// 600 records at 3,000 an hour are 720 s on a V100 of throughput 1 and
  /// 240 s on an A100 of 3; the queue waits for 600 s.
  @Test func slowGPUsAreTooSlowForTheQueue() throws {
    var job = JobSpec(
      name: "q", work: .records(30_000, recordsPerGPUHour: 3000))
    job.jobClass = .batchInference
    job.accept = [
      .init(gpu: "V100"), .init(gpu: "A100-40GB", throughput: 3),
    ]
    job.queue = .init(batchRecords: 600, visibilityTimeoutSeconds: 600)
    job.checkpoint.continuous = true
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          RecommenderTests.v100, spot: 0.1, onDemand: 3, loss: 0.1),
        try RecommenderTests.outlook(
          "aws/us-west-2a/p4d.24xlarge", spot: 10, onDemand: 30, loss: 0.1),
      ], catalog: try TestCatalog.full(), runs: 50)
    #expect(
      advice.chosen?.pools.first?.pool.instanceType == "p4d.24xlarge")
    #expect(
      advice.rejectedPools.first?.reason
        == "A batch takes 720 s on this GPU; the queue hands it out again "
        + "after 600 s.")
    job.accept = [.init(gpu: "V100")]
    let refused = RecommenderTests.advise(job, [])
    #expect(refused.headline.contains("handed out twice"))
  }

  /// The published case: 200 T4 at $0.18 for 6 h "cost $2,160".
  ///
  /// They cost 200 · 0.18 · 6 = $216; on-demand at $0.526 they cost $631.20.
  @Test func theBatchOfTwoHundredGPUsIsOffByTen() throws {
    var job = JobSpec(
      name: "s51",
      work: .records(50_000_000, recordsPerGPUHour: 50_000_000 / 1200))
    job.gang.nodes = 200
    job.accept = [.init(gpu: "T4")]
    job.checkpoint.continuous = true
    job.money.budgetUSD = 2160
    let outlooks = [
      try RecommenderTests.outlook(
        "aws/us-east-1a/g4dn.xlarge", spot: 0.18, onDemand: 0.526, loss: 0.01)
    ]
    let catalog = try TestCatalog.full()
    let advice = RecommenderTests.advise(
      job, outlooks, catalog: catalog, runs: 50)
    #expect(
      advice.warnings.contains(
        "money.budgetUSD $2,160.00 is implausible: 200 × g4dn.xlarge for 6 h "
          + "at $0.18 (spot) are $216.00, so the budget is off by a factor of "
          + "10. Check the decimal point."))
    let onDemand = advice.alternatives.first { $0.vehicle == .onDemand }
    // $631.20 of useful hours; launches come on top.
    #expect(
      onDemand?.cost?.lines.first { $0.term == .compute }?.usd == 631.2)
    job.money.budgetUSD = 700
    let fine = RecommenderTests.advise(
      job, outlooks, catalog: catalog, runs: 50)
    #expect(!fine.warnings.contains { $0.contains("implausible") })
  }

  /// A price of ten times what the data show, and one above on-demand.
  @Test func statedPricesAreHeldAgainstTheData() throws {
    var job = try RecommenderTests.job(
      hours: 10, pools: [RecommenderTests.v100])
    let outlook = try RecommenderTests.outlook(
      RecommenderTests.v100, spot: 0.9, onDemand: 3, loss: 0.1)
    func warnings(spot: Double) -> [String] {
      job.prices = [
        .init(
          pool: outlook.pool, spotPerHour: spot, onDemandPerHour: nil)
      ]
      return RecommenderTests.advise(job, [outlook], runs: 50).warnings
    }
    #expect(warnings(spot: 9).contains { $0.contains("10 times less") })
    #expect(warnings(spot: 0.09).contains { $0.contains("10 times more") })
    #expect(
      warnings(spot: 3.5).contains { $0.contains("above its on-demand price") })
    #expect(!warnings(spot: 1).contains { $0.hasPrefix("prices gives") })
  }
}
