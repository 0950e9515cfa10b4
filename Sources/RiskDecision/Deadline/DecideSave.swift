/// What of a job's work is not saved, and whether a move saves it first.
///
/// A move without `checkpoint-now` loses the work since the last checkpoint;
/// methods/deadline.md (6) to (8).
struct DecideSave: Hashable, Sendable {
  /// False when checkpoints are continuous.
  let losesWork: Bool
  /// Unsaved work in hours on-demand.
  let unsavedOnDemandHours: Double
  /// Unsaved work in hours of the gang on the reference GPU.
  private let unsavedWorkHours: Double
  /// Hours from the order until the checkpoint is durable.
  let saveHours: Double
  /// True when something runs and saving takes less than what it saves.
  let isWorthwhile: Bool
  /// True when a move saves first, because that is worthwhile and no loss in
  /// the meantime can endanger the deadline.
  let isFirst: Bool

  /// `slackHours` is what a launch on-demand now would leave over, the unsaved
  /// work left aside; nil without on-demand.
  init(policy: DecidePolicy, request: DecideRequest, slackHours: Double?) {
    let plan = CheckpointPlan(policy.job.checkpoint)
    losesWork = plan.losesWork
    saveHours = plan.pauseHours + plan.durableLagHours
    let known = request.pool.flatMap { policy.spot[$0] }
    var unsaved = 0.0
    var pace = policy.onDemand?.hoursPerWorkHour ?? 1
    switch request.mode {
    case .spot:
      pace = known?.hoursPerWorkHour ?? pace
      // Unknown: at worst a whole interval, and never more than the age.
      let interval = known?.checkpointIntervalHours ?? 0
      unsaved =
        request.hoursSinceCheckpoint
        ?? min(interval, request.ageHours ?? interval)
    case .onDemand:
      // Unknown: what any pool of the request would have saved by now.
      unsaved =
        request.hoursSinceCheckpoint
        ?? request.pools.compactMap {
          policy.spot[$0.pool]?.checkpointIntervalHours
        }.max() ?? 0
    case .idle, .capacityBlock:
      break
    }
    if !plan.losesWork { unsaved = 0 }
    unsavedWorkHours = unsaved / pace
    unsavedOnDemandHours =
      unsavedWorkHours * (policy.onDemand?.hoursPerWorkHour ?? pace)
    let margin = policy.hoursBetweenRequests
    isWorthwhile =
      request.isRunning && request.hoursSinceCheckpoint != nil
      && unsaved > max(margin, 2 * saveHours)
    let slack = slackHours ?? .infinity
    let needed =
      request.mode == .onDemand
      // Nothing is lost while saving, but the move comes a request later.
      ? 2 * margin + saveHours + 2 * margin
      : margin + saveHours + unsavedOnDemandHours + margin
    isFirst = isWorthwhile && slack + DecideStep.tolerance >= needed
  }

  /// Work that a move loses, in hours on-demand.
  var lostOnDemandHours: Double { isFirst ? 0 : unsavedOnDemandHours }
  /// The same in hours of the gang on the reference GPU.
  var lostWorkHours: Double { isFirst ? 0 : unsavedWorkHours }
}

extension DecideRequest {
  /// The pools of the request; the one that the job runs on is there and up
  /// even where the request does not list it.
  var poolsNow: [PoolNow] {
    guard mode == .spot, let pool,
      !pools.contains(where: { $0.pool == pool })
    else { return pools }
    return pools + [.init(pool: pool, available: true, sinceHours: ageHours)]
  }

  /// False when the pool that the job ran in is gone already.
  var isRunning: Bool {
    switch mode {
    case .idle: false
    case .onDemand, .capacityBlock: true
    case .spot: poolsNow.contains { $0.pool == pool && $0.available }
    }
  }
}
