import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

/// Reasons, warnings and the published form.
struct RecommenderWordsTests {
  static let asOf = RecommenderTests.asOf
  static let v100 = RecommenderTests.v100

  private func object(_ advice: Recommendation) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(advice))
        as? [String: Any])
  }

  private func schema() throws -> JSONSchemaChecker {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try JSONSchemaChecker(
      schema: Data(
        contentsOf: root.appending(
          path: "Models/schema/recommendation.schema.json")))
  }

  static let planKeys: Set = [
    "vehicle", "start", "startLocal", "pools", "checkpoint", "fallback",
    "secondRegion", "simulation", "block", "commitment", "cost",
    "makespanHours",
    "expectedInterruptions",
    "meetDeadline", "overBudget", "effectivePerUsefulHourUSD",
    "effectivePerUsefulGPUHourUSD", "perUnit",
    "breakEvenInterruptionsPerHour", "rejectedBecause", "deltaUSD",
  ]

  @Test func unknownIsNullAndNeverLeftOut() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.vehicles = [.spot, .onDemand, .capacityBlock]
    var advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 0.9, onDemand: 3, loss: 0.1)
      ])
    advice.modelDigest = "none"
    let document = try object(advice)
    let chosen = try #require(document["chosen"] as? [String: Any])
    #expect(Set(chosen.keys) == Self.planKeys)
    #expect(chosen["block"] is NSNull)
    #expect(chosen["rejectedBecause"] is NSNull)
    #expect(chosen["deltaUSD"] is NSNull)
    for plan in try #require(document["alternatives"] as? [[String: Any]]) {
      #expect(Set(plan.keys) == Self.planKeys)
    }
    #expect(
      try schema().complaints(about: JSONEncoder().encode(advice)) == [])
  }

  @Test func infeasibleHasNoChosenPlan() throws {
    var advice = RecommenderTests.advise(
      try RecommenderTests.job(hours: 10, pools: [Self.v100]), [])
    advice.dataThrough = nil
    let document = try object(advice)
    #expect(document["chosen"] is NSNull)
    #expect(document["dataThrough"] is NSNull)
    advice.modelDigest = "none"
    #expect(
      try schema().complaints(about: JSONEncoder().encode(advice)) == [])
  }

  /// Spot at $2.50 with losses against on-demand at $2: a job that asks for
  /// spot alone is told what it forgoes.
  @Test func cheaperVehicleThatIsNotAskedForSaysSo() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.vehicles = [.spot]
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 2.5, onDemand: 2, loss: 0)
      ])
    let onDemand = try #require(
      advice.alternatives.first { $0.vehicle == .onDemand })
    // 10 h · (2.50 − 2.00).
    #expect(onDemand.deltaUSD == -5)
    #expect(
      onDemand.rejectedBecause
        == "Not among the vehicles of the job. It would cost $5.00 less on "
        + "average: allow it in vehicles.")
  }

  /// A sure plan against one that is cheaper on average: aversion decides and
  /// its weights are named.
  @Test func aversionNamesItsWeights() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 1800
    job.risk.aversion = 3
    job.risk.fallbackAfterFailures = 3
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 1, onDemand: 1.25, loss: 0.3, shape: 2)
      ])
    #expect(advice.verdict == .onDemand)
    let spot = try #require(
      advice.alternatives.first { $0.vehicle == .spot && $0.cost != nil })
    #expect(try #require(spot.deltaUSD) < 0)
    let reason = try #require(spot.rejectedBecause)
    #expect(reason.contains("less on average, but its dear runs"), "\(reason)")
  }

  @Test func continuousCheckpointsLoseNoWork() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.checkpoint.continuous = true
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 1, onDemand: 3, loss: 0.1)
      ])
    // Five minutes of launch at $1.
    #expect(
      advice.explanation.contains(
        "A loss costs about $0.08: a restart of 5 min."))
  }

  private func catalogJob(gpu: String) throws -> JobSpec {
    var job = try RecommenderTests.job(hours: 10)
    job.accept = [.init(gpu: gpu)]
    return job
  }

  private func rejecting(_ job: JobSpec) throws -> Recommendation {
    RecommenderTests.advise(
      job,
      try ["aws/us-west-2a/p3.2xlarge", "aws/us-west-2a/g4dn.xlarge"].map {
        try RecommenderTests.outlook($0, spot: 1, onDemand: 3, loss: 0.1)
      }, catalog: try TestCatalog.full())
  }

  @Test func mistypedGPUIsNamedWithTheNearest() throws {
    let advice = try rejecting(try catalogJob(gpu: "A100-40G"))
    #expect(advice.verdict == .infeasible)
    #expect(
      advice.headline
        == "No known pool has GPU A100-40G; the catalog knows "
        + "a100-40gb, h100-80gb, v100, t4.")
    #expect(advice.warnings.contains { $0.contains("GPU A100-40G") })
    // Both pools are counted by their reasons.
    #expect(
      advice.explanation.contains("1 pool: t4 is not an accepted GPU."))
    #expect(
      advice.explanation.contains("1 pool: v100 is not an accepted GPU."))
  }

  @Test func mistypedRegionAndPoolAreNamed() throws {
    var job = try catalogJob(gpu: "V100")
    job.place.regions = ["us-wets-2"]
    let region = try rejecting(job)
    #expect(region.headline.contains("region us-wets-2; known are us-west-2"))
    #expect(
      region.explanation.contains {
        $0.hasPrefix("2 pools: us-west-2 is not among")
      })
    job = try RecommenderTests.job(
      hours: 10, pools: ["aws/us-west-2a/p3.2xlage"])
    let pool = try rejecting(job)
    #expect(
      pool.headline.contains(
        "aws/us-west-2a/p3.2xlage; the catalog's nearest instance types are "
          + "p3.2xlarge"))
    // A job whose names are known is told nothing.
    let fine = try rejecting(try catalogJob(gpu: "V100"))
    #expect(fine.chosen != nil)
    #expect(!fine.warnings.contains { $0.contains("known") })
  }

  @Test func whatHasNoEffectIsSaid() throws {
    var job = try catalogJob(gpu: "V100")
    job.referenceGPU = "Z9000"
    job.prices = [
      .init(
        pool: try PoolID(key: "aws/us-west-2a/g4dn.xlarge"), spotPerHour: 1,
        onDemandPerHour: nil)
    ]
    let advice = try rejecting(job)
    for word in [
      "referenceGPU names Z9000", "prices names aws/us-west-2a/g4dn.xlarge",
      "quotas are not checked",
    ] {
      #expect(advice.warnings.contains { $0.contains(word) }, "\(word)")
    }
    job.referenceGPU = "v100"
    job.prices = []
    job.vehicles = [.spot]
    let quiet = try rejecting(job)
    for word in ["referenceGPU", "prices names", "quotas"] {
      #expect(!quiet.warnings.contains { $0.contains(word) }, "\(word)")
    }
  }

  @Test func egressFromAbroadIsWarnedOf() throws {
    var job = try catalogJob(gpu: "V100")
    job.data = .init(provider: .aws, region: "eu-west-1", datasetGB: 10)
    let abroad = try rejecting(job)
    #expect(abroad.warnings.contains { $0.contains("egress price of eu-west") })
    // 10 GB · $0.02, one start at least.
    #expect(
      abroad.explanation.contains {
        $0.hasPrefix("Every start reads its data from aws/eu-west-1: $0.")
      })
    // The data lie where the plan runs first, not where it may go next.
    job = try RecommenderTests.job(
      hours: 10,
      pools: ["aws/eu-west-1a/p3.2xlarge", "aws/us-west-2a/p3.2xlarge"])
    job.data = .init(provider: .aws, region: "eu-west-1", datasetGB: 10)
    let next = RecommenderTests.advise(
      job,
      try job.pools.map {
        try RecommenderTests.outlook($0.key, spot: 1, onDemand: 3, loss: 0.1)
      }, catalog: try TestCatalog.full())
    #expect(next.chosen?.pools.first?.pool.region == "eu-west-1")
    #expect(next.warnings.contains { $0.contains("egress price of eu-west") })
    job = try catalogJob(gpu: "V100")
    job.data = .init(provider: .aws, region: "us-east-1", datasetGB: 10)
    #expect(
      try !rejecting(job).warnings.contains { $0.contains("egress price") })
  }

  @Test func spotPriceAndTakeoverAreExplained() throws {
    var job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    job.when.deadline = Self.asOf.adding(hours: 24 * 30)
    let outlook = try RecommenderTests.outlook(
      Self.v100, spot: 0.9177, onDemand: 3, loss: 0.1)
    let advice = RecommenderTests.advise(job, [outlook])
    #expect(
      advice.explanation.contains(
        "Spot is priced at $0.9177 per instance-hour (source: history)."))
    // 720 h less 10 h of work and 360 s of restart: 709 h 54 min.
    #expect(advice.chosen?.fallback?.basis == .deadline)
    #expect(
      advice.explanation.contains { $0.contains("2026-02-12T15:54:00Z") })
    job.risk.fallbackAfterFailures = 3
    let counted = RecommenderTests.advise(job, [outlook])
    #expect(counted.chosen?.fallback?.basis == .requests)
    #expect(
      counted.explanation.contains(
        "On-demand takes over after 3 failed requests, 30 min."))
  }

  @Test func oldOfferingsAreWarnedOf() throws {
    var offering = try RecommenderVehicleTests.offering()
    func advice() throws -> Recommendation {
      RecommenderTests.advise(
        RecommenderVehicleTests.p5Job(),
        [
          try RecommenderTests.outlook(
            RecommenderVehicleTests.p5, spot: nil, onDemand: 98.32, loss: nil)
        ], offerings: [offering], catalog: try TestCatalog.full(), runs: 20)
    }
    let fresh = try advice()
    #expect(fresh.chosen?.block?.capturedAt == Self.asOf)
    #expect(!fresh.warnings.contains { $0.contains("was seen") })
    offering.capturedAt = Self.asOf.adding(hours: -30)
    #expect(try advice().warnings.contains { $0.contains("seen 30 h ago") })
  }

  /// Down, and nothing known of its return: spot is no plan.
  @Test func aPoolThatIsDownDoesNotComeAtOnce() throws {
    let job = try RecommenderTests.job(hours: 10, pools: [Self.v100])
    var outlook = try RecommenderTests.outlook(
      Self.v100, spot: 0.9, onDemand: 3, loss: 0.1, acquisition: nil)
    #expect(RecommenderTests.advise(job, [outlook]).verdict != .onDemand)
    outlook.state = .down
    let advice = RecommenderTests.advise(job, [outlook])
    #expect(advice.verdict == .onDemand)
    let spot = try #require(advice.alternatives.first { $0.vehicle == .spot })
    #expect(
      spot.rejectedBecause?.contains("nothing is known of when it returns")
        == true)
  }

  /// 10,000 h at 0.3 losses an hour are some 3,000 losses a run.
  ///
  /// A million hours are 300,000 and are not played.
  @Test func longJobsArePlayedWithFewerRuns() throws {
    let outlook = try RecommenderTests.outlook(
      Self.v100, spot: 1, onDemand: 3, loss: 0.3, shape: 1e9)
    var job = try RecommenderTests.job(hours: 10_000, pools: [Self.v100])
    job.vehicles = [.spot]
    let long = RecommenderTests.advise(job, [outlook], runs: 200)
    let one = RecommenderTests.advise(
      try RecommenderTests.job(hours: 100, pools: [Self.v100]), [outlook],
      runs: 400)
    // The cost of an hour does not depend on how many there are.
    expectClose(
      (long.chosen?.cost?.meanUSD ?? .nan) / 10_000,
      (one.chosen?.cost?.meanUSD ?? .nan) / 100, relative: 0.03)
    job.work = .hours(1_000_000)
    let longest = RecommenderTests.advise(job, [outlook], runs: 200)
    #expect(longest.verdict == .infeasible)
    #expect(longest.headline.contains("not played through"))
    job.work = .hours(1e9)
    let absurd = RecommenderTests.advise(job, [outlook], runs: 200)
    #expect(
      absurd.rejectedPools.first?.reason.contains("at most 1000000 h") == true)
  }
}
