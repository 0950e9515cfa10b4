import GRDB

/// A part of a bill that its manifest names and that was not read.
public struct MissingPart: Hashable, Sendable, Codable {
  /// Id of the delivery: assembly or execution.
  public var delivery: String
  /// The file's name without its folder.
  public var name: String

  public init(delivery: String, name: String) {
    self.delivery = delivery
    self.name = name
  }
}

extension FileLoader {
  /// Notes which parts a delivery has, and which of them this file is.
  ///
  /// - Throws: `.constraint` or `.io`; the load is then lost.
  public func expect(
    parts: [String], ofDelivery version: String, own: String?
  ) throws(StoreError) {
    do {
      for name in parts {
        try db.cachedStatement(
          sql: """
            INSERT INTO delivery_part (version, name, is_read)
            VALUES (?, ?, 0) ON CONFLICT DO NOTHING
            """
        ).execute(arguments: [version, name])
      }
      guard let own else { return }
      try db.cachedStatement(
        sql: """
          INSERT INTO delivery_part (version, name, is_read)
          VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET is_read = 1
          """
      ).execute(arguments: [version, own])
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

extension RiskDatabase {
  /// Parts that manifests name and that were not read, by delivery and name.
  ///
  /// A part that was read before its manifest lay beside it is not missing.
  public func missingParts() throws(StoreError) -> [MissingPart] {
    try read { db in
      try StoredRows(
        db,
        sql: """
          SELECT version, name FROM delivery_part p
          WHERE is_read = 0 AND NOT EXISTS (
            SELECT 1 FROM source_file f WHERE f.name = p.name
              AND NOT EXISTS (
                SELECT 1 FROM delivery_part q
                WHERE q.name = f.name AND q.is_read = 1))
          ORDER BY version, name
          """
      ).map { try MissingPart(delivery: $0["version"], name: $0["name"]) }
    }
  }
}
