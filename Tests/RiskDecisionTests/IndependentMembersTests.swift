import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Trials of a sweep: each runs, saves and is lost for itself.
struct IndependentMembersTests {
  private func job(nodes: Int) throws -> JobSpec {
    var job = JobSpec(name: "sweep", work: .hours(10))
    job.pools = [try PoolID(key: RecommenderTests.v100)]
    job.gang.nodes = nodes
    job.gang.isIndependent = nodes > 1
    job.vehicles = [.spot]
    return job
  }

  private func outlook(loss: Double, acquisition: Double = 60) throws
    -> PoolOutlook
  {
    var outlook = try RecommenderTests.outlook(
      RecommenderTests.v100, spot: 1, onDemand: 3, loss: loss,
      acquisition: acquisition)
    outlook.sharedShockShare = 0
    return outlook
  }

  private func plan(
    _ job: JobSpec, _ outlook: PoolOutlook, runs: Int = 2000
  ) throws -> Plan {
    try #require(
      RecommenderTests.advise(job, [outlook], runs: runs).chosen)
  }

  /// Twelve trials cost twelve times what one does and meet twelve times its
  /// losses; the last of them ends later than one does on average.
  @Test func twelveAreTwelveTimesOne() throws {
    let one = try plan(try job(nodes: 1), try outlook(loss: 0.1))
    let twelve = try plan(try job(nodes: 12), try outlook(loss: 0.1))
    expectClose(
      try #require(twelve.cost?.meanUSD),
      12 * (try #require(one.cost?.meanUSD)), relative: 0.01)
    expectClose(
      try #require(twelve.expectedInterruptions?.mean),
      12 * (try #require(one.expectedInterruptions?.mean)), relative: 0.05)
    #expect(
      try #require(twelve.makespanHours?.mean)
        > (try #require(one.makespanHours?.p50)))
    // One checkpoint schedule for each, not that of a gang which twelve
    // hazards threaten.
    #expect(twelve.checkpoint?.everySeconds == one.checkpoint?.everySeconds)
  }

  /// Of 500 trials at 0.1 losses an hour some 50 are lost in every hour, which
  /// a gang that stops each time never survives.
  @Test func manyMembersScale() throws {
    var sweep = try job(nodes: 500)
    sweep.checkpoint.continuous = true
    let plan = try plan(sweep, try outlook(loss: 0.1), runs: 100)
    // 500 · 10 h · $1, launches of 5 min: 500 and, by e^(0.1 · 5/60) - 1 a
    // little more than, 500 again.
    expectClose(
      try #require(plan.cost?.meanUSD) / (5000 + 1000.0 / 12), 1,
      relative: 0.01)
    // The unluckiest of 500 Poisson counts with mean 1 is about 5: 10 h and 6
    // launches of 6 min with the wait for capacity.
    let hours = try #require(plan.makespanHours?.mean)
    #expect(hours > 10.4 && hours < 10.9)
  }

  /// Without losses nothing tells trials from a gang, to the cent.
  @Test func withoutLossesNothingChanges() throws {
    var gang = try job(nodes: 12)
    gang.gang.isIndependent = false
    let together = try plan(gang, try outlook(loss: 0))
    let alone = try plan(try job(nodes: 12), try outlook(loss: 0))
    #expect(alone.cost?.meanUSD == together.cost?.meanUSD)
    #expect(alone.makespanHours?.mean == together.makespanHours?.mean)
  }

  /// With four of twelve held on-demand: 8 · 10 h · $1 + 4 · 10 h · $3, and
  /// twelve launches of five minutes.
  @Test func someAreHeldOnDemand() throws {
    var sweep = try job(nodes: 12)
    sweep.money.maxSpotNodes = 8
    let plan = try plan(sweep, try outlook(loss: 0))
    expectClose(
      try #require(plan.cost?.meanUSD), 200 + (8 + 12.0) / 12,
      relative: 1e-4)
    #expect(plan.pools.map(\.nodes) == [8, 4])
  }

  /// A deadline that a member cannot wait for sends that member, not all, to
  /// the fallback: in a pool that is down for 50 h on average after a loss.
  @Test func fallsBackOneByOne() throws {
    var sweep = try job(nodes: 12)
    sweep.vehicles = [.spot, .onDemand]
    sweep.when.deadline = RecommenderTests.asOf.adding(hours: 14)
    let outlook = try outlook(loss: 0.02, acquisition: 0.02)
    let plan = try plan(sweep, outlook)
    #expect(plan.vehicle == .spot)
    #expect(plan.meetDeadline == 1)
    // One in five meets a loss in ten hours and ends at three dollars an hour;
    // all on-demand would be 12 · (10 h + 5 min) · $3 = $363.
    let usd = try #require(plan.cost?.meanUSD)
    #expect(usd > 125 && usd < 190)
  }
}
