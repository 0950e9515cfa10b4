import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels

/// Jobs, outlooks and requests on one or two pools, spot at $1 and on-demand
/// at $10/3 an instance-hour.
enum DecideFixture {
  static let pool = DeadlineReplay.pool
  static let other = PoolID(
    provider: .aws, zone: "us-east-1b", instanceType: "p3.2xlarge")

  /// 8 h of work, launches of 0.1 h; saves of 30 s unless continuous.
  static func job(continuous: Bool = false) -> JobSpec {
    var job = DeadlineReplay(
      up: [], work: 80, deadline: 0, launchTicks: 1
    ).job
    job.checkpoint.continuous = continuous
    job.checkpoint.restoreSeconds = 0
    job.checkpoint.localWriteSeconds = 30
    return job
  }

  static func outlook(
    _ loss: PiecewiseHazard, clock: Spell.Clock = .probe,
    pool: PoolID = pool
  ) -> PoolOutlook {
    var outlook = DeadlineReplay.outlook(
      loss: loss, acquisition: PiecewiseHazard(constantPerHour: 1))
    outlook.clock = clock
    outlook.pool = pool
    return outlook
  }

  static func policy(
    _ job: JobSpec, _ outlooks: PoolOutlook..., catalog: Catalog = Catalog()
  ) -> DecidePolicy {
    DecidePolicy(job: job, outlooks: outlooks, catalog: catalog)
  }

  static func request(
    _ mode: DecideRequest.Mode, work: Double, left: Double,
    unsaved: Double? = nil, age: Double? = nil, restart: Double? = nil,
    since: Double? = 3, available: Bool = true, pools: [PoolID] = [pool]
  ) -> DecideRequest {
    DecideRequest(
      id: "r", now: DeadlineReplay.start,
      deadline: DeadlineReplay.start.adding(hours: left),
      remainingWorkHours: work, mode: mode,
      pool: mode == .spot ? pool : nil, ageHours: age,
      restartRemainingHours: restart, hoursSinceCheckpoint: unsaved,
      pools: pools.map {
        .init(pool: $0, available: available, sinceHours: since)
      })
  }
}
