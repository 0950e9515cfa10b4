import RiskDomain
import RiskForecast
import RiskModels

/// One pool as `decide` sees it: prices of the gang, hazards, its table.
struct DecidePool: Sendable {
  var pool: PoolID
  /// Running hours per hour of remaining work.
  var hoursPerWorkHour: Double
  /// Running hours of the whole job without losses.
  var totalHours: Double
  var spotUSDPerHour: Double
  var loss: PiecewiseHazard
  var acquisition: PiecewiseHazard?
  var checkpointIntervalHours: Double?
  /// Running hours per useful hour by checkpoints alone, ≥ 1.
  var overhead: Double
  /// Hours lost with a loss: launch and, on average, half an interval.
  var relaunchHours: Double
  var stateAgeHours: Double?
  var stateIsUp: Bool?
  var table: DeadlineTable?

  /// nil when spot in this pool cannot be judged: no hazard or no price.
  init?(
    job: JobSpec, outlook: PoolOutlook, catalog: Catalog
  ) {
    guard outlook.evidence != .none,
      let shape = try? GangShape.of(
        job: job, provider: outlook.pool.provider,
        instanceType: outlook.pool.instanceType,
        isNamedByJob: job.pools.contains(outlook.pool), catalog: catalog),
      let loss = outlook.anyLoss(gangSize: shape.instances)?.mean,
      let price = job.priceOverride(outlook.pool)?.spotPerHour
        ?? outlook.spotPrice?.expectedUSDPerHour
    else { return nil }
    pool = outlook.pool
    self.loss = loss
    acquisition =
      outlook.acquisition?.mean
      ?? outlook.attemptSuccess.flatMap {
        $0 > 0
          ? PiecewiseHazard(
            constantPerHour: $0 / SpotRun.hoursBetweenRequests) : nil
      }
    hoursPerWorkHour = shape.hoursPerReferenceHour
    spotUSDPerHour = price * Double(shape.instances)
    stateAgeHours = outlook.stateAgeHours
    stateIsUp = outlook.state == .unknown ? nil : outlook.state == .up
    let plan = CheckpointPlan(job.checkpoint)
    let work = job.workHours(gpus: shape.gpus, throughput: shape.throughput)
    totalHours = work
    overhead = 1
    relaunchHours = job.relaunchHours
    guard plan.losesWork else { return }
    let best = plan.model(loss: loss, restartHours: job.relaunchHours)
      .bestInterval(
        minHours: plan.minIntervalHours, workHours: work,
        stepHours: plan.stepHours)
    guard let best else { return nil }
    checkpointIntervalHours = best.intervalHours
    overhead = plan.slowdown + plan.pauseHours / best.intervalHours
    totalHours = work * overhead
    relaunchHours += best.intervalHours / 2 + plan.durableLagHours
  }
}

extension GangShape {
  /// Hours on this gang for an hour of `remainingWorkHours`.
  ///
  /// Work is stated as hours of the whole gang on the reference GPU.
  var hoursPerReferenceHour: Double { 1 / throughput }
}
