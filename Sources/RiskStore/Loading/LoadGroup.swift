import GRDB
import RiskDomain

/// Files whose loads are one transaction: all of them are kept, or none.
///
/// Ids come in no order, so that a file's rows meet most pages of a large table.
/// Every transaction writes such a page to the log and the log writes it to the
/// file; files that share a transaction write it once.
public final class LoadGroup {
  private let db: Database
  private let path: String
  /// A load failed: nothing of the group will be kept.
  public private(set) var hasFailed = false

  fileprivate init(_ db: Database, path: String) {
    self.db = db
    self.path = path
  }

  /// Loads one file.
  ///
  /// Reading a file twice, several files in any order or overlapping pulls
  /// leaves the same tables, provenance included.
  ///
  /// - Parameters:
  ///   - rowDigest: what the rows' origins call the file, where the rows were
  ///     read before its digest was known; nil is the digest.
  ///   - gathered: prices of the file that were read before.
  ///   - body: hands over the file's other rows; its error is thrown on. It must
  ///     not call functions of the database, whose transaction it is part of.
  @discardableResult
  public func load(
    file: SourceFile, rowDigest: String? = nil,
    gathered: GatheredPrices? = nil,
    _ body: (FileLoader) throws -> Void
  ) throws -> LoadSummary {
    var bodyError: (any Error)?
    do {
      try begin()
      let loader = try FileLoader(
        db, file: file, rowDigest: rowDigest ?? file.digest,
        gathered: gathered, path: path)
      do {
        try body(loader)
      } catch {
        bodyError = error
        throw error
      }
      return try loader.finish()
    } catch {
      hasFailed = true
      throw bodyError ?? StoreError(error, path: path)
    }
  }

  /// Takes the lock with the first load: a group whose files are all known
  /// writes nothing.
  private func begin() throws {
    guard !db.isInsideTransaction else { return }
    try RiskDatabase.checkForeignKeys(false, db)
    try db.beginTransaction(.immediate)
    try RiskDatabase.openWrite(db)
  }

  fileprivate func end() throws {
    guard db.isInsideTransaction else { return }
    if hasFailed { try db.rollback() } else { try db.commit() }
  }

  fileprivate func abandon() {
    // What was to be said is thrown already.
    if db.isInsideTransaction { try? db.rollback() }
  }
}

extension RiskDatabase {
  /// Loads files in one transaction.
  ///
  /// Where the body returns although a load failed, nothing is kept.
  ///
  /// - Parameter body: loads the files. It must not call functions of this
  ///   database; its error is thrown on, and then nothing is kept.
  public func loadTogether<Value>(
    _ body: (LoadGroup) throws -> Value
  ) throws -> Value {
    var bodyError: (any Error)?
    do {
      return try queue.writeWithoutTransaction { db in
        let group = LoadGroup(db, path: path)
        defer { group.abandon() }
        let value: Value
        do {
          value = try body(group)
        } catch {
          bodyError = error
          throw error
        }
        try group.end()
        return value
      }
    } catch {
      throw bodyError ?? StoreError(error, path: path)
    }
  }

  /// Loads one file in one transaction, as `LoadGroup.load` does.
  @discardableResult
  public func load(
    file: SourceFile, rowDigest: String? = nil,
    gathered: GatheredPrices? = nil,
    _ body: (FileLoader) throws -> Void
  ) throws -> LoadSummary {
    try loadTogether { group in
      try group.load(
        file: file, rowDigest: rowDigest, gathered: gathered, body)
    }
  }
}
