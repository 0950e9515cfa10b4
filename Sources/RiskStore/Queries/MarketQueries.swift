import Foundation
import GRDB
public import RiskDomain

// As with the other facts, `until` cuts what began or was captured after it,
// and facts come in the order of their keys.

extension RiskDatabase {
  /// List prices of regions that begin by `until`.
  ///
  /// - Parameter types: keeps only these instance types; nil keeps all.
  public func listPrices(
    ofTypes types: Set<String>? = nil, until: UTCInstant? = nil
  ) throws(StoreError) -> [ListPrice] {
    try read { db in
      let origins = try OriginDirectory(db)
      let wanted = try types.map { names in
        String(
          decoding: try JSONEncoder().encode(names.sorted()), as: UTF8.self)
      }
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT * FROM list_price
          WHERE from_ms <= ?1 AND (?2 IS NULL OR instance_type IN (
            SELECT value FROM json_each(?2)))
          ORDER BY \(ListPrice.keyColumns.joined(separator: ", "))
          """, arguments: [horizon(until), wanted])
      return try Array(rows.map { try ListPrice(row: $0, origins: origins) })
    }
  }

  /// Published Capacity Block rates that begin by `until`.
  public func capacityBlockRates(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [CapacityBlockRate] {
    try read { db in
      try Self.facts(db, .blockRates, until, CapacityBlockRate.init)
    }
  }

  /// Grades of the Spot Instance Advisor captured by `until`.
  public func advisorGrades(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [AdvisorGrade] {
    try read { db in try Self.facts(db, .grades, until, AdvisorGrade.init) }
  }

  /// Placement scores captured by `until`.
  public func placementScores(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [PlacementScore] {
    try read { db in try Self.facts(db, .scores, until, PlacementScore.init) }
  }

  /// Azure's eviction bands captured by `until`.
  public func evictionBands(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [EvictionBand] {
    try read { db in try Self.facts(db, .bands, until, EvictionBand.init) }
  }

  /// Names that AWS accounts have for physical zones.
  public func zoneAliases() throws(StoreError) -> [ZoneAlias] {
    try read { db in try Self.facts(db, .zoneAliases, nil, ZoneAlias.init) }
  }
}
