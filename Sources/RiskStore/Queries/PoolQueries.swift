import GRDB
public import RiskDomain

extension RiskDatabase {
  /// Whether what the stamp of the lives knows of bills is what is known of
  /// them at `?1`: then nobody need go through them.
  private static let stampHolds =
    "EXISTS (SELECT 1 FROM lives_stamp WHERE through_ms <= ?1)"

  /// Pools that a fact up to `until` speaks of, in the order of their keys.
  ///
  /// A pool is known by a price, a tick, a launch or request, a fleet, a cell
  /// of exposure, a billing row with a zone, or the event of an instance whose
  /// zone and type are known. The accelerator is nil: ask the catalog.
  public func pools(
    matching glob: String? = nil, until: UTCInstant? = nil
  ) throws(StoreError) -> [PoolID] {
    try read { db in
      let rows = try StoredRows(
        db,
        sql: """
          SELECT provider, zone, instance_type, os FROM (
            SELECT provider, zone, instance_type, os FROM pool p
            WHERE EXISTS (
                SELECT 1 FROM price_observation o
                WHERE o.pool_id = p.pool_id AND o.at_ms <= ?1)
              OR EXISTS (
                SELECT 1 FROM availability_trace t
                JOIN availability_tick k USING (pool_id)
                WHERE t.pool_id = p.pool_id
                  AND t.start_ms + k.tick * t.gap_ms <= ?1)
              OR EXISTS (
                SELECT 1 FROM launch_attempt l
                WHERE l.pool_id = p.pool_id AND l.requested_at_ms <= ?1)
              OR EXISTS (
                SELECT 1 FROM fleet_change c
                WHERE c.pool_id = p.pool_id AND c.at_ms <= ?1)
              OR EXISTS (
                SELECT 1 FROM alive_count a
                WHERE a.pool_id = p.pool_id AND a.at_ms <= ?1)
              OR EXISTS (
                SELECT 1 FROM exposure_cell x
                WHERE x.pool_id = p.pool_id AND x.until_ms <= ?1)
              OR pool_id IN (
                SELECT pool_id FROM life_cell WHERE until_ms <= ?1
                UNION SELECT pool_id FROM attempt_cell WHERE until_ms <= ?1)
            UNION
            SELECT d.provider, s.zone, s.instance_type, s.os
            FROM (
              SELECT delivery_id, subject_id FROM billed_subject
              WHERE \(Self.stampHolds)
              UNION ALL
              SELECT DISTINCT delivery_id, subject_id
              FROM (SELECT 1 WHERE NOT \(Self.stampHolds))
              CROSS JOIN billing_line WHERE end_ms <= ?1) l
            JOIN (\(BillingStanding.sql)) d USING (delivery_id)
            JOIN billing_subject s USING (subject_id)
            WHERE s.kind = 'usage' AND s.zone IS NOT NULL
            UNION
            SELECT provider, ifnull(
                CASE WHEN granted_at_ms <= ?1 THEN granted_zone END, zone
              ) AS place, instance_type, ifnull(os, 'linux')
            FROM capacity_request
            WHERE place IS NOT NULL AND instance_type IS NOT NULL
              AND requested_at_ms <= ?1
            UNION
            SELECT i.provider, i.zone, i.instance_type, ifnull(i.os, 'linux')
            FROM instance i
            WHERE i.zone IS NOT NULL AND i.instance_type IS NOT NULL
              AND (i.provider, i.instance_id) IN (
                SELECT provider, instance_id FROM instance_event
                WHERE at_ms <= ?1 GROUP BY provider, instance_id))
          WHERE ?2 IS NULL
            OR provider || '/' || zone || '/' || instance_type
              || CASE os WHEN 'linux' THEN '' ELSE '/' || os END GLOB ?2
          ORDER BY provider, zone, instance_type, os
          """, arguments: [horizon(until), glob])
      return try rows.map(PoolID.init(row:))
    }
  }

  /// The latest event time up to `until`; nil when there is no fact.
  ///
  /// Launches and ends of attempts count at their own times, ticks at their
  /// start. Bills are gone through where no stamp of the lives knows their end.
  public func dataThrough(
    until: UTCInstant? = nil
  ) throws(StoreError) -> UTCInstant? {
    try read { db in
      try db.storedValue(
        """
        SELECT max(at_ms) FROM (
          SELECT (
            SELECT max(at_ms) FROM price_observation o
            WHERE o.pool_id = p.pool_id AND o.at_ms <= ?1) AS at_ms
          FROM pool p
          UNION ALL
          SELECT t.start_ms + t.gap_ms * (
            SELECT max(k.tick) FROM availability_tick k
            WHERE k.pool_id = t.pool_id
              AND t.start_ms + k.tick * t.gap_ms <= ?1)
          FROM availability_trace t
          UNION ALL
          SELECT CASE WHEN \(Self.stampHolds)
            THEN (SELECT billed_through_ms FROM lives_stamp)
            ELSE (
              SELECT max(l.end_ms) FROM billing_line l
              JOIN (\(BillingStanding.sql)) USING (delivery_id)
              WHERE l.end_ms <= ?1 AND l.subject_id IN (
                SELECT subject_id FROM billing_subject WHERE kind = 'usage'))
            END
          UNION ALL
          SELECT max(at_ms) FROM instance_event WHERE at_ms <= ?1
          UNION ALL
          SELECT max(since_ms) FROM instance_alias WHERE since_ms <= ?1
          UNION ALL
          SELECT max(at_ms) FROM fleet_change WHERE at_ms <= ?1
          UNION ALL
          SELECT max(at_ms) FROM alive_count WHERE at_ms <= ?1
          UNION ALL
          SELECT max(at_ms) FROM checkpoint_report WHERE at_ms <= ?1
          UNION ALL
          SELECT max(until_ms) FROM exposure_cell WHERE until_ms <= ?1
          UNION ALL
          SELECT max(until_ms) FROM life_cell WHERE until_ms <= ?1
          UNION ALL
          SELECT max(
            requested_at_ms,
            iif(granted_at_ms <= ?1, granted_at_ms, requested_at_ms),
            iif(refused_at_ms <= ?1, refused_at_ms, requested_at_ms))
          FROM capacity_request WHERE requested_at_ms <= ?1
          UNION ALL
          SELECT max(captured_at_ms) FROM capacity_block_offering
          WHERE captured_at_ms <= ?1
          UNION ALL
          SELECT max(from_ms) FROM list_price WHERE from_ms <= ?1
          UNION ALL
          SELECT max(from_ms) FROM capacity_block_rate WHERE from_ms <= ?1
          UNION ALL
          SELECT max(captured_at_ms) FROM advisor_grade
          WHERE captured_at_ms <= ?1
          UNION ALL
          SELECT max(captured_at_ms) FROM placement_score
          WHERE captured_at_ms <= ?1
          UNION ALL
          SELECT max(captured_at_ms) FROM eviction_band
          WHERE captured_at_ms <= ?1
          UNION ALL
          SELECT max(
            requested_at_ms,
            iif(launched_at_ms <= ?1, launched_at_ms, requested_at_ms),
            iif(ended_at_ms <= ?1, ended_at_ms, requested_at_ms))
          FROM launch_attempt WHERE requested_at_ms <= ?1)
        """, [horizon(until)])
    }
  }

  /// Rows that could not be read, by file name and line.
  public func setAsideRows(
    limit: Int? = nil
  ) throws(StoreError) -> [SetAsideRow] {
    try read { db in
      let rows = try StoredRows(
        db,
        sql: """
          SELECT name, digest, line, column_name, value, reason
          FROM set_aside JOIN source_file USING (file_id)
          ORDER BY name, digest, line, column_name, value, reason LIMIT ?
          """, arguments: [limit ?? -1])
      return try rows.map { row in
        try SetAsideRow(
          origin: RowOrigin(
            source: row["name"], fileDigest: row["digest"],
            line: row["line"]),
          column: row["column_name"], value: row["value"],
          reason: row["reason"])
      }
    }
  }

  /// Files that were loaded, by format, name and digest.
  public func sourceFiles() throws(StoreError) -> [StoredFile] {
    try read { db in
      let rows = try StoredRows(
        db,
        sql: "SELECT * FROM source_file ORDER BY format, name, digest")
      return try rows.map { row in
        try StoredFile(
          file: SourceFile(
            name: row["name"], digest: row["digest"],
            format: row["format"]),
          facts: row["facts"], setAside: row["set_aside"],
          first: row.optionalInstant("first_at_ms"),
          last: row.optionalInstant("last_at_ms"))
      }
    }
  }
}
