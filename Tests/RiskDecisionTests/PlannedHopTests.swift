import RiskDomain
import RiskForecast
import RiskModels
import RiskTestSupport
import Testing

@testable import RiskDecision

/// The cap of a life is known ahead: what runs into it saves first.
struct PlannedHopTests {
  /// 48 h at $1 in lives of 24 h that nothing else ends, saves of six minutes
  /// every 10 h, launches and restarts of half an hour.
  private func advise(
    stepHours: Double? = nil, cap: Double? = 24
  ) throws -> Recommendation {
    var job = try RecommenderTests.job(
      hours: 48, pools: [RecommenderTests.v100])
    job.restart.provisionSeconds = 1800
    job.restart.initSeconds = 0
    job.checkpoint.restoreSeconds = 0
    job.checkpoint.localWriteSeconds = 360
    job.checkpoint.minIntervalSeconds = 36_000
    job.checkpoint.stepSeconds = stepHours.map { $0 * 3600 }
    job.vehicles = [.spot]
    var outlook = try RecommenderTests.outlook(
      RecommenderTests.v100, spot: 1, onDemand: 3.06, loss: 0,
      acquisition: nil)
    outlook.stateAgeHours = 0
    outlook.loss?.mean.capHours = cap
    return RecommenderTests.advise(job, [outlook])
  }

  /// A life is half an hour of launch and 23.5 h until the cap, of which the
  /// last six minutes save: no work is lost and nothing is an interruption.
  @Test func noWorkIsLostAtTheCap() throws {
    let plan = try #require(try advise().chosen)
    #expect(
      plan.cost?.lines.contains { $0.term == .lostWork && $0.usd > 0 } == false)
    #expect(plan.expectedInterruptions?.mean == 0)
    #expect(plan.checkpoint?.hopAtAgeHours == 23.9)
    let restarts = plan.cost?.lines.first { $0.term == .restart }?.usd
    // 48 h and their saves take more than two lives of 23.5 h.
    #expect(restarts == 1.5)
  }

  /// 5 h less 0.1 h of saving hold two steps of 2 h; 2.05 h hold none.
  @Test func onlyWholeStepsAreSaved() {
    let plan = CheckpointPlan(
      {
        var checkpoint = JobSpec.Checkpoint()
        checkpoint.localWriteSeconds = 360
        checkpoint.stepSeconds = 7200
        return checkpoint
      }())
    #expect(plan.savableHours(inRunning: 5) == 4)
    #expect(plan.savableHours(inRunning: 2.05) == 0)
  }

  @Test func withoutACapThereIsNoHop() throws {
    #expect(try advise(cap: nil).chosen?.checkpoint?.hopAtAgeHours == nil)
    // 48 h and the saves fit before this one.
    #expect(try advise(cap: 60).chosen?.checkpoint?.hopAtAgeHours == nil)
  }
}
