import RiskDecision

/// What holds for keys that a job file leaves out.
enum JobFileDefaults {
  /// The visible list: path and value.
  static let all: [(path: [String], value: String)] = [
    (["class"], "training"),
    (["work", "referenceGPU"], "the GPU with throughput 1"),
    (["gang", "nodes"], "1"),
    (["gang", "gpusPerNode"], "all GPUs of an instance"),
    (["gang", "allOrNothing"], "true"),
    (["gang", "elastic"], "none: all nodes or nothing"),
    (["gang", "sameZone"], "true"),
    (["gang", "efa"], "false"),
    (["pools"], "every pool with an accepted GPU"),
    (["where", "providers"], "all"),
    (["where", "regions"], "all"),
    (["where", "exclude"], "none"),
    (["where", "quotas"], "none"),
    (["data"], "read where the job runs, at no cost"),
    (["data", "datasetGB"], "unknown"),
    (["data", "readPerStartGB"], "the whole dataset"),
    (
      ["data", "mayMove"],
      "the dataset is not copied; starts elsewhere read it from where it lies"
    ),
    (["checkpoint", "continuous"], "false"),
    (["checkpoint", "sizeGB"], "unknown: keeping checkpoints costs nothing"),
    (["checkpoint", "mode"], "sync"),
    (
      ["checkpoint", "localWriteSeconds"],
      "0 with sizeGB and durableUploadMBps in mode sync, else an assumed pause "
        + "of \(Int(JobSpec.Checkpoint.assumedPauseSeconds)) s"
    ),
    (
      ["checkpoint", "durableUploadMBps"],
      "unknown: the upload takes no time beside the write"
    ),
    (["checkpoint", "stepSeconds"], "any interval"),
    (["checkpoint", "syncOverheadPercent"], "0"),
    (["checkpoint", "minIntervalSeconds"], "60"),
    (["checkpoint", "restoreSeconds"], "60, or 0 with continuous checkpoints"),
    (["restart", "provisionSeconds"], "180"),
    (["restart", "initSeconds"], "120"),
    (["when", "earliest"], "now"),
    (["when", "deadline"], "none"),
    (["when", "timeZone"], "UTC"),
    (["when", "pausable"], "false"),
    (["when", "waitingUSDPerHour"], "0"),
    (["money", "budgetUSD"], "none"),
    (["money", "currency"], "USD"),
    (["money", "fxPerUSD"], "none: amounts in USD only"),
    (["money", "maxSpotNodes"], "none"),
    (["risk", "meetDeadline"], "0.95"),
    (["risk", "aversion"], "0"),
    (["risk", "onDemandFloorPercent"], "0"),
    (["risk", "fallbackAfterFailures"], "what costs least"),
    (["vehicles"], "spot, on-demand, capacity-block"),
    (["reserved"], "none"),
    (["fixed"], "none"),
    (["queue"], "none: a loss costs what no checkpoint holds"),
    (["prices"], "those of the data and of the catalog"),
  ]

  /// "gang.nodes" for each key that is not there.
  static func leftOut(of root: JobFileNode) -> Set<String> {
    Set(
      all.filter { !root.has(path: $0.path) }
        .map { $0.path.joined(separator: ".") })
  }

  /// "gang.nodes: 1" for each key that is not there.
  static func missing(in root: JobFileNode) -> [String] {
    var missing = all.filter { entry in !root.has(path: entry.path) }
      .map { $0.path.joined(separator: ".") + ": " + $0.value }
    for (key, value) in [("throughput", "1"), ("minVRAMGB", "any")]
    where root.hasEntry("accept", without: key) {
      missing.append("accept.\(key): \(value)")
    }
    return missing
  }
}
