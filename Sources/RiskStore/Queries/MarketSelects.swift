import GRDB
import RiskDomain

extension FactSelect {
  /// Price lists and advisories.
  static let markets = [
    listPrices, blockRates, grades, scores, bands, zoneAliases,
  ]

  static let listPrices = dated(ListPrice.self, by: "from_ms")
  static let blockRates = dated(CapacityBlockRate.self, by: "from_ms")
  static let grades = dated(AdvisorGrade.self, by: "captured_at_ms")
  static let scores = dated(PlacementScore.self, by: "captured_at_ms")
  static let bands = dated(EvictionBand.self, by: "captured_at_ms")

  // A name belongs to a zone for as long as the account exists: no instant
  // cuts it.
  static let zoneAliases = FactSelect(
    table: ZoneAlias.table,
    sql: """
      SELECT \(columns(of: ZoneAlias.self)) FROM zone_alias
      WHERE ?1 IS NOT NULL
      ORDER BY \(key(of: ZoneAlias.self))
      """)

  private static func dated<Value: StoredFact>(
    _: Value.Type, by column: String
  ) -> FactSelect {
    FactSelect(
      table: Value.table,
      sql: """
        SELECT \(columns(of: Value.self)) FROM \(Value.table)
        WHERE \(column) <= ?1
        ORDER BY \(key(of: Value.self))
        """)
  }
}
