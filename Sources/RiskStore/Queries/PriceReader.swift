import GRDB
public import RiskDomain

extension RiskDatabase {
  /// Reads the prices of one pool after the other.
  ///
  /// The list of files is read once, and each pool is found by its key: the
  /// time grows with the pools and their prices, not with pools times pools.
  ///
  /// - Parameter body: takes a reader that gives the prices of a pool up to
  ///   `until`, by instant; none for a pool that is not known.
  public func readingPrices<T>(
    until: UTCInstant? = nil,
    _ body: ((PoolID) throws -> [PriceObservation]) throws -> T
  ) throws(StoreError) -> T {
    try read { db in
      let origins = try OriginDirectory(db)
      let rows = try RawStatement(
        db,
        sql: """
          SELECT o.at_ms, o.usd_micro_per_hour, o.file_id, o.line
          FROM pool p CROSS JOIN price_observation o ON o.pool_id = p.pool_id
          WHERE p.provider = ?1 AND p.zone = ?2 AND p.instance_type = ?3
            AND p.os = ?4 AND o.at_ms <= ?5
          ORDER BY o.at_ms
          """)
      let last = horizon(until)
      return try body { pool in
        rows.bind(pool.provider.rawValue, at: 1)
        rows.bind(pool.zone, at: 2)
        rows.bind(pool.instanceType, at: 3)
        rows.bind(pool.os, at: 4)
        rows.bind(last, at: 5)
        var result: [PriceObservation] = []
        while try rows.next() {
          result.append(
            try PriceObservation(
              pool: pool, effectiveFrom: rows.instant(0),
              pricePerHour: MicroUSD(rawValue: rows.integer(1)),
              origin: origins.origin(
                file: rows.integer(2), line: rows.integer(3))))
        }
        return result
      }
    }
  }
}
