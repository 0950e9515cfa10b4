import RiskDomain

/// Two statements of a job that cannot both hold.
public struct JobContradiction: Hashable, Sendable {
  /// Path of the key to mend, "queue.visibilityTimeoutSeconds".
  public var key: String
  /// A sentence that names both.
  public var message: String

  /// The contradictions inside a job, whatever the prices and pools are.
  public static func all(in job: JobSpec) -> [JobContradiction] {
    [window, elastic, residency, queue].compactMap { $0(job) }
  }

  private static func window(_ job: JobSpec) -> JobContradiction? {
    guard let deadline = job.when.deadline, let earliest = job.when.earliest,
      deadline <= earliest
    else { return nil }
    return JobContradiction(
      key: "when.deadline",
      message: "when.deadline \(deadline.rfc3339) is not later than "
        + "when.earliest \(earliest.rfc3339).")
  }

  private static func elastic(_ job: JobSpec) -> JobContradiction? {
    guard let elastic = job.gang.elastic else { return nil }
    let nodes = job.gang.nodes
    guard elastic.minNodes > nodes || elastic.maxNodes < nodes else {
      return nil
    }
    return JobContradiction(
      key: "gang.elastic",
      message: "gang.nodes \(nodes) lies outside gang.elastic, "
        + "\(elastic.minNodes) to \(elastic.maxNodes) nodes.")
  }

  private static func residency(_ job: JobSpec) -> JobContradiction? {
    guard let data = job.data, data.mustStay else { return nil }
    let home = "\(data.provider.rawValue)/\(data.region)"
    let said = "data.mayMove is false: the dataset stays in \(home), and "
    let place = job.place
    var other: String?
    if !place.providers.isEmpty, !place.providers.contains(data.provider) {
      other = "where.providers leaves \(data.provider.rawValue) out"
    } else if !place.regions.isEmpty, !place.regions.contains(data.region) {
      other = "where.regions leaves \(data.region) out"
    } else if place.exclude.contains(data.region) {
      other = "where.exclude names \(data.region)"
    } else if !job.pools.isEmpty,
      !job.pools.contains(where: {
        $0.provider == data.provider && $0.region == data.region
      })
    {
      other = "none of pools lies there"
    }
    return other.map {
      JobContradiction(
        key: "data.mayMove",
        message: said + $0 + ": no region is left.")
    }
  }

  /// A batch comes back to the queue before even the fastest GPU is done.
  private static func queue(_ job: JobSpec) -> JobContradiction? {
    guard let queue = job.queue, case .records(_, let rate) = job.work,
      let timeout = queue.visibilityTimeoutSeconds
    else { return nil }
    let fastest = job.accept.map(\.throughput).max() ?? 1
    let seconds = queue.batchSeconds(
      recordsPerGPUHour: rate, throughput: fastest)
    guard timeout < seconds else { return nil }
    return JobContradiction(
      key: "queue.visibilityTimeoutSeconds",
      message: "queue.visibilityTimeoutSeconds \(plain(timeout, digits: 1)) "
        + "is below the time of a batch: \(plain(queue.batchRecords, digits: 0))"
        + " records take \(plain(seconds, digits: 1)) s on the fastest "
        + "accepted GPU, so every batch would be handed out twice. Raise it or "
        + "take smaller batches.")
  }
}

extension JobSpec.Queue {
  /// Seconds that one GPU takes for a batch.
  public func batchSeconds(
    recordsPerGPUHour rate: Double, throughput: Double
  ) -> Double {
    batchRecords / (rate * throughput) * 3600
  }
}
