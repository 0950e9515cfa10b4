import Foundation
import GRDB

/// The database of facts, derived tables and fitted models.
///
/// One SQLite file in WAL mode. Every public function is one transaction: it
/// happens as a whole or not at all.
public struct RiskDatabase: Sendable {
  /// What may be done with the file.
  public enum Access: Sendable {
    /// Creates the file and its tables where they are missing.
    case readWrite
    /// Refuses a file that is missing or has no or older tables.
    case readOnly
  }

  /// The file as it was named, ":memory:" for a database in memory.
  public let path: String
  let queue: DatabaseQueue

  /// Opens the file at `path`.
  ///
  /// - Parameter busyTimeoutSeconds: how long to wait for another process
  ///   before an operation fails with `.busy`.
  /// - Throws: `.notFound`, `.networkFile`, `.notADatabase`, `.notOurs`,
  ///   `.newerSchema`, `.olderSchema`, `.busy`, `.io` or `.corrupt`.
  public init(
    path: String, access: Access = .readWrite, busyTimeoutSeconds: Double = 5
  ) throws(StoreError) {
    if access == .readOnly, !FileManager.default.fileExists(atPath: path) {
      throw StoreError(
        code: .notFound,
        message: "There is no database '\(path)'. Make one with "
          + "`riskctl ingest --db \(path) PATH…`, or name another with --db.")
    }
    try NetworkFolder.refuse(path)
    try LogOwner.check(path)
    do {
      do {
        self = try Self.prepared(path, access, busyTimeoutSeconds)
      } catch let error as DatabaseError
        where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK
      {
        try Self.takeBackWhatWasCutShort(path, busyTimeoutSeconds)
        self = try Self.prepared(path, access, busyTimeoutSeconds)
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static func prepared(
    _ path: String, _ access: Access, _ busyTimeoutSeconds: Double
  ) throws -> RiskDatabase {
    var configuration = configuration(busyTimeoutSeconds: busyTimeoutSeconds)
    configuration.readonly = access == .readOnly
    let database = RiskDatabase(
      path: path,
      queue: try DatabaseQueue(path: path, configuration: configuration))
    try database.prepare(
      access: access, busyTimeoutSeconds: busyTimeoutSeconds)
    return database
  }

  /// Rolls back what a killed process had begun to write before the file had
  /// its write-ahead log: a connection that only reads may not.
  private static func takeBackWhatWasCutShort(
    _ path: String, _ busyTimeoutSeconds: Double
  ) throws {
    let queue = try DatabaseQueue(
      path: path,
      configuration: configuration(busyTimeoutSeconds: busyTimeoutSeconds))
    _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
    try queue.close()
  }

  /// Makes an empty database in memory, for tests and dry runs.
  public static func inMemory() throws(StoreError) -> RiskDatabase {
    do {
      let database = RiskDatabase(
        path: ":memory:",
        queue: try DatabaseQueue(
          configuration: configuration(busyTimeoutSeconds: 0)))
      try database.prepare(access: .readWrite, busyTimeoutSeconds: 0)
      return database
    } catch {
      throw StoreError(error, path: ":memory:")
    }
  }

  /// Makes an empty database in a file without a name, which goes with the
  /// process whatever happens to it.
  ///
  /// SQLite puts the file into `TMPDIR`.
  ///
  /// - Parameter folder: has room for what is sorted on the way.
  public static func temporary(
    folder: String
  ) throws(StoreError) -> RiskDatabase {
    let label = folder + "/temporary"
    do {
      let database = RiskDatabase(
        path: label,
        queue: try DatabaseQueue(
          path: "", configuration: configuration(busyTimeoutSeconds: 0)))
      try database.prepare(access: .readWrite, busyTimeoutSeconds: 0)
      return database
    } catch {
      throw StoreError(error, path: label)
    }
  }

  /// Closes the file; further use of this value throws.
  public func close() throws(StoreError) {
    do {
      try queue.close()
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private init(path: String, queue: DatabaseQueue) {
    self.path = path
    self.queue = queue
  }

  private static func configuration(
    busyTimeoutSeconds: Double
  ) -> Configuration {
    var configuration = Configuration()
    configuration.label = "riskctl"
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(busyTimeoutSeconds)
    return configuration
  }
}

extension RiskDatabase {
  /// Looks before it touches: a file of another program is left unchanged.
  private func prepare(
    access: Access, busyTimeoutSeconds: Double
  ) throws {
    let migrator = Schema.migrator
    // One transaction, so that all three questions see the same file.
    let hasAll = try queue.read { db in
      try Schema.refuseForeign(db, path: path)
      if try migrator.hasBeenSuperseded(db) {
        throw try Schema.newerSchemaError(db, path: path)
      }
      return try migrator.hasCompletedMigrations(db)
    }
    switch access {
    case .readOnly:
      guard hasAll else {
        throw StoreError(
          code: .olderSchema,
          message: "'\(path)' has older tables than this riskctl reads. "
            + "Bring it up to date with any command that writes, for example "
            + "`riskctl ingest`.")
      }
    case .readWrite:
      try queue.writeWithoutTransaction { db in
        // Of a file that has no page yet. A bill of 3,000,000 lines is loaded
        // in 4.8 s with pages of 16 KiB, in 5.6 s with those of 4 KiB that
        // SQLite makes: fewer of them are looked for, logged and moved.
        try db.execute(sql: "PRAGMA page_size = 16384")
        try switchToWAL(db, busyTimeoutSeconds: busyTimeoutSeconds)
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        try Self.cache(Self.loadCacheKibibytes, db)
      }
      if !hasAll {
        try queue.write { db in try Schema.claim(db, path: path) }
        try migrate(with: migrator)
      }
    }
  }

  /// 64 MiB instead of SQLite's 2: keys such as line items come in no order.
  static let loadCacheKibibytes = 65536

  /// Sets how many pages of the file are held, and how much a sort holds before
  /// it goes to the disk.
  static func cache(_ kibibytes: Int, _ db: Database) throws {
    try db.execute(sql: "PRAGMA cache_size = -\(kibibytes)")
  }

  /// Switches the file to a write-ahead log, which it then keeps.
  ///
  /// SQLite does not wait by itself for the lock that this needs.
  private func switchToWAL(
    _ db: Database, busyTimeoutSeconds: Double
  ) throws {
    let pauseSeconds = 0.02
    var secondsLeft = busyTimeoutSeconds
    while try String.fetchOne(db, sql: "PRAGMA journal_mode") != "wal" {
      do {
        return try db.execute(sql: "PRAGMA journal_mode = WAL")
      } catch let error as DatabaseError
        where error.resultCode == .SQLITE_BUSY && secondsLeft > 0
      {
        secondsLeft -= pauseSeconds
        Thread.sleep(forTimeInterval: pauseSeconds)
      }
    }
  }

  /// Makes the missing tables.
  ///
  /// Another process may be at it too. An attempt that stumbles over it
  /// means that the other has made a step, so that one attempt more than
  /// there are steps is enough; what fails then fails for another reason.
  private func migrate(with migrator: DatabaseMigrator) throws {
    for _ in Schema.migrations {
      do {
        return try migrator.migrate(queue)
      } catch let error as DatabaseError
        where error.resultCode == .SQLITE_ERROR
      {
        continue
      }
    }
    try migrator.migrate(queue)
  }

  /// Reads in one transaction.
  func read<T>(
    _ body: (Database) throws -> T
  ) throws(StoreError) -> T {
    do {
      return try queue.read(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Writes in one transaction, which is rolled back when `body` throws, or
  /// afterwards where `commits` is false.
  func write<T>(
    commits: Bool = true, _ body: (Database) throws -> T
  ) throws(StoreError) -> T {
    do {
      return try inOwnTransaction(commits: commits, body)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// The transaction of every write of ours.
  ///
  /// - Parameters:
  ///   - kind: nil takes the lock with the first statement that writes.
  ///   - checksForeignKeys: false where every row names what was looked up:
  ///     asking SQLite to look again takes a third of a load's time. `riskctl
  ///     verify` checks them all.
  /// - Throws: what GRDB and the body throw, as it is.
  func inOwnTransaction<T>(
    _ kind: Database.TransactionKind? = nil, checksForeignKeys: Bool = true,
    commits: Bool = true, _ body: (Database) throws -> T
  ) throws -> T {
    try queue.writeWithoutTransaction { db in
      try Self.checkForeignKeys(checksForeignKeys, db)
      var result: T?
      try db.inTransaction(kind) {
        try Self.openWrite(db)
        result = try body(db)
        return commits ? .commit : .rollback
      }
      guard let result else {
        throw StoreError(
          code: .fault, message: "'\(path)': a transaction did not run.")
      }
      return result
    }
  }

  /// What the transaction of every write of ours begins with.
  static func openWrite(_ db: Database) throws {
    try LogOwner.sign(db)
    try breakSeal(db)
  }

  /// Gives the room of removed rows back to the file system.
  ///
  /// Needs as much free room as the file has, while it runs.
  public func compact() throws(StoreError) {
    do {
      try queue.vacuum()
      // What was written is in the WAL until it is moved over.
      try queue.writeWithoutTransaction { db in
        _ = try db.checkpoint(.truncate)
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Switches the checks of foreign keys where they stand otherwise.
  ///
  /// Switching makes SQLite prepare every statement anew, so that a load of
  /// many files leaves them off from one file to the next.
  static func checkForeignKeys(_ isOn: Bool, _ db: Database) throws {
    let stands = try Bool.fetchOne(
      db.cachedStatement(sql: "PRAGMA foreign_keys"))
    guard stands != isOn else { return }
    try db.execute(sql: "PRAGMA foreign_keys = \(isOn ? "ON" : "OFF")")
  }
}
