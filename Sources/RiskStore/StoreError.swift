import Foundation
import GRDB

/// Why the database could not do what it was asked.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of failure, for choosing an exit code.
  public enum Code: String, Sendable, CaseIterable {
    /// Another process holds the lock: try again (exit 75).
    case busy
    /// The disk or its permissions fail (exit 74).
    case io
    /// The file is damaged (exit 65).
    case corrupt
    /// There is no such file (exit 66).
    case notFound
    /// The file is no SQLite database (exit 65).
    case notADatabase
    /// The file is a SQLite database of another program (exit 65).
    case notOurs
    /// A newer riskctl wrote the file (exit 78).
    case newerSchema
    /// The file lies on a network file system (exit 78).
    case networkFile
    /// The file must be migrated, but was opened for reading (exit 78).
    case olderSchema
    /// A row breaks an invariant of its table (exit 65).
    case constraint
    /// Two time bases for the trace of one pool (exit 65).
    case timeBase
    /// A fact names another file than the one being loaded (exit 70).
    case origin
    /// Anything that should not happen (exit 70).
    case fault
  }

  public var code: Code
  /// What was wrong, where, and the next step.
  public var message: String

  public init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}

extension StoreError {
  /// Translates what SQLite said about the file at `path`.
  init(_ error: any Error, path: String) {
    if let known = error as? StoreError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(code: .fault, message: "'\(path)': \(error)")
      return
    }
    let said = error.message ?? "SQLite result code \(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        code: .busy,
        message: "'\(path)' is locked by another process (\(said)). "
          + "Wait until it is done and try again.")
    case .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CANTOPEN, .SQLITE_READONLY,
      .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        code: .io,
        message: "'\(path)' cannot be read or written (\(said)). Check that "
          + "the folder exists, its permissions and the free space.")
    case .SQLITE_CORRUPT:
      self.init(
        code: .corrupt,
        message: "'\(path)' is damaged (\(said)). Restore it from a copy, or "
          + "move it away and ingest the source files again.")
    case .SQLITE_NOTADB:
      self.init(
        code: .notADatabase,
        message: "'\(path)' is no SQLite database. Name another file with "
          + "--db, or move this one away.")
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
      self.init(
        code: .constraint,
        message: "'\(path)' refuses a row (\(said)). Nothing was stored.")
    case .SQLITE_ERROR where Self.tellsOfDamage(said):
      self.init(
        code: .corrupt,
        message: "'\(path)' is damaged (\(said)). Restore it from a copy, or "
          + "move it away and ingest the source files again.")
    default:
      self.init(
        code: .fault, message: "'\(path)': SQLite says \(error)")
    }
  }

  /// Whether statements that are sound stumble over what the file holds: a sum
  /// past 63 bits, a text that is no JSON, a table whose page is gone.
  private static func tellsOfDamage(_ said: String) -> Bool {
    ["integer overflow", "malformed JSON", "no such table", "no such column"]
      .contains { said.hasPrefix($0) }
  }

  /// Translates what SQLite said about one row of a source file.
  init(_ error: any Error, path: String, file: SourceFile, line: Int) {
    self.init(error, path: path)
    guard code == .constraint, let error = error as? DatabaseError else {
      return
    }
    message =
      "\(file.name):\(line) breaks a rule of the database "
      + "(\(error.message ?? "constraint failed")). Nothing of the file was "
      + "stored. Correct the row or remove it, then ingest the file again."
  }
}
