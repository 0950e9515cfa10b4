import Foundation
import GRDB
public import RiskDomain

/// One stage of one run, as the journal keeps it.
public struct RunStage: Hashable, Sendable, Codable {
  /// How far a stage got.
  public enum State: String, Sendable, Codable, CaseIterable {
    case started, done, failed
  }

  public var runID: String
  /// Place of the stage in its run, from 0.
  public var ordinal: Int
  /// Name of the stage, for example "ingest"; once per run.
  public var stage: String
  public var state: State
  /// Digests of what went in and came out; nil where not known yet.
  public var inputDigest, outputDigest: String?
  public var startedAt: UTCInstant
  /// nil until the stage has ended.
  public var durationMilliseconds: Int64?
  /// What a reader should know, for example why it failed.
  public var detail: String?
  /// What a caller should do about it, as the program names it; nil where
  /// nothing is to be done.
  public var outcome: String?
  /// Paths of the files that it wrote.
  public var files: [String]

  public init(
    runID: String, ordinal: Int, stage: String, state: State,
    inputDigest: String? = nil, outputDigest: String? = nil,
    startedAt: UTCInstant, durationMilliseconds: Int64? = nil,
    detail: String? = nil, outcome: String? = nil, files: [String] = []
  ) {
    self.outcome = outcome
    self.files = files
    self.runID = runID
    self.ordinal = ordinal
    self.stage = stage
    self.state = state
    self.inputDigest = inputDigest
    self.outputDigest = outputDigest
    self.startedAt = startedAt
    self.durationMilliseconds = durationMilliseconds
    self.detail = detail
  }

  init(row: StoredRow) throws {
    try self.init(
      runID: row["run_id"], ordinal: row["ordinal"], stage: row["stage"],
      state: row.known("state"), inputDigest: row["input_digest"],
      outputDigest: row["output_digest"],
      startedAt: row.instant("started_at_ms"),
      durationMilliseconds: row["duration_ms"], detail: row["detail"],
      outcome: row["outcome"],
      files: row.isMissing("files") ? [] : row.document("files"))
  }
}

extension RiskDatabase {
  /// Writes down a stage; the same stage of the same run is overwritten.
  public func journal(_ stage: RunStage) throws(StoreError) {
    try write { db in
      let files =
        stage.files.isEmpty ? nil : try JSONEncoder().encode(stage.files)
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO run_stage (
            run_id, ordinal, stage, state, input_digest, output_digest,
            started_at_ms, duration_ms, detail, outcome, files)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          stage.runID, stage.ordinal, stage.stage, stage.state.rawValue,
          stage.inputDigest, stage.outputDigest,
          stage.startedAt.unixMilliseconds, stage.durationMilliseconds,
          stage.detail, stage.outcome,
          files.map { String(decoding: $0, as: UTF8.self) },
        ])
    }
  }

  /// The stages of one run in their order.
  public func runStages(runID: String) throws(StoreError) -> [RunStage] {
    try read { db in
      try StoredRows(
        db,
        sql: "SELECT * FROM run_stage WHERE run_id = ? ORDER BY ordinal, stage",
        arguments: [runID]
      ).map(RunStage.init(row:))
    }
  }

  /// Ids of the last runs, the latest first.
  public func lastRuns(limit: Int) throws(StoreError) -> [String] {
    try read { db in
      try StoredRows(
        db,
        sql: """
          SELECT run_id FROM run_stage GROUP BY run_id
          ORDER BY min(started_at_ms) DESC, run_id DESC LIMIT ?
          """, arguments: [limit]
      ).map { try $0[0] }
    }
  }
}
