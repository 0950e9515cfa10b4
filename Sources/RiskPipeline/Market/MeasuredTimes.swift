import RiskDecision
import RiskDomain
import RiskReport
import RiskStore

/// What a job's own training loop reported of its checkpoints and restarts.
///
/// Takes the place of defaults alone: what the job file states stands.
struct MeasuredTimes {
  private let pauses, restarts, steps, sizes: [Double]

  /// - Parameters:
  ///   - reports: of every job, in any order.
  ///   - job: whose reports count, by its name.
  init(_ reports: [CheckpointReport], job: String) {
    let own = reports.filter { $0.job == job }
    func seconds(_ value: (CheckpointReport) -> Int64?) -> [Double] {
      own.compactMap(value).map { Double($0) / 1000 }.sorted()
    }
    pauses = seconds(\.checkpointMilliseconds)
    restarts = seconds(\.restartMilliseconds)
    steps = seconds(\.stepMilliseconds).filter { $0 > 0 }
    sizes = own.compactMap(\.bytes).map { Double($0) / 1e9 }.sorted()
  }

  /// The job with medians of the reports where its file says nothing, and a
  /// sentence on what was taken.
  ///
  /// A reported restart runs from the instance's start to the first new step:
  /// it holds the initialisation and the reading of the checkpoint.
  func applied(to file: JobFile) -> (job: JobSpec, sentences: [String]) {
    var job = file.job
    guard !job.checkpoint.continuous else { return (job, []) }
    var taken: [String] = []
    func isLeftOut(_ keys: String...) -> Bool {
      keys.allSatisfy(file.leftOut.contains)
    }
    if isLeftOut("checkpoint.sizeGB"), let size = Self.median(sizes) {
      job.checkpoint.sizeGB = size
      taken.append(
        "a checkpoint has \(NumberText.fixed(size, 1)) GB "
          + "(\(Self.count(sizes, "report")))")
    }
    if isLeftOut("checkpoint.localWriteSeconds"),
      isLeftOut("checkpoint.durableUploadMBps"), let pause = Self.median(pauses)
    {
      job.checkpoint.localWriteSeconds = pause
      taken.append(
        "the job stands still for \(NumberText.fixed(pause, 1)) s at a "
          + "checkpoint (\(Self.count(pauses, "report")))")
    }
    if isLeftOut("restart.initSeconds"), let restart = Self.median(restarts) {
      let isRestored = isLeftOut("checkpoint.restoreSeconds")
      if isRestored { job.checkpoint.restoreSeconds = 0 }
      job.restart.initSeconds = max(
        restart - job.checkpoint.restoreSeconds, 0)
      taken.append(
        "a restart takes \(NumberText.fixed(restart, 0)) s from the "
          + "instance's start to the first new step "
          + "(\(Self.count(restarts, "restart")))")
    }
    if isLeftOut("checkpoint.stepSeconds"), let step = Self.median(steps) {
      job.checkpoint.stepSeconds = step
      taken.append(
        "a step takes \(NumberText.fixed(step, 2)) s "
          + "(\(Self.count(steps, "report")))")
    }
    guard !taken.isEmpty else { return (job, []) }
    return (
      job,
      [
        "From the job's own checkpoint log, as medians: "
          + taken.joined(separator: "; ") + "."
      ]
    )
  }

  /// The median of sorted values; nil of none.
  private static func median(_ sorted: [Double]) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1
      ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func count(_ values: [Double], _ noun: String) -> String {
    Counted.of(values.count, noun)
  }
}

extension JobInput {
  /// The job with what its training loop reported up to a moment.
  func measured(
    _ store: StoreAccess, asOf: UTCInstant
  ) throws(UseCaseFailure) -> (job: JobSpec, sentences: [String]) {
    let reports = try store { (db) throws(StoreError) in
      try db.checkpoints(until: asOf)
    }
    return MeasuredTimes(reports, job: file.job.name).applied(to: file)
  }
}
