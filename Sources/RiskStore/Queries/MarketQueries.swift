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
      let rows = try StoredRows(
        db,
        sql: """
          SELECT * FROM list_price
          WHERE from_ms <= ?1 AND (?2 IS NULL OR instance_type IN (
            SELECT value FROM json_each(?2)))
          ORDER BY \(ListPrice.keyColumns.joined(separator: ", "))
          """, arguments: [horizon(until), wanted])
      return try rows.map { try ListPrice(row: $0, origins: origins) }
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

  /// The advisor's last grade of a pool's type in its region by `until`.
  public func latestAdvisorGrade(
    of pool: PoolID, until: UTCInstant? = nil
  ) throws(StoreError) -> AdvisorGrade? {
    try latest(
      """
      SELECT * FROM advisor_grade
      WHERE region = ? AND os = ? AND instance_type = ? AND captured_at_ms <= ?
      ORDER BY captured_at_ms DESC LIMIT 1
      """, [pool.region, pool.os, pool.instanceType, horizon(until)],
      AdvisorGrade.init)
  }

  /// The last eviction band of a pool's size in its region by `until`.
  public func latestEvictionBand(
    of pool: PoolID, until: UTCInstant? = nil
  ) throws(StoreError) -> EvictionBand? {
    try latest(
      """
      SELECT * FROM eviction_band
      WHERE region = ? AND instance_type = ? AND captured_at_ms <= ?
      ORDER BY captured_at_ms DESC LIMIT 1
      """, [pool.region, pool.instanceType, horizon(until)],
      EvictionBand.init)
  }

  private func latest<Value>(
    _ sql: String, _ arguments: StatementArguments,
    _ decode: @escaping (StoredRow, OriginDirectory) throws -> Value
  ) throws(StoreError) -> Value? {
    try read { db in
      let origins = try OriginDirectory(db)
      return try StoredRows(db, sql: sql, arguments: arguments)
        .first { try decode($0, origins) }
    }
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
