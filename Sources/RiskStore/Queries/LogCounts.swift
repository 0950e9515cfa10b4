import GRDB
public import RiskDomain

/// Rows of logs, and of bills beside instance-time, that the database holds.
public struct LogCounts: Hashable, Sendable, Codable {
  public var capacityRequests, fleetChanges, aliveCounts: Int
  public var checkpoints, exposureCells: Int
  /// Egress, storage and fees of standing deliveries.
  public var billingCharges: Int
}

extension RiskDatabase {
  /// Counts what logs and bills said up to `until`.
  public func logCounts(
    until: UTCInstant? = nil
  ) throws(StoreError) -> LogCounts {
    try read { db in
      func count(_ select: FactSelect) throws -> Int {
        try db.count(select, until: until)
      }
      return LogCounts(
        capacityRequests: try count(.requests),
        fleetChanges: try count(.fleetChanges),
        aliveCounts: try count(.aliveCounts),
        checkpoints: try count(.checkpoints),
        exposureCells: try count(.cells),
        billingCharges: try Int.fetchOne(
          db,
          sql: """
            SELECT count(*) FROM billing_line
            WHERE end_ms <= ?1
              AND delivery_id IN (
                SELECT delivery_id FROM (\(BillingStanding.sql)))
              AND subject_id IN (
                SELECT subject_id FROM billing_subject WHERE kind <> 'usage')
            """, arguments: [horizon(until)]) ?? 0)
    }
  }
}
