import RiskDomain
import RiskReport
import RiskStore

extension StatusReport {
  /// Rows of logs, and of bills beside instance-time.
  public struct Logs: Hashable, Sendable, Codable {
    public var capacityRequests, fleetChanges, aliveCounts: Int
    public var checkpoints, exposureCells, billingCharges: Int
    /// Events of instances of which no file tells the pool.
    public var eventsWithoutPool: Int
  }

  /// What logs hold, as a line; empty without any.
  var logsLine: String {
    let counts: [(Int, String, String)] = [
      (logs.eventsWithoutPool, "event without a pool", "events without a pool"),
      (logs.capacityRequests, "capacity request", "capacity requests"),
      (logs.fleetChanges, "fleet change", "fleet changes"),
      (logs.aliveCounts, "alive count", "alive counts"),
      (logs.checkpoints, "checkpoint", "checkpoints"),
      (logs.exposureCells, "exposure cell", "exposure cells"),
      (logs.billingCharges, "billing charge", "billing charges"),
    ]
    let known = counts.filter { $0.0 > 0 }
    if known.isEmpty { return "" }
    let line = known.map { Counted.of($0.0, $0.1, $0.2) }
      .joined(separator: ", ")
    return Paragraph.wrapped(line)
  }
}

extension StatusReport.Logs {
  init(_ counts: LogCounts, eventsWithoutPool: Int) {
    self.init(
      capacityRequests: counts.capacityRequests,
      fleetChanges: counts.fleetChanges, aliveCounts: counts.aliveCounts,
      checkpoints: counts.checkpoints, exposureCells: counts.exposureCells,
      billingCharges: counts.billingCharges,
      eventsWithoutPool: eventsWithoutPool)
  }
}
