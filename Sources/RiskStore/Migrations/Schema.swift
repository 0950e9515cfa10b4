import GRDB
import RiskDomain

/// The tables, step by step.
///
/// A migration is frozen once it has been written: databases in the field
/// have run it. A change of the tables is a new migration at the end.
enum Schema {
  /// One step: its name in `grdb_migrations` and what it executes.
  struct Migration: Sendable {
    var name: String
    var sql: String
  }

  /// Marks the file as ours in SQLite's header: "RISK" in ASCII.
  static let applicationID: Int32 = 0x5249_534B

  /// Ticks that a trace may have; with the longest gap, a leap year, their
  /// time stays inside 63 bits.
  static let ticks = 0...100_000_000

  /// The latest instant that RFC 3339 can write, in milliseconds.
  static let lastInstant = UTCInstant.writable.upperBound.unixMilliseconds

  static let migrations: [Migration] = [
    Migration(name: "0001-facts", sql: factsSQL),
    Migration(name: "0002-price-change", sql: priceChangeSQL),
    Migration(name: "0003-derived", sql: derivedSQL),
    Migration(name: "0004-runs", sql: runsSQL),
    Migration(name: "0005-billing", sql: billingSQL),
    Migration(name: "0006-markets", sql: marketsSQL),
    Migration(name: "0007-logs", sql: logsSQL),
    Migration(name: "0008-readings", sql: readingsSQL),
    Migration(name: "0009-backtests", sql: backtestsSQL),
    Migration(name: "0010-statements", sql: statementsSQL),
    Migration(name: "0011-nightly", sql: nightlySQL),
    Migration(name: "0013-lives", sql: livesSQL),
    Migration(name: "0014-guards", sql: guardsSQL),
    Migration(name: "0015-stamp", sql: stampSQL),
    Migration(name: "0016-billed", sql: billedSQL),
    Migration(name: "0017-indexes", sql: indexesSQL),
  ]

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for migration in migrations {
      migrator.registerMigration(migration.name) { db in
        try db.execute(sql: migration.sql)
      }
    }
    return migrator
  }

  /// Throws when the file holds tables of another program.
  static func refuseForeign(_ db: Database, path: String) throws {
    let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let tables =
      try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard id == applicationID || (id == 0 && tables == 0) else {
      throw StoreError(
        code: .notOurs,
        message: "'\(path)' is a SQLite database, but not one of riskctl's. "
          + "It was left unchanged. Name another file with --db.")
    }
  }

  /// Marks an empty file as ours.
  ///
  /// Goes before the first table, so that another process that opens the
  /// file in between does not take it for somebody else's.
  static func claim(_ db: Database, path: String) throws {
    try refuseForeign(db, path: path)
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
  }

  static func newerSchemaError(
    _ db: Database, path: String
  ) throws -> StoreError {
    let known = Set(migrations.map(\.name))
    let unknown = try String.fetchAll(
      db, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier"
    ).filter { !known.contains($0) }
    return StoreError(
      code: .newerSchema,
      message: "'\(path)' was written by a newer riskctl (it has "
        + unknown.map { "'\($0)'" }.joined(separator: ", ")
        + ", which this one does not know). It was left unchanged. "
        + "Update riskctl, or name another database with --db.")
  }
}
