import GRDB
public import RiskDomain

extension RiskDatabase {
  /// Digest of the program, spec and catalog that the stored spells and
  /// exposures were derived with; nil when there are none yet.
  public func derivedDigest() throws(StoreError) -> String? {
    try read { db in
      try db.storedValue("SELECT input_digest FROM derivation")
    }
  }

  /// Spells in the order in which they were handed over.
  public func spells() throws(StoreError) -> [Spell] {
    try read { db in
      try Self.spells(db, [Int64: PoolID].fetch(db))
    }
  }

  static func spells(
    _ db: Database, _ pools: [Int64: PoolID]
  ) throws -> [Spell] {
    let origins = try OriginDirectory(db)
    // There are millions: they are read in the order of their columns.
    let rows = try StoredRows(
      db,
      sql: "SELECT \(Spell.columns.joined(separator: ", ")) FROM spell "
        + "ORDER BY spell_id")
    return try rows.map { try Spell(row: $0, pools: pools, origins: origins) }
  }

  /// Exposures in the order in which they were handed over.
  public func exposures() throws(StoreError) -> [Exposure] {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      let rows = try StoredRows(
        db, sql: "SELECT * FROM exposure ORDER BY exposure_id")
      return try rows.map { try Exposure(row: $0, pools: pools) }
    }
  }
}
