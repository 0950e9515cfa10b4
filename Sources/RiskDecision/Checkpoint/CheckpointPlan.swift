import RiskModels

/// Checkpoint costs of a job as hours, and the model for a gang's hazard.
struct CheckpointPlan: Hashable, Sendable {
  /// False when checkpoints are continuous: nothing is lost, nothing costs.
  var losesWork: Bool
  var pauseHours: Double
  var durableLagHours: Double
  var slowdown: Double
  var minIntervalHours: Double
  var stepHours: Double?
  /// True when the job file says nothing of what a checkpoint costs.
  var isAssumed: Bool

  /// True where a queue stands in for checkpoints.
  var isQueueFed = false

  /// A queue: each batch is done or not, and asking for it costs nothing.
  init(batchHours: Double) {
    losesWork = true
    pauseHours = 0
    durableLagHours = 0
    slowdown = 1
    minIntervalHours = batchHours
    stepHours = batchHours
    isAssumed = false
    isQueueFed = true
  }

  init(_ spec: JobSpec.Checkpoint) {
    losesWork = !spec.continuous
    stepHours = spec.stepSeconds.map { $0 / 3600 }
    minIntervalHours = spec.minIntervalSeconds / 3600
    isAssumed = false
    if spec.continuous {
      pauseHours = 0
      durableLagHours = 0
      slowdown = 1
      return
    }
    slowdown = 1 + spec.overheadPercent / 100
    var upload: Double?
    if let size = spec.sizeGB, let speed = spec.durableUploadMBps {
      upload = size * 1000 / speed
    }
    switch spec.mode {
    case .sync:
      if upload == nil, spec.localWriteSeconds == nil { isAssumed = true }
      let pause =
        isAssumed
        ? JobSpec.Checkpoint.assumedPauseSeconds
        : (spec.localWriteSeconds ?? 0) + (upload ?? 0)
      pauseHours = pause / 3600
      durableLagHours = 0
    case .async:
      if spec.localWriteSeconds == nil { isAssumed = true }
      pauseHours =
        (spec.localWriteSeconds ?? JobSpec.Checkpoint.assumedPauseSeconds)
        / 3600
      durableLagHours = (upload ?? 0) / 3600
    }
  }

  /// Hours from the order to save until the checkpoint is durable.
  var saveHours: Double { pauseHours + durableLagHours }

  /// Useful hours that one checkpoint at the end of some running hours keeps:
  /// whole steps, and none where the hours are too few to save.
  func savableHours(inRunning hours: Double) -> Double {
    let useful = max(hours - saveHours, 0) / slowdown
    guard let stepHours, stepHours > 0 else { return useful }
    return (useful / stepHours + 1e-9).rounded(.down) * stepHours
  }

  func model(loss: PiecewiseHazard, restartHours: Double) -> CheckpointModel {
    CheckpointModel(
      loss: loss, pauseHours: pauseHours, restartHours: restartHours,
      durableLagHours: durableLagHours, slowdown: slowdown)
  }
}
