import Foundation
import GRDB

/// Tells whether a write-ahead log lies beside the database that it belongs to.
///
/// SQLite takes any log that has the right name, and its pages with it. So every
/// database has a number of its own in its header ("user version"; SQLite,
/// "Database File Format", 1.3), and every write of ours writes the page that
/// holds it.
enum LogOwner {
  // Offsets and sizes in bytes (SQLite, "Database File Format", 1.3 and 4.1).
  private static let userVersionOffset: UInt64 = 60
  private static let logHeaderBytes: UInt64 = 32
  private static let frameHeaderBytes: UInt64 = 24

  /// Gives the database its number where it has none, and marks its page as
  /// written.
  static func sign(_ db: Database) throws {
    let known = try Int64.fetchOne(
      db.cachedStatement(sql: "PRAGMA user_version"))
    let number =
      known == 0
      ? try Int64.fetchOne(db, sql: "SELECT abs(random() % 2147483646) + 1")
      : known
    try db.execute(sql: "PRAGMA user_version = \(number ?? 1)")
  }

  /// - Throws: `.corrupt` where the log holds another database's pages; nothing
  ///   was opened.
  static func check(_ path: String) throws(StoreError) {
    guard let own = number(inFile: path), own != 0,
      let log = FileHandle(forReadingAtPath: path + "-wal")
    else { return }
    defer { try? log.close() }
    let found = numbers(in: log)
    guard !found.isEmpty, !found.contains(own) else { return }
    throw StoreError(
      code: .corrupt,
      message: "'\(path)-wal' is the write-ahead log of another database. "
        + "Nothing was read and nothing changed. Move it away, or restore file "
        + "and log from one copy.")
  }

  /// The number in a database's header; nil of a file that has none.
  private static func number(inFile path: String) -> UInt32? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    return word(in: file, at: userVersionOffset)
  }

  /// The numbers in the log's copies of the first page.
  ///
  /// Old frames stay behind newer ones, so that one may be from before the
  /// database had its number.
  private static func numbers(in log: FileHandle) -> Set<UInt32> {
    guard let pageBytes = word(in: log, at: 8), pageBytes >= 512,
      let end = try? log.seekToEnd()
    else { return [] }
    var found: Set<UInt32> = []
    var at = logHeaderBytes
    while at + frameHeaderBytes + UInt64(pageBytes) <= end {
      if word(in: log, at: at) == 1,
        let number = word(
          in: log, at: at + frameHeaderBytes + userVersionOffset)
      {
        found.insert(number)
      }
      at += frameHeaderBytes + UInt64(pageBytes)
    }
    return found
  }

  /// Four bytes, the most significant first.
  private static func word(in file: FileHandle, at offset: UInt64) -> UInt32? {
    guard (try? file.seek(toOffset: offset)) != nil,
      let bytes = try? file.read(upToCount: 4), bytes.count == 4
    else { return nil }
    return bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
