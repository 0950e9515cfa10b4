import Crypto
import GRDB
import RiskDomain

// SQLite keeps no checksums of its pages: a bit that the disk turns inside a
// price gives another price. A seal tells of it.

extension RiskDatabase {
  /// Notes a digest of all that the database holds.
  ///
  /// The next write drops it, so that it never tells of a write of ours.
  ///
  /// - Returns: SHA-256, 64 lower-case hex digits.
  @discardableResult
  public func seal() throws(StoreError) -> String {
    try write { db in
      let digest = try Self.contentDigest(db)
      try db.execute(
        sql: "INSERT INTO seal (seal_id, content_digest) VALUES (1, ?)",
        arguments: [digest])
      return digest
    }
  }

  /// Drops the seal: what follows is a write of ours.
  static func breakSeal(_ db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM seal").execute()
  }

  /// What a broken seal is told as; nil where it holds and where there is none.
  static func sealProblem(_ db: Database) throws -> String? {
    guard
      let sealed: String = try db.storedValue(
        "SELECT content_digest FROM seal"),
      try contentDigest(db) != sealed
    else { return nil }
    return "The content is not what was sealed: the disk changed it, or "
      + "another program did. Restore the file from a copy, or move it away "
      + "and ingest the source files again."
  }

  /// Of every row of every table but the seal's, in the order in which the file
  /// holds them, and of the statements that made the tables.
  private static func contentDigest(_ db: Database) throws -> String {
    var hash = SHA256()
    var bytes: [UInt8] = []
    let tables = try StoredRows(
      db,
      sql: """
        SELECT name FROM sqlite_master
        WHERE type = 'table' AND name <> 'seal' ORDER BY name
        """
    ).map { try $0[0] as String }
    let statements = "SELECT name, sql FROM sqlite_master ORDER BY name"
    let selects =
      [statements]
      + tables.map {
        "SELECT * FROM \"\($0.replacing("\"", with: "\"\""))\""
      }
    for select in selects {
      bytes.append(text: select)
      let rows = try RawStatement(db, sql: select)
      let columns = 0..<rows.columnCount
      try hash.update(rows, buffer: &bytes) { bytes in
        for column in columns { rows.append(column, to: &bytes) }
      }
      bytes.removeAll(keepingCapacity: true)
    }
    return hash.finalize().lowercaseHex
  }
}
