import Foundation
import GRDB

extension RiskDatabase {
  /// The key of this database for digests of names, 32 random bytes.
  ///
  /// Made with the tables and never printed: without it nobody can try which
  /// name has a digest.
  ///
  /// - Throws: `.corrupt` where it was removed or changed its length.
  public func redactionKey() throws(StoreError) -> [UInt8] {
    let key = try read { db in
      try Data.fetchOne(db, sql: "SELECT key FROM redaction_key")
    }
    guard let key, key.count == 32 else {
      throw StoreError(
        code: .corrupt,
        message: "'\(path)' has no key for --redact any more. Restore it from "
          + "a copy, or ingest the source files into a new database.")
    }
    return Array(key)
  }
}
