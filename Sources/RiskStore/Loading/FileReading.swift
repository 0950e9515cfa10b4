import Crypto
import Foundation
import GRDB
public import RiskDomain

/// What reading one file in one manner came to.
public struct FileReading: Hashable, Sendable {
  /// Digest of everything but the bytes that decides what a file gives: its
  /// name, the options, the catalog, the version of the program.
  public var manner: String
  /// The format's name as in `--format`.
  public var format: String
  /// Records of the source.
  public var rows: Int
  /// Facts and set-aside rows.
  public var facts, setAside: Int
  /// Rows left out on purpose, by reason.
  public var ignored: [String: Int]
  /// Event times of the facts; nil when none has one.
  public var first, last: UTCInstant?

  public init(
    manner: String, format: String, rows: Int, facts: Int, setAside: Int,
    ignored: [String: Int], first: UTCInstant?, last: UTCInstant?
  ) {
    self.manner = manner
    self.format = format
    self.rows = rows
    self.facts = facts
    self.setAside = setAside
    self.ignored = ignored
    self.first = first
    self.last = last
  }
}

/// The readings that a database remembers.
public struct KnownReadings: Sendable {
  /// One file's bytes, read in one manner.
  private struct Key: Hashable {
    var digest, manner: String
  }

  private var readings: [Key: FileReading] = [:]
  private var manners: Set<String> = []

  /// What these bytes gave when they were read in this manner before; nil when
  /// they were not, or when facts were removed since.
  public func reading(digest: String, manner: String) -> FileReading? {
    readings[Key(digest: digest, manner: manner)]
  }

  /// Whether anything was ever read in this manner.
  public func has(manner: String) -> Bool { manners.contains(manner) }

  init(_ db: Database) throws {
    let rows = try StoredRows(
      db,
      sql: "SELECT r.*, f.digest FROM file_reading r "
        + "JOIN source_file f USING (file_id)")
    while let row = try rows.next() {
      let reading = try FileReading(
        manner: row["manner"], format: row["format"], rows: row["rows"],
        facts: row["facts"], setAside: row["set_aside"],
        ignored: row.document("ignored"),
        first: row.optionalInstant("first_at_ms"),
        last: row.optionalInstant("last_at_ms"))
      manners.insert(reading.manner)
      readings[Key(digest: try row["digest"], manner: reading.manner)] = reading
    }
  }
}

extension FileLoader {
  /// Notes what the reading came to, in the transaction of its load.
  ///
  /// - Throws: `.constraint` or `.io`; the load is then lost.
  public func remember(_ reading: FileReading) throws(StoreError) {
    do {
      let ignored = try JSONEncoder().encode(reading.ignored)
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO file_reading (
            file_id, manner, format, rows, facts, set_aside, ignored,
            first_at_ms, last_at_ms)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          fileID, reading.manner, reading.format, reading.rows,
          reading.facts, reading.setAside,
          String(decoding: ignored, as: UTF8.self),
          reading.first?.unixMilliseconds, reading.last?.unixMilliseconds,
        ])
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

extension RiskDatabase {
  /// What is known of files read before, in one look.
  public func knownReadings() throws(StoreError) -> KnownReadings {
    try read { db in try KnownReadings(db) }
  }

  /// Digest of which files were read in which manner; equal digests mean
  /// equal facts.
  ///
  /// - Returns: nil when the facts may rest on something else: a file without
  ///   a remembered reading, or a purge.
  public func readingsDigest() throws(StoreError) -> String? {
    try read { db in
      let rows = try StoredRows(
        db,
        sql: """
          SELECT f.digest, r.manner FROM source_file f
          LEFT JOIN file_reading r USING (file_id) ORDER BY 1, 2
          """)
      var hash = SHA256()
      while let row = try rows.next() {
        guard let manner: String = try row["manner"] else { return nil }
        let digest: String = try row["digest"]
        hash.update(data: Data("\(digest) \(manner)\n".utf8))
      }
      return hash.finalize().lowercaseHex
    }
  }
}
