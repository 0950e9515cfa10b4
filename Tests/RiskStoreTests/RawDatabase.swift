import Foundation
import GRDB

/// A database file as any other program sees it: by SQL alone.
enum RawDatabase {
  /// Executes statements that return nothing.
  static func execute(_ sql: String, path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
    try queue.close()
  }

  /// Copies the file and its journal as they are when a process is killed
  /// behind the statements, of which the last transaction is still open.
  static func cutShort(
    _ sql: String, path: String, copiedTo copy: String
  ) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: sql)
      for end in ["", "-journal"] {
        try FileManager.default.copyItem(atPath: path + end, toPath: copy + end)
      }
      try db.execute(sql: "ROLLBACK")
    }
    try queue.close()
  }

  /// All rows, each as its columns' values in the order of the statement.
  static func rows(_ sql: String, path: String) throws -> [[Int64?]] {
    let queue = try DatabaseQueue(path: path)
    let rows = try queue.read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        (0..<row.count).map { row[$0] as Int64? }
      }
    }
    try queue.close()
    return rows
  }

  /// Pairs of texts, for statements that return two columns.
  static func pairs(
    _ sql: String, path: String
  ) throws -> [(String, String)] {
    let queue = try DatabaseQueue(path: path)
    let rows = try queue.read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        (row[0] as String, row[1] as String)
      }
    }
    try queue.close()
    return rows
  }

  /// Takes types, NOT NULL and CHECKs off the tables, as a damaged page knows
  /// nothing of them.
  static func dropChecks(path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          PRAGMA writable_schema = ON;
          UPDATE sqlite_schema SET sql = replace(replace(replace(replace(
            replace(sql, 'STRICT, ', ''), 'STRICT', ''), 'TEXT NOT NULL', 'TEXT'
            ), 'INTEGER NOT NULL', 'INTEGER'), 'BLOB NOT NULL', 'BLOB')
          WHERE type = 'table';
          PRAGMA writable_schema = RESET;
          """)
    }
    try queue.close()
  }

  /// Changes rows without any check.
  ///
  /// - Returns: whether a row was changed; some keys admit no change.
  static func damage(_ sql: String, path: String) throws -> Bool {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
      do {
        try db.execute(sql: sql)
      } catch let error as DatabaseError
        where error.resultCode == .SQLITE_MISMATCH
      {
        return false
      }
      return db.changesCount > 0
    }
  }

  /// Every column of every table of ours, as table and column.
  static func columns(path: String) throws -> [(String, String)] {
    try pairs(
      """
      SELECT t.name, c.name FROM sqlite_schema t
      JOIN pragma_table_info(t.name) c
      WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
        AND t.name NOT LIKE 'grdb%'
      ORDER BY t.name, c.cid
      """, path: path)
  }
}
