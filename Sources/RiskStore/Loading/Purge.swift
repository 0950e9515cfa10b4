import GRDB
public import RiskDomain

/// Rows that a purge has removed.
public struct PurgeSummary: Hashable, Sendable, Codable {
  public var prices, ticks, billingRows, events, launches, offerings: Int
  /// Descriptions of instances of which nothing else is left.
  public var instances: Int

  public init(
    prices: Int, ticks: Int, billingRows: Int, events: Int, launches: Int,
    offerings: Int, instances: Int
  ) {
    self.prices = prices
    self.ticks = ticks
    self.billingRows = billingRows
    self.events = events
    self.launches = launches
    self.offerings = offerings
    self.instances = instances
  }
}

extension RiskDatabase {
  /// Removes old facts.
  ///
  /// Of each pool the price in force at `pricesBefore` stays, whatever its
  /// age, and so do launches that had not ended by `eventsBefore`. The list
  /// of source files stays as a record. Spells and exposures are not touched:
  /// they are replaced when they are derived next.
  ///
  /// - Parameters:
  ///   - pricesBefore: prices that were replaced before this instant go; nil
  ///     keeps all.
  ///   - eventsBefore: all other facts before this instant go; nil keeps
  ///     all.
  public func purge(
    pricesBefore: UTCInstant?, eventsBefore: UTCInstant?
  ) throws(StoreError) -> PurgeSummary {
    try write { db in
      func remove(_ sql: String, before: UTCInstant?) throws -> Int {
        guard let before else { return 0 }
        try db.execute(
          sql: "DELETE FROM " + sql, arguments: [before.unixMilliseconds])
        return db.changesCount
      }
      var purged = PurgeSummary(
        prices: try remove(
          """
          price_observation AS o WHERE at_ms < (
            SELECT max(at_ms) FROM price_observation q
            WHERE q.pool_id = o.pool_id AND q.at_ms <= ?1)
          """, before: pricesBefore),
        ticks: try remove(
          """
          availability_tick AS k WHERE ?1 > (
            SELECT start_ms + k.tick * gap_ms FROM availability_trace t
            WHERE t.pool_id = k.pool_id)
          """, before: eventsBefore),
        billingRows: try remove(
          "billing_line WHERE end_ms < ?1", before: eventsBefore),
        events: try remove(
          "instance_event WHERE at_ms < ?1", before: eventsBefore),
        launches: try remove(
          """
          launch_attempt WHERE ended_at_ms < ?1
            OR (launched_at_ms IS NULL AND requested_at_ms < ?1)
          """, before: eventsBefore),
        offerings: try remove(
          "capacity_block_offering WHERE captured_at_ms < ?1",
          before: eventsBefore),
        instances: 0)
      if eventsBefore != nil {
        try db.execute(
          sql: """
            DELETE FROM availability_trace AS t WHERE NOT EXISTS (
              SELECT 1 FROM availability_tick k WHERE k.pool_id = t.pool_id)
            """)
        try db.execute(
          sql: """
            DELETE FROM instance AS i
            WHERE NOT EXISTS (
                SELECT 1 FROM instance_event e
                WHERE e.instance_id = i.instance_id)
              AND NOT EXISTS (
                SELECT 1 FROM billing_resource r
                JOIN billing_line l USING (resource_ref)
                WHERE r.resource_id = i.instance_id)
              AND NOT EXISTS (
                SELECT 1 FROM launch_attempt l
                WHERE l.instance_id = i.instance_id)
            """)
        purged.instances = db.changesCount
      }
      return purged
    }
  }
}
