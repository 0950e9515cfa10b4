import RiskDomain
import RiskForecast
import RiskModels
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Gangs that go on with fewer members, and the region to go to next.
struct ElasticRunTests {
  static let asOf = RecommenderTests.asOf
  static let v100 = RecommenderTests.v100

  /// Ten nodes for ten hours, nothing lost by a checkpoint.
  private func job(_ elastic: JobSpec.Elastic?) throws -> JobSpec {
    var job = JobSpec(name: "e", work: .hours(10))
    job.pools = [try PoolID(key: Self.v100)]
    job.gang.nodes = 10
    job.gang.elastic = elastic
    job.checkpoint.continuous = true
    job.vehicles = [.spot]
    return job
  }

  private func outlook(
    loss: Double, share: Double = 0, acquisition: Double? = 0.5
  ) throws -> PoolOutlook {
    var outlook = try RecommenderTests.outlook(
      Self.v100, spot: 1, onDemand: 3, loss: loss, acquisition: acquisition)
    outlook.sharedShockShare = share
    return outlook
  }

  /// Members die alone at 0.05/h and come back after two hours on average: a
  /// gang that goes on with nine saves most of the time that all or nothing
  /// waits, and pays only for what runs.
  @Test func goingOnIsFasterThanWaiting() throws {
    let rigid = RecommenderTests.advise(
      try job(nil), [try outlook(loss: 0.05)])
    let elastic = RecommenderTests.advise(
      try job(.init(minNodes: 1, maxNodes: 10)), [try outlook(loss: 0.05)])
    let slow = try #require(rigid.chosen?.makespanHours?.mean)
    let fast = try #require(elastic.chosen?.makespanHours?.mean)
    // Rigid: some five losses of two hours each on top of ten hours.
    #expect(slow > 16)
    #expect(fast < 13)
    let usd = try #require(elastic.chosen?.cost?.meanUSD)
    // 100 instance-hours of work, launches and rescales.
    #expect(usd > 100 && usd < 115)
  }

  /// Without losses it is the rigid gang to the cent.
  @Test func withoutLossesNothingChanges() throws {
    let rigid = RecommenderTests.advise(try job(nil), [try outlook(loss: 0)])
    let elastic = RecommenderTests.advise(
      try job(.init(minNodes: 6, maxNodes: 10)), [try outlook(loss: 0)])
    // 10 instances · (10 h + 5 min of launch) · $1.
    #expect(rigid.chosen?.cost?.meanUSD == 100.83)
    #expect(elastic.chosen?.cost?.meanUSD == 100.83)
    #expect(
      elastic.chosen?.makespanHours?.mean == rigid.chosen?.makespanHours?.mean)
  }

  /// Where every loss takes all, elasticity is worth nothing.
  @Test func commonShocksLeaveNothingToGoOnWith() throws {
    let runs = 1500
    let rigid = RecommenderTests.advise(
      try job(nil), [try outlook(loss: 0.1, share: 1)], runs: runs)
    let elastic = RecommenderTests.advise(
      try job(.init(minNodes: 1, maxNodes: 10)),
      [try outlook(loss: 0.1, share: 1)], runs: runs)
    expectClose(
      try #require(elastic.chosen?.makespanHours?.mean),
      try #require(rigid.chosen?.makespanHours?.mean), relative: 0.05)
  }

  /// One loss is certain: at the age of 4 h all members of a pool with a cap of
  /// 4 h end together, and the gang of ten starts anew three times in 10 h.
  @Test func aCapTakesAllMembers() throws {
    var capped = try outlook(loss: 0, acquisition: nil)
    capped.stateAgeHours = 0
    capped.loss?.mean.capHours = 4
    let advice = RecommenderTests.advise(
      try job(.init(minNodes: 2, maxNodes: 10)), [capped], runs: 20)
    // Each life gives 4 h less 5 min of launch: 10 h need three of them.
    #expect(advice.chosen?.expectedInterruptions?.mean == 2)
    // 10 h of work and three launches of 5 min: 10.25 h · 10 · $1.
    #expect(advice.chosen?.cost?.meanUSD == 102.5)
  }

  /// A quota of 7 vCPUs of types with one lets seven nodes run: 100 node-hours
  /// take 14 h 17 min; a deadline of 5.5 h asks for more nodes than ten.
  @Test func sizeFollowsQuotasAndDeadlines() throws {
    var catalog = try TestCatalog.full()
    for index in catalog.instanceTypes.indices {
      catalog.instanceTypes[index].vcpus = 1
    }
    var elastic = try job(.init(minNodes: 4, maxNodes: 20))
    elastic.pools = []
    elastic.accept = [.init(gpu: "V100")]
    elastic.place.quotas = [.init(provider: .aws, vcpus: 7)]
    let limited = RecommenderTests.advise(
      elastic, [try outlook(loss: 0)], catalog: catalog, runs: 20)
    #expect(limited.chosen?.pools.first?.nodes == 7)
    expectClose(
      limited.chosen?.makespanHours?.mean ?? .nan, 100.0 / 7 + 1.0 / 12,
      relative: 1e-4)
    elastic.place.quotas = [.init(provider: .aws, vcpus: 3)]
    let none = RecommenderTests.advise(
      elastic, [try outlook(loss: 0)], catalog: catalog, runs: 20)
    #expect(none.verdict == .infeasible)
    #expect(none.headline.contains("4 × p3.2xlarge need 4 vCPUs"))
    elastic.place.quotas = []
    elastic.when.deadline = Self.asOf.adding(hours: 5.5)
    let fast = RecommenderTests.advise(
      elastic, [try outlook(loss: 0)], catalog: catalog, runs: 20)
    // ⌈100 / (5.5 − 1/12)⌉ = 19.
    #expect(fast.chosen?.pools.first?.nodes == 19)
  }

  /// The second region costs $0.10 more an hour and $3.60 a start.
  @Test func secondRegionIsNamedWithItsCost() throws {
    let far = "aws/us-east-2a/p3.2xlarge"
    var job = try RecommenderTests.job(
      hours: 10, pools: [Self.v100, "aws/us-west-2b/p3.2xlarge", far])
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    job.vehicles = [.spot]
    job.data = .init(
      provider: .aws, region: "us-west-2", datasetGB: 4200,
      readPerStartGB: 180)
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.v100, spot: 0.9, onDemand: 3, loss: 0),
        try RecommenderTests.outlook(
          "aws/us-west-2b/p3.2xlarge", spot: 0.95, onDemand: 3, loss: 0),
        try RecommenderTests.outlook(far, spot: 1, onDemand: 3, loss: 0),
      ], catalog: try TestCatalog.full(), runs: 20)
    let second = try #require(advice.chosen?.secondRegion)
    #expect(second.region == "us-east-2")
    // 10 h · $0.10 + 180 GB · $0.02.
    #expect(second.deltaUSD == 4.6)
    #expect(second.egressUSD == 3.6)
    #expect(
      advice.explanation.contains(
        "If us-west-2 has none, the second region is aws/us-east-2: spot in "
          + "\(far), $4.60 more on average, $3.60 of it for moving data."))
  }
}
