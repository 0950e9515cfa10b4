import RiskDecision
import RiskDomain

/// Keys of capacity that is paid for otherwise, of queues, and what does not
/// fit together.
extension JobFileReader {
  func reserved() throws(JobFileError) -> [JobSpec.Reservation] {
    let nodes = try root.children(
      "reserved", keys: ["pool", "usdPerHour", "committedHours", "bought"])
    var result: [JobSpec.Reservation] = []
    for node in nodes {
      let hint =
        "For example {pool: aws/us-west-2a/p3.2xlarge, usdPerHour: "
        + "1.84, committedHours: 8760}."
      guard let pool = try node.pool("pool") else {
        throw node.missing("pool", hint)
      }
      guard let price = try node.number("usdPerHour", 0...1e6, above: 0) else {
        throw node.missing("usdPerHour", hint)
      }
      guard
        let hours = try node.number("committedHours", 0...Self.most, above: 0)
      else { throw node.missing("committedHours", hint) }
      result.append(
        .init(
          pool: pool, usdPerHour: price, committedHours: hours,
          isBought: try node.flag("bought") ?? false))
    }
    return result
  }

  func fixed() throws(JobFileError) -> JobSpec.FixedPrice? {
    guard
      let node = try root.child("fixed", keys: ["usdPerMonth", "throughput"])
    else { return nil }
    guard let price = try node.number("usdPerMonth", 0...Self.most, above: 0)
    else {
      throw node.missing("usdPerMonth", "For example {usdPerMonth: 145}.")
    }
    return .init(
      usdPerMonth: price,
      throughput: try node.number("throughput", 0...1e6, above: 0) ?? 1)
  }

  func queue() throws(JobFileError) -> JobSpec.Queue? {
    guard
      let node = try root.child(
        "queue", keys: ["batchRecords", "visibilityTimeoutSeconds"])
    else { return nil }
    guard let records = try node.number("batchRecords", 0...Self.most, above: 0)
    else {
      throw node.missing(
        "batchRecords",
        "For example {batchRecords: 100, visibilityTimeoutSeconds: 600}.")
    }
    return .init(
      batchRecords: records,
      visibilityTimeoutSeconds: try node.number(
        "visibilityTimeoutSeconds", 0...1e7, above: 0))
  }

  /// Statements that cannot both hold, with the line of the key to mend.
  func refuseContradictions(_ job: JobSpec) throws(JobFileError) {
    guard let first = JobContradiction.all(in: job).first else { return }
    let line = root.line(of: first.key)
    throw JobFileError(
      first.message + " (line \(line))", line: line, key: first.key)
  }

  /// Commitments without their vehicle, and vehicles without what they need.
  mutating func addUnusedCommitments(_ job: JobSpec) {
    if !job.reserved.isEmpty, !job.vehicles.contains(.reserved) {
      warnings.append(
        "reserved has no effect: vehicles does not name reserved.")
    }
    if job.fixed != nil, !job.vehicles.contains(.fixed) {
      warnings.append("fixed has no effect: vehicles does not name fixed.")
    }
    guard job.queue != nil else { return }
    if case .records = job.work { return }
    warnings.append(
      "queue has no effect: work is not counted in records.")
  }
}
