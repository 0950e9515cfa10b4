import GRDB
public import RiskDomain

/// Rows that a purge has removed.
public struct PurgeSummary: Hashable, Sendable, Codable {
  public var prices, ticks, billingRows, events, launches, offerings: Int
  /// Descriptions of instances of which nothing else is left.
  public var instances: Int
  /// List prices and rates that were replaced, and grades, scores and bands.
  public var markets: Int
  /// Requests, fleet changes, counts, checkpoints, cells and names.
  public var logRows = 0

  public init(
    prices: Int, ticks: Int, billingRows: Int, events: Int, launches: Int,
    offerings: Int, instances: Int, markets: Int = 0
  ) {
    self.prices = prices
    self.ticks = ticks
    self.billingRows = billingRows
    self.events = events
    self.launches = launches
    self.offerings = offerings
    self.instances = instances
    self.markets = markets
  }

  /// Counts with the names by which people know them.
  public var parts: [(name: String, rows: Int)] {
    [
      ("prices", prices), ("availability ticks", ticks),
      ("billing lines", billingRows), ("events", events),
      ("launches", launches), ("offerings", offerings),
      ("instances", instances), ("list prices and advisories", markets),
      ("log rows", logRows),
    ]
  }

  /// Rows of every kind.
  public var total: Int { parts.reduce(0) { $0 + $1.rows } }

  /// Rows of which lives are made.
  var ofLives: Int { total - prices - offerings - markets }
}

extension RiskDatabase {
  /// List prices and rates of which a later one was in force by `?1`.
  private static let replacedPriceSQL = [
    """
    list_price AS o WHERE from_ms < (
      SELECT max(from_ms) FROM list_price q
      WHERE (q.provider, q.region, q.instance_type, q.os, q.market,
          q.term_months)
        = (o.provider, o.region, o.instance_type, o.os, o.market,
          o.term_months)
        AND q.from_ms <= ?1)
    """,
    """
    capacity_block_rate AS o WHERE from_ms < (
      SELECT max(from_ms) FROM capacity_block_rate q
      WHERE (q.place, q.instance_type) = (o.place, o.instance_type)
        AND q.from_ms <= ?1)
    """,
  ]

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
  ///   - isDryRun: counts what would go and leaves everything.
  public func purge(
    pricesBefore: UTCInstant?, eventsBefore: UTCInstant?,
    isDryRun: Bool = false
  ) throws(StoreError) -> PurgeSummary {
    try write(commits: !isDryRun) { db in
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
      for sql in Self.replacedPriceSQL {
        purged.markets += try remove(sql, before: pricesBefore)
      }
      for table in [
        AdvisorGrade.table, PlacementScore.table, EvictionBand.table,
      ] {
        purged.markets += try remove(
          table + " WHERE captured_at_ms < ?1", before: eventsBefore)
      }
      try db.execute(
        sql: """
          DELETE FROM price_disagreement AS d WHERE NOT EXISTS (
            SELECT 1 FROM price_observation o
            WHERE o.pool_id = d.pool_id AND o.at_ms = d.at_ms);
          """)
      purged.logRows =
        try remove(
          """
          capacity_request WHERE requested_at_ms < ?1
            AND ifnull(granted_at_ms, refused_at_ms) < ?1
          """, before: eventsBefore)
        + remove("fleet_change WHERE at_ms < ?1", before: eventsBefore)
        + remove("alive_count WHERE at_ms < ?1", before: eventsBefore)
        + remove("checkpoint_report WHERE at_ms < ?1", before: eventsBefore)
        + remove("exposure_cell WHERE until_ms < ?1", before: eventsBefore)
        + remove("life_cell WHERE until_ms < ?1", before: eventsBefore)
        + remove("attempt_cell WHERE until_ms < ?1", before: eventsBefore)
      if eventsBefore != nil {
        try db.execute(
          sql: """
            DELETE FROM availability_trace AS t WHERE NOT EXISTS (
              SELECT 1 FROM availability_tick k WHERE k.pool_id = t.pool_id)
            """)
        try db.execute(
          sql: """
            DELETE FROM instance AS i
            WHERE instance_id NOT IN (
                SELECT instance_id FROM instance_event GROUP BY instance_id)
              AND NOT EXISTS (
                SELECT 1 FROM billing_resource r
                JOIN billing_line l USING (resource_ref)
                WHERE r.resource_id = i.instance_id)
              AND instance_id NOT IN (
                SELECT instance_id FROM launch_attempt
                WHERE instance_id IS NOT NULL GROUP BY instance_id)
            """)
        purged.instances = db.changesCount
        try db.execute(
          sql: """
            DELETE FROM instance_alias AS a
            WHERE since_ms < ?1 AND NOT EXISTS (
              SELECT 1 FROM instance i WHERE i.instance_id = a.instance_id)
            """, arguments: [eventsBefore?.unixMilliseconds])
        purged.logRows += db.changesCount
      }
      if purged.total > 0 {
        // What is gone can come back only when its file is read again; a file
        // that says nothing of that time lost nothing.
        let latest = [pricesBefore, eventsBefore].compactMap(\.self).max()
        try db.execute(
          sql: """
            DELETE FROM file_reading
            WHERE first_at_ms IS NULL OR first_at_ms < ?1
            """, arguments: [latest?.unixMilliseconds])
      }
      if purged.ofLives > 0 { try Self.outdateLives(db) }
      return purged
    }
  }
}
