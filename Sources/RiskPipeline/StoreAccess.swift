import Foundation
import RiskDomain
import RiskStore

/// The database as use cases call it: every error is one of theirs.
struct StoreAccess: Sendable {
  let database: RiskDatabase

  /// What a use case does with the file.
  enum Use: Sendable {
    /// Loads facts: makes the file where it is missing.
    case load
    /// Reads, and stores what it derived.
    case derive
    /// Reads only.
    case read
  }

  /// Opens the database.
  init(_ path: String, for use: Use) throws(UseCaseFailure) {
    // A reader that made an empty file would answer "no facts" to a typing
    // error in --db.
    let isMissing = !FileManager.default.fileExists(atPath: path)
    let access: RiskDatabase.Access =
      use == .read || (use == .derive && isMissing) ? .readOnly : .readWrite
    do {
      database = try RiskDatabase(path: path, access: access)
    } catch {
      throw UseCaseFailure(error)
    }
  }

  /// An empty database for one run.
  static func temporary() throws(UseCaseFailure) -> StoreAccess {
    let folder = FileManager.default.temporaryDirectory.path
    do {
      return StoreAccess(try RiskDatabase.temporary(folder: folder))
    } catch {
      throw UseCaseFailure(error)
    }
  }

  private init(_ database: RiskDatabase) { self.database = database }

  /// Runs a call of the database.
  func callAsFunction<T>(
    _ body: (RiskDatabase) throws(StoreError) -> T
  ) throws(UseCaseFailure) -> T {
    do {
      return try body(database)
    } catch {
      throw UseCaseFailure(error)
    }
  }

  /// The last moment of which the facts up to `asOf` speak.
  ///
  /// - Throws: `.valid` where there is none: an empty database has no answer.
  func dataThrough(asOf: UTCInstant) throws(UseCaseFailure) -> UTCInstant {
    let through = try self { (db) throws(StoreError) in
      try db.dataThrough(until: asOf)
    }
    guard let through else {
      throw UseCaseFailure(
        .valid,
        "The database holds no fact up to \(asOf). Load files with "
          + "`riskctl ingest`.")
    }
    return through
  }
}
