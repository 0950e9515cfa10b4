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
}
