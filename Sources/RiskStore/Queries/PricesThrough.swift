import GRDB
public import RiskDomain

extension RiskDatabase {
  /// The instant of each provider's newest spot price up to `until`.
  public func pricesThrough(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [PoolID.Provider: UTCInstant] {
    try read { db in
      let rows = try StoredRows(
        db,
        sql: """
          SELECT p.provider, max((
            SELECT max(at_ms) FROM price_observation o
            WHERE o.pool_id = p.pool_id AND o.at_ms <= ?1)) AS at_ms
          FROM pool p GROUP BY p.provider
          """, arguments: [horizon(until)])
      var through: [PoolID.Provider: UTCInstant] = [:]
      while let row = try rows.next() {
        let provider: PoolID.Provider = try row.known("provider")
        through[provider] = try row.optionalInstant("at_ms")
      }
      return through
    }
  }
}
