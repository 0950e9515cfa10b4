import Crypto
import Foundation
import GRDB
public import RiskDomain

/// A fitted model as it is stored.
public struct StoredArtifact: Hashable, Sendable, Codable {
  /// SHA-256 of `json` in UTF-8, 64 lower-case hex digits.
  public var digest: String
  /// What was fitted, to what, and up to when.
  public var specDigest, dataDigest: String
  public var fitAsOf: UTCInstant
  /// The artifact's document.
  public var json: String

  /// An artifact with the digest of its text.
  public init(
    json: String, specDigest: String, dataDigest: String, fitAsOf: UTCInstant
  ) {
    digest = SHA256.hash(data: Data(json.utf8)).lowercaseHex
    self.specDigest = specDigest
    self.dataDigest = dataDigest
    self.fitAsOf = fitAsOf
    self.json = json
  }
}

extension StoredArtifact {
  /// Whether the text still has its digest.
  public var isWhole: Bool {
    SHA256.hash(data: Data(json.utf8)).lowercaseHex == digest
  }

  init(row: StoredRow) throws {
    digest = try row["digest"]
    specDigest = try row["spec_digest"]
    dataDigest = try row["data_digest"]
    fitAsOf = try row.instant("fit_as_of_ms")
    json = try row["json"]
  }
}

extension RiskDatabase {
  /// Stores a fitted model; one with the same spec, data and instant is
  /// replaced.
  ///
  /// - Returns: the artifact with the digest of its text.
  /// - Throws: `.constraint` when `json` is no JSON.
  @discardableResult
  public func saveArtifact(
    json: String, specDigest: String, dataDigest: String, fitAsOf: UTCInstant
  ) throws(StoreError) -> StoredArtifact {
    let artifact = StoredArtifact(
      json: json, specDigest: specDigest, dataDigest: dataDigest,
      fitAsOf: fitAsOf)
    try write { db in
      // A replaced artifact gets a new row id: it is the latest again.
      try db.execute(
        sql: """
          DELETE FROM model_artifact WHERE spec_digest = ?
            AND data_digest = ? AND fit_as_of_ms = ?
          """, arguments: [specDigest, dataDigest, fitAsOf.unixMilliseconds])
      try db.execute(
        sql: """
          INSERT INTO model_artifact
            (digest, spec_digest, data_digest, fit_as_of_ms, json)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          artifact.digest, specDigest, dataDigest, fitAsOf.unixMilliseconds,
          json,
        ])
    }
    return artifact
  }

  /// The model fitted to exactly these data; nil when there is none.
  public func artifact(
    specDigest: String, dataDigest: String, fitAsOf: UTCInstant
  ) throws(StoreError) -> StoredArtifact? {
    try artifact(
      where: "spec_digest = ? AND data_digest = ? AND fit_as_of_ms = ?",
      [specDigest, dataDigest, fitAsOf.unixMilliseconds])
  }

  /// The model with this digest; nil when there is none.
  public func artifact(
    digest: String
  ) throws(StoreError) -> StoredArtifact? {
    try artifact(where: "digest = ?", [digest])
  }

  /// The model with the latest `fitAsOf` up to `until`, of several the one
  /// saved last; nil when there is none.
  ///
  /// - Parameter specDigest: nil takes any spec.
  public func latestArtifact(
    specDigest: String? = nil, until: UTCInstant? = nil
  ) throws(StoreError) -> StoredArtifact? {
    try artifact(
      where: "fit_as_of_ms <= ?1 AND (?2 IS NULL OR spec_digest = ?2)",
      [horizon(until), specDigest])
  }

  /// Every stored model, the earliest `fitAsOf` first.
  public func artifacts() throws(StoreError) -> [StoredArtifact] {
    try read { db in
      try StoredRows(
        db,
        sql: "SELECT * FROM model_artifact ORDER BY fit_as_of_ms, artifact_id"
      ).map(StoredArtifact.init(row:))
    }
  }

  private func artifact(
    where condition: String, _ arguments: StatementArguments
  ) throws(StoreError) -> StoredArtifact? {
    try read { db in
      try StoredRows(
        db,
        // The sort must not carry the models, which have a hundred megabytes.
        sql: """
          SELECT * FROM model_artifact WHERE artifact_id = (
            SELECT artifact_id FROM model_artifact WHERE \(condition)
            ORDER BY fit_as_of_ms DESC, artifact_id DESC LIMIT 1)
          """,
        arguments: arguments
      ).first(StoredArtifact.init(row:))
    }
  }
}
