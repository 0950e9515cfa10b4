import Crypto
import Foundation
import GRDB
public import RiskDomain

/// A backtest as it is stored.
public struct StoredBacktest: Hashable, Sendable {
  /// SHA-256 of `json` in UTF-8, 64 lower-case hex digits.
  public var digest: String
  /// What was fitted at its origins.
  public var specDigest: String
  /// The moment whose facts it rests on, and the last of them.
  public var asOf, dataThrough: UTCInstant
  /// The backtest's document.
  public var json: String
}

extension RiskDatabase {
  /// Stores a backtest; one of the same spec and moment is replaced.
  ///
  /// - Throws: `.constraint` when `json` is no JSON object.
  @discardableResult
  public func saveBacktest(
    json: String, specDigest: String, asOf: UTCInstant, dataThrough: UTCInstant
  ) throws(StoreError) -> StoredBacktest {
    let digest = SHA256.hash(data: Data(json.utf8)).lowercaseHex
    try write { db in
      try db.execute(
        sql: "DELETE FROM backtest WHERE spec_digest = ? AND as_of_ms = ?",
        arguments: [specDigest, asOf.unixMilliseconds])
      try db.execute(
        sql: """
          INSERT INTO backtest
            (digest, spec_digest, as_of_ms, data_through_ms, json)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          digest, specDigest, asOf.unixMilliseconds,
          dataThrough.unixMilliseconds, json,
        ])
    }
    return StoredBacktest(
      digest: digest, specDigest: specDigest, asOf: asOf,
      dataThrough: dataThrough, json: json)
  }

  /// The backtest of a spec on the latest facts up to `until`, of several the
  /// one made last; nil when there is none.
  public func latestBacktest(
    specDigest: String, until: UTCInstant
  ) throws(StoreError) -> StoredBacktest? {
    try read { db in
      try StoredRows(
        db,
        sql: """
          SELECT * FROM backtest
          WHERE spec_digest = ? AND data_through_ms <= ? AND as_of_ms <= ?
          ORDER BY data_through_ms DESC, backtest_id DESC LIMIT 1
          """,
        arguments: [
          specDigest, until.unixMilliseconds, until.unixMilliseconds,
        ]
      ).first { row in
        try StoredBacktest(
          digest: row["digest"], specDigest: row["spec_digest"],
          asOf: row.instant("as_of_ms"),
          dataThrough: row.instant("data_through_ms"), json: row["json"])
      }
    }
  }
}
