import RiskDomain

extension JobSpec {
  /// Longest work of the whole gang, in hours: more is a slip of the pen.
  public static let mostWorkHours = 1_000_000.0

  /// Hours from a granted request to the first step of a new job.
  public var launchHours: Double {
    (restart.provisionSeconds + restart.initSeconds) / 3600
  }

  /// Hours from a granted request to the first step after a loss: launch and
  /// reading the checkpoint back.
  public var relaunchHours: Double {
    launchHours
      + (checkpoint.continuous || isQueueFed
        ? 0 : checkpoint.restoreSeconds / 3600)
  }

  /// Whether a queue hands out the records in batches: then a loss costs the
  /// batch in hand, and nothing is saved or restored.
  public var isQueueFed: Bool {
    guard queue != nil, case .records = work else { return false }
    return true
  }

  /// Whether each member runs for itself, to the end of its own work.
  var runsIndependently: Bool { gang.isIndependent && !isQueueFed }

  /// Whether a loss costs the work of the lost member alone.
  var hasIndependentMembers: Bool { isQueueFed || runsIndependently }

  /// What saving costs and what a loss throws away, at the speed of a GPU.
  func checkpointPlan(throughput: Double) -> CheckpointPlan {
    guard let queue, case .records(_, let rate) = work else {
      return CheckpointPlan(checkpoint)
    }
    return CheckpointPlan(
      batchHours: queue.batchSeconds(
        recordsPerGPUHour: rate, throughput: throughput) / 3600)
  }

  /// Hours of the whole gang without any loss or checkpoint.
  ///
  /// `gpus` are the GPUs of the job, `throughput` their speed against the
  /// reference GPU.
  public func workHours(gpus: Int, throughput: Double) -> Double {
    let speed = Double(max(gpus, 1)) * throughput
    return switch work {
    case .gpuHours(let hours): hours / speed
    case .hours(let hours): hours / throughput
    case .epochs(let count, let hoursPerEpoch):
      count * hoursPerEpoch / throughput
    case .records(let count, let perGPUHour): count / perGPUHour / speed
    }
  }

  /// The unit that the work is counted in, and how many there are.
  var unitOfWork: (unit: String, count: Double) {
    switch work {
    case .gpuHours(let hours): ("reference-gpu-hour", hours)
    case .hours(let hours): ("gang-hour", hours)
    case .epochs(let count, _): ("epoch", count)
    case .records(let count, _):
      // A price per million says nothing of a few thousand images.
      count < 1_000_000
        ? ("record", count) : ("million-records", count / 1_000_000)
    }
  }

  /// The price that the job file states for a pool.
  func priceOverride(_ pool: PoolID) -> PriceOverride? {
    prices.first { $0.pool == pool }
  }
}
