import GRDB
public import RiskDomain

/// Two prices of one pool at one instant.
public struct PriceDisagreement: Hashable, Sendable, Codable {
  public var pool: PoolID
  public var at: UTCInstant
  /// Per instance-hour; the higher one stands.
  public var lowest, highest: MicroUSD
}

/// Writes down where a price is stated again and differently.
struct PriceDisagreements {
  private let statement: RawStatement

  init(_ db: Database) throws {
    // The same rows whatever order the prices come in: every price but the
    // first is compared with the one that stands, which is the highest so far.
    statement = try RawStatement(
      db,
      sql: """
        INSERT INTO price_disagreement (
          pool_id, at_ms, lowest_usd_micro_per_hour,
          highest_usd_micro_per_hour)
        SELECT pool_id, at_ms, min(usd_micro_per_hour, ?3),
          max(usd_micro_per_hour, ?3)
        FROM price_observation
        WHERE pool_id = ?1 AND at_ms = ?2 AND usd_micro_per_hour <> ?3
        ON CONFLICT (pool_id, at_ms) DO UPDATE SET
          lowest_usd_micro_per_hour = min(
            lowest_usd_micro_per_hour, excluded.lowest_usd_micro_per_hour),
          highest_usd_micro_per_hour = max(
            highest_usd_micro_per_hour, excluded.highest_usd_micro_per_hour)
        """)
  }

  /// Takes a price whose key is stored already, before it may replace it.
  func note(_ entry: BulkEntry) throws {
    statement.bind(Int64(entry.pool), at: 1)
    statement.bind(entry.position, at: 2)
    statement.bind(entry.value, at: 3)
    _ = try statement.run()
  }
}

extension RiskDatabase {
  /// Prices stated twice and differently up to `until`, by pool and instant.
  public func priceDisagreements(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [PriceDisagreement] {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      let rows = try StoredRows(
        db,
        sql: """
          SELECT d.* FROM price_disagreement d JOIN pool p USING (pool_id)
          WHERE at_ms <= ?
          ORDER BY p.provider, p.zone, p.instance_type, p.os, at_ms
          """, arguments: [horizon(until)])
      return try rows.map { row in
        try PriceDisagreement(
          pool: pools.known(row["pool_id"]), at: row.instant("at_ms"),
          lowest: MicroUSD(rawValue: row["lowest_usd_micro_per_hour"]),
          highest: MicroUSD(rawValue: row["highest_usd_micro_per_hour"]))
      }
    }
  }
}
