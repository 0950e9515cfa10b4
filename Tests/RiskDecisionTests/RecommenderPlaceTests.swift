import Foundation
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Zones, routes of the data, starts and luck.
struct RecommenderPlaceTests {
  static let asOf = RecommenderTests.asOf

  /// The offering lies in us-west-2b, at $105,719.04 far below on-demand.
  private func blockAdvice(
    _ change: (inout JobSpec) throws -> Void
  ) throws -> Recommendation {
    var job = RecommenderVehicleTests.p5Job()
    try change(&job)
    return RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          "aws/us-west-2a/p5.48xlarge", spot: nil, onDemand: 98.32, loss: nil),
        try RecommenderTests.outlook(
          RecommenderVehicleTests.p5, spot: nil, onDemand: 98.32, loss: nil),
      ], offerings: [try RecommenderVehicleTests.offering()],
      catalog: try TestCatalog.full(), runs: 20)
  }

  @Test func blocksInExcludedZonesAreNotAdvised() throws {
    #expect(try blockAdvice { _ in }.verdict == .capacityBlock)
    for pattern in ["us-west-2b", "aws/us-west-2b/*"] {
      let advice = try blockAdvice { $0.place.exclude = [pattern] }
      #expect(advice.verdict == .onDemand)
      #expect(advice.alternatives.allSatisfy { $0.block?.offeringID == nil })
    }
    // The rate table speaks of the region, which may be excluded too.
    let none = try blockAdvice { $0.place.exclude = ["us-west-2"] }
    #expect(none.alternatives.allSatisfy { $0.block == nil })
  }

  @Test func blocksInZonesThatAreNotNamedAreNotAdvised() throws {
    let other = try blockAdvice {
      $0.pools = [try PoolID(key: "aws/us-west-2a/p5.48xlarge")]
    }
    #expect(other.verdict == .onDemand)
    let rate = try #require(
      other.alternatives.first { $0.vehicle == .capacityBlock })
    #expect(rate.block?.basis == "rate-table")
    #expect(rate.block?.zone == "us-west-2a")
    let named = try blockAdvice {
      $0.pools = [
        try PoolID(key: "aws/us-west-2a/p5.48xlarge"),
        try PoolID(key: RecommenderVehicleTests.p5),
      ]
    }
    #expect(named.verdict == .capacityBlock)
    #expect(named.chosen?.block?.zone == "us-west-2b")
  }

  /// One start reads 180 GB for $3.60; the move of 4,200 GB is $84.
  @Test func theCheaperWayOfTheDataIsTaken() throws {
    var job = try RecommenderTests.job(
      hours: 10, pools: ["aws/us-east-2a/p3.2xlarge"])
    job.data = JobSpec.DataLocation(
      provider: .aws, region: "us-west-2", datasetGB: 4200,
      readPerStartGB: 180, mayMove: true)
    job.checkpoint.continuous = true
    func egress(loss: Double) throws -> Double {
      let advice = RecommenderTests.advise(
        job,
        [
          try RecommenderTests.outlook(
            "aws/us-east-2a/p3.2xlarge", spot: 1, onDemand: nil, loss: loss)
        ], catalog: try TestCatalog.full(), runs: 100)
      let cost = try #require(advice.chosen?.cost)
      return try #require(cost.lines.first { $0.term == .egress }).usd
    }
    #expect(try egress(loss: 0) == 3.6)
    // Five losses an hour are some fifty starts, $180: the move is cheaper.
    #expect(try egress(loss: 5) == 84)
  }

  /// Spot never comes within the one request: on-demand alone reads, once.
  @Test func aRunThatNeverHadSpotReadsOnce() throws {
    var job = try RecommenderTests.job(
      hours: 10, pools: ["aws/us-east-2a/p3.2xlarge"])
    job.data = JobSpec.DataLocation(
      provider: .aws, region: "us-west-2", readPerStartGB: 180)
    job.checkpoint.continuous = true
    job.risk.fallbackAfterFailures = 1
    var outlook = try RecommenderTests.outlook(
      "aws/us-east-2a/p3.2xlarge", spot: 1, onDemand: 3, loss: 0.1,
      acquisition: 1e-9)
    outlook.state = .down
    let advice = RecommenderTests.advise(
      job, [outlook], catalog: try TestCatalog.full(), runs: 20)
    let plan = try #require(
      ([advice.chosen].compactMap { $0 } + advice.alternatives).first {
        $0.fallback != nil
      })
    #expect(plan.cost?.lines.first { $0.term == .egress }?.usd == 3.6)
  }

  /// A quiet night does not move the start of a job that may not wait.
  @Test func onlyAPausableJobStartsLater() throws {
    var job = try RecommenderTests.job(
      hours: 6, pools: [RecommenderTests.v100])
    job.when.deadline = Self.asOf.adding(hours: 60)
    job.vehicles = [.spot]
    job.risk.meetDeadline = 0
    var outlook = try RecommenderTests.outlook(
      RecommenderTests.v100, spot: 1, onDemand: nil, loss: 1.5,
      acquisition: nil)
    outlook.hourOfWeekMultiplier = (0..<168).map {
      $0 % 24 >= 12 ? 0.1 : 1.9
    }
    let advice = RecommenderTests.advise(job, [outlook], runs: 60)
    #expect(advice.chosen?.start == Self.asOf)
    #expect(advice.startCurve.isEmpty)
  }

  /// SplitMix64 adds its increment at every draw: seeds that lie one increment
  /// apart would give the same numbers, one draw later.
  @Test func neighbouringSeedsShareNoDraws() throws {
    let job = try RecommenderTests.job(hours: 1)
    func draws(seed: UInt64) -> Set<UInt64> {
      let context = PlanContext(
        job: job, catalog: Catalog(), offerings: [], candidates: [],
        asOf: Self.asOf, seed: seed, runs: 1)
      return Set(
        (0..<50).flatMap { run in
          var luck = SplitMix64(seed: context.seed(ofRun: run))
          return (0..<50).map { _ in luck.next() }
        })
    }
    let all = (1...4 as ClosedRange<UInt64>).map { draws(seed: $0) }
    #expect(all.allSatisfy { $0.count == 2500 })
    #expect(all.reduce(into: Set()) { $0.formUnion($1) }.count == 10_000)
  }
}
