import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Batch inference: a queue stands in for checkpoints.
struct QueueFedTests {
  static let t4 = "aws/us-west-2a/g4dn.xlarge"

  /// One million records at 40,000 an hour in batches of 100: 25 h on one T4,
  /// 9 s a batch.
  private func job(nodes: Int = 1) throws -> JobSpec {
    var job = JobSpec(
      name: "embed", work: .records(1_000_000, recordsPerGPUHour: 40_000))
    job.jobClass = .batchInference
    job.pools = [try PoolID(key: Self.t4)]
    job.gang.nodes = nodes
    job.queue = .init(batchRecords: 100, visibilityTimeoutSeconds: 600)
    job.restart.provisionSeconds = 90
    job.restart.initSeconds = 60
    job.vehicles = [.spot]
    return job
  }

  private func advise(
    _ job: JobSpec, loss: Double, share: Double = 0
  ) throws -> Recommendation {
    var outlook = try RecommenderTests.outlook(
      Self.t4, spot: 0.158, onDemand: 0.526, loss: loss)
    outlook.sharedShockShare = share
    return RecommenderTests.advise(job, [outlook], runs: 600)
  }

  private func line(_ plan: Plan?, _ term: CostTerm) -> Double {
    plan?.cost?.lines.first { $0.term == term }?.usd ?? .nan
  }

  /// Without losses 25 h and 150 s of launch at $0.158: $3.9566; a million
  /// records cost that.
  @Test func costPerRecordIsThatOfTheHours() throws {
    let plan = try #require(try advise(try job(), loss: 0).chosen)
    // 25 · 0.158 = 3.95; 150/3600 · 0.158 = 0.0066.
    #expect(plan.cost?.meanUSD == 3.96)
    #expect(plan.perUnit == .init(unit: "million-records", usd: 3.96))
    #expect(plan.checkpoint == nil)
  }

  /// A loss every 2 h throws away half a batch of 9 s each time: some 12.5
  /// losses · 4.5 s · $0.158/3600 = $0.0025, and 12.5 launches of 150 s are
  /// $0.082.
  ///
  /// The visibility timeout costs no money.
  @Test func aLossCostsABatchAndALaunch() throws {
    let advice = try advise(try job(), loss: 0.5)
    let plan = try #require(advice.chosen)
    expectClose(
      try #require(plan.expectedInterruptions?.mean), 12.8, relative: 0.05)
    expectClose(line(plan, .restart), 0.082 + 0.0066, relative: 0.01)
    #expect(line(plan, .lostWork) <= 0.01)
    #expect(line(plan, .checkpointOverhead) == 0)
    #expect(
      advice.explanation.contains {
        $0.hasPrefix(
          "The queue hands out 100 records at a time, 9 s of one GPU")
          && $0.contains("within 600 s")
      })
    #expect(advice.explanation.contains { $0.contains("are done twice") })
  }

  /// Ten workers lose one at a time; the others go on, so that ten times the
  /// losses stretch 2.5 h by little.
  @Test func workersNeedNoneOfTheOthers() throws {
    let plan = try #require(try advise(try job(nodes: 10), loss: 0.5).chosen)
    let losses = try #require(plan.expectedInterruptions?.mean)
    // 10 workers · 2.5 h · 0.5/h.
    expectClose(losses, 12.5, relative: 0.08)
    let hours = try #require(plan.makespanHours?.mean)
    // 2.5 h, the launch, and half the redeliveries of ten minutes near the end.
    #expect(hours > 2.5 && hours < 2.85)
    // A gang of ten would throw away its work and relaunch as a whole.
    #expect(try #require(plan.cost?.meanUSD) < 4.2)
    #expect(line(plan, .lostWork) <= 0.01)
  }

  @Test func smallCountsArePricedByTheRecord() throws {
    var job = try job()
    // Images at 20.4 an hour on a card at $3.06: $0.15 an image.
    job.work = .records(1000, recordsPerGPUHour: 20.4)
    job.queue = nil
    job.vehicles = [.onDemand]
    job.restart.provisionSeconds = 0
    job.restart.initSeconds = 0
    let advice = RecommenderTests.advise(
      job,
      [
        try RecommenderTests.outlook(
          Self.t4, spot: 0.9, onDemand: 3.06, loss: 0.1)
      ])
    #expect(advice.chosen?.perUnit == .init(unit: "record", usd: 0.15))
  }
}
