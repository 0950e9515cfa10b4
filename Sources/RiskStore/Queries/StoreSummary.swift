import GRDB
public import RiskDomain

/// What the database holds, for `riskctl status`.
public struct StoreSummary: Hashable, Sendable, Codable {
  /// All files of one format.
  public struct Source: Hashable, Sendable, Codable {
    public var format: String
    public var files: Int
    /// Facts and set-aside rows as the files state them; repeated ones count
    /// in each file.
    public var facts, setAside: Int
    /// Event times; nil when no fact has one.
    public var first, last: UTCInstant?
  }

  /// Rows of one pool.
  public struct Pool: Hashable, Sendable, Codable {
    public var pool: PoolID
    public var prices, ticks, launches: Int
    /// Of prices, ticks and launch requests; nil when there are none.
    public var first, last: UTCInstant?
    /// Spells that wait for a loss, and their events.
    public var lossSpells, interruptions: Int
    /// Instance-milliseconds under watch for a loss.
    public var millisecondsAtRisk: Int64
  }

  /// By format.
  public var sources: [Source]
  /// Pools with prices, ticks, launches or spells, by key.
  public var pools: [Pool]
  public var billingRows, events, instances, offerings, setAside: Int
  public var dataThrough: UTCInstant?
  /// Of the spec, program and catalog that spells and exposures were made with;
  /// nil when none were.
  public var derivedInputDigest: String?
}

extension RiskDatabase {
  /// Counts and spans of everything stored.
  public func summary() throws(StoreError) -> StoreSummary {
    let through = try dataThrough()
    let derived = try derivedDigest()
    return try read { db in
      func count(_ table: String) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
      }
      return StoreSummary(
        sources: try Self.sources(db), pools: try Self.poolCounts(db),
        billingRows: try count(
          """
          billing_line WHERE delivery_id IN billing_standing
            AND subject_id IN (
              SELECT subject_id FROM billing_subject WHERE kind = 'usage')
          """),
        events: try count("instance_event"),
        instances: try count("instance"),
        offerings: try count("capacity_block_offering"),
        setAside: try count("set_aside"), dataThrough: through,
        derivedInputDigest: derived)
    }
  }

  private static func sources(
    _ db: Database
  ) throws -> [StoreSummary.Source] {
    let rows = try StoredRows(
      db,
      sql: """
        SELECT format, count(*) AS files, sum(facts) AS facts,
          sum(set_aside) AS set_aside, min(first_at_ms) AS first,
          max(last_at_ms) AS last
        FROM source_file GROUP BY format ORDER BY format
        """)
    return try rows.map { row in
      try StoreSummary.Source(
        format: row["format"], files: row["files"], facts: row["facts"],
        setAside: row["set_aside"], first: row.optionalInstant("first"),
        last: row.optionalInstant("last"))
    }
  }

  private static func poolCounts(
    _ db: Database
  ) throws -> [StoreSummary.Pool] {
    let rows = try StoredRows(
      db,
      sql: """
        WITH
          price AS (
            SELECT pool_id, count(*) AS n, min(at_ms) AS first,
              max(at_ms) AS last
            FROM price_observation GROUP BY pool_id),
          tick AS (
            SELECT pool_id, count(*) AS n,
              min(start_ms + tick * gap_ms) AS first,
              max(start_ms + tick * gap_ms) AS last
            FROM availability_tick JOIN availability_trace USING (pool_id)
            GROUP BY pool_id),
          launch AS (
            SELECT pool_id, count(*) AS n, min(requested_at_ms) AS first,
              max(requested_at_ms) AS last
            FROM launch_attempt GROUP BY pool_id),
          loss AS (
            SELECT pool_id, count(*) AS n, sum(exit = 'interrupted') AS events,
              sum(watched_until_ms - watched_from_ms) AS at_risk_ms
            FROM spell WHERE process = 'loss' GROUP BY pool_id),
          span AS (
            SELECT pool_id, min(first) AS first, max(last) AS last FROM (
              SELECT pool_id, first, last FROM price
              UNION ALL SELECT pool_id, first, last FROM tick
              UNION ALL SELECT pool_id, first, last FROM launch)
            GROUP BY pool_id)
        SELECT p.*, ifnull(price.n, 0) AS prices, ifnull(tick.n, 0) AS ticks,
          ifnull(launch.n, 0) AS launches, span.first, span.last,
          ifnull(loss.n, 0) AS losses, ifnull(loss.events, 0) AS events,
          ifnull(loss.at_risk_ms, 0) AS at_risk_ms
        FROM pool p
        LEFT JOIN price USING (pool_id) LEFT JOIN tick USING (pool_id)
        LEFT JOIN launch USING (pool_id) LEFT JOIN loss USING (pool_id)
        LEFT JOIN span USING (pool_id)
        WHERE span.first IS NOT NULL OR loss.n > 0
        ORDER BY p.provider, p.zone, p.instance_type, p.os
        """)
    return try rows.map { row in
      try StoreSummary.Pool(
        pool: PoolID(row: row), prices: row["prices"],
        ticks: row["ticks"], launches: row["launches"],
        first: row.optionalInstant("first"),
        last: row.optionalInstant("last"), lossSpells: row["losses"],
        interruptions: row["events"],
        millisecondsAtRisk: row["at_risk_ms"])
    }
  }
}
