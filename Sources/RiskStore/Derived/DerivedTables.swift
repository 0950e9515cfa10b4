import GRDB
public import RiskDomain

extension RiskDatabase {
  /// Replaces all spells and exposures by new ones.
  ///
  /// - Parameter inputDigest: digest of what they were derived from; a later
  ///   run with the same one need not derive them again.
  /// - Throws: `.constraint` when a value breaks an invariant or a spell
  ///   comes from a file that was never loaded; then the old ones stay.
  public func replaceDerived(
    spells: [Spell], exposures: [Exposure], inputDigest: String
  ) throws(StoreError) {
    try write { db in
      try db.execute(sql: "DELETE FROM spell; DELETE FROM exposure;")
      let pools = PoolDirectory(db)
      let files = try Dictionary(
        uniqueKeysWithValues: Row.fetchAll(
          db, sql: "SELECT digest, file_id FROM source_file"
        ).map { ($0[0] as String, $0[1] as Int64) })
      let insertSpell = try Self.insert(db, "spell", Spell.columns)
      for spell in spells {
        guard let file = files[spell.origin.fileDigest] else {
          throw StoreError(
            code: .constraint,
            message: "A spell of \(spell.pool) comes from "
              + "\(spell.origin.source):\(spell.origin.line), but no file "
              + "with the digest '\(spell.origin.fileDigest)' was loaded. "
              + "Ingest that file first.")
        }
        try insertSpell.bind(try spell.cells(file: file), pools: pools)
        _ = try insertSpell.run()
      }
      let insertExposure = try Self.insert(db, "exposure", Exposure.columns)
      for exposure in exposures {
        try insertExposure.bind(try exposure.cells(), pools: pools)
        _ = try insertExposure.run()
      }
      try db.execute(
        sql: """
          INSERT INTO derivation (derivation_id, input_digest) VALUES (1, ?)
          ON CONFLICT (derivation_id)
          DO UPDATE SET input_digest = excluded.input_digest
          """, arguments: [inputDigest])
    }
  }

  /// Digest of what the stored spells and exposures were derived from; nil
  /// when there are none yet.
  public func derivedDigest() throws(StoreError) -> String? {
    try read { db in
      try String.fetchOne(db, sql: "SELECT input_digest FROM derivation")
    }
  }

  /// Spells in the order in which they were handed over.
  public func spells() throws(StoreError) -> [Spell] {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      let origins = try OriginDirectory(db)
      let rows = try Row.fetchCursor(
        db, sql: "SELECT * FROM spell ORDER BY spell_id")
      return try Array(
        rows.map { try Spell(row: $0, pools: pools, origins: origins) })
    }
  }

  /// Exposures in the order in which they were handed over.
  public func exposures() throws(StoreError) -> [Exposure] {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      let rows = try Row.fetchCursor(
        db, sql: "SELECT * FROM exposure ORDER BY exposure_id")
      return try Array(rows.map { try Exposure(row: $0, pools: pools) })
    }
  }

  private static func insert(
    _ db: Database, _ table: String, _ columns: [String]
  ) throws -> RawStatement {
    try RawStatement(
      db,
      sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) "
        + "VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))")
  }
}
