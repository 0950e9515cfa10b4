/// What holds for keys that a job file leaves out.
enum JobFileDefaults {
  /// The visible list: path and value.
  static let all: [(path: [String], value: String)] = [
    (["class"], "training"),
    (["gang", "nodes"], "1"),
    (["gang", "gpusPerNode"], "all GPUs of an instance"),
    (["gang", "allOrNothing"], "true"),
    (["gang", "sameZone"], "true"),
    (["gang", "efa"], "false"),
    (["data", "mayMove"], "false"),
    (["checkpoint", "continuous"], "false"),
    (["checkpoint", "mode"], "sync"),
    (["checkpoint", "syncOverheadPercent"], "0"),
    (["checkpoint", "minIntervalSeconds"], "60"),
    (["checkpoint", "restoreSeconds"], "60, or 0 with continuous checkpoints"),
    (["restart", "provisionSeconds"], "180"),
    (["restart", "initSeconds"], "120"),
    (["when", "earliest"], "now"),
    (["when", "deadline"], "none"),
    (["when", "timeZone"], "UTC"),
    (["when", "pausable"], "false"),
    (["money", "budgetUSD"], "none"),
    (["money", "currency"], "USD"),
    (["money", "maxSpotNodes"], "none"),
    (["risk", "meetDeadline"], "0.95"),
    (["risk", "aversion"], "0"),
    (["risk", "onDemandFloorPercent"], "0"),
    (["risk", "fallbackAfterFailures"], "what costs least"),
    (["vehicles"], "spot, on-demand, capacity-block"),
  ]

  /// "gang.nodes: 1" for each key that is not there.
  static func missing(in root: JobFileNode) -> [String] {
    all.filter { entry in !root.has(path: entry.path) }
      .map { $0.path.joined(separator: ".") + ": " + $0.value }
  }
}
