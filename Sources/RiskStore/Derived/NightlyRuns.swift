import Foundation
import GRDB
public import RiskDomain

/// A nightly run as the journal keeps it; its stages are `RunStage`s.
public struct NightlyRecord: Hashable, Sendable {
  public var runID: String
  /// Tells the configurations of one database apart.
  public var config: String
  public var asOf, generatedAt: UTCInstant
  /// After which its forecasts should not be acted on.
  public var validUntil: UTCInstant
  public var startedAt: UTCInstant
  /// nil until it has come to its end.
  public var endedAt: UTCInstant?

  public init(
    runID: String, config: String, asOf: UTCInstant, generatedAt: UTCInstant,
    validUntil: UTCInstant, startedAt: UTCInstant, endedAt: UTCInstant? = nil
  ) {
    self.runID = runID
    self.config = config
    self.asOf = asOf
    self.generatedAt = generatedAt
    self.validUntil = validUntil
    self.startedAt = startedAt
    self.endedAt = endedAt
  }

  init(row: StoredRow) throws {
    try self.init(
      runID: row["run_id"], config: row["config"],
      asOf: row.instant("as_of_ms"),
      generatedAt: row.instant("generated_at_ms"),
      validUntil: row.instant("valid_until_ms"),
      startedAt: row.instant("started_at_ms"),
      endedAt: row.optionalInstant("ended_at_ms"))
  }
}

extension RiskDatabase {
  /// Writes down a nightly run; the same run is overwritten.
  public func journal(_ run: NightlyRecord) throws(StoreError) {
    try write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO nightly_run VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          run.runID, run.config, run.asOf.unixMilliseconds,
          run.generatedAt.unixMilliseconds, run.validUntil.unixMilliseconds,
          run.startedAt.unixMilliseconds, run.endedAt?.unixMilliseconds,
        ])
    }
  }

  /// The nightly run with this id; nil when there is none.
  public func nightlyRun(id: String) throws(StoreError) -> NightlyRecord? {
    try nightly("SELECT * FROM nightly_run WHERE run_id = ?", [id])
  }

  /// The nightly run that began last.
  ///
  /// - Parameters:
  ///   - config: nil takes any configuration.
  ///   - asOf: runs on later facts are left out.
  public func lastNightlyRun(
    config: String? = nil, asOf: UTCInstant? = nil
  ) throws(StoreError) -> NightlyRecord? {
    try nightly(
      """
      SELECT * FROM nightly_run
      WHERE (?1 IS NULL OR config = ?1) AND as_of_ms <= ?2
      ORDER BY started_at_ms DESC, run_id DESC LIMIT 1
      """, [config, horizon(asOf)])
  }

  /// The run on the latest facts up to `asOf` whose stage was done.
  public func lastNightlyRun(
    withDone stage: String, config: String? = nil, asOf: UTCInstant
  ) throws(StoreError) -> NightlyRecord? {
    try nightly(
      """
      SELECT n.* FROM nightly_run n JOIN run_stage s USING (run_id)
      WHERE s.stage = ?1 AND s.state = 'done' AND n.as_of_ms <= ?2
        AND (?3 IS NULL OR n.config = ?3)
      ORDER BY n.as_of_ms DESC, n.started_at_ms DESC, n.run_id DESC LIMIT 1
      """, [stage, asOf.unixMilliseconds, config])
  }

  /// The files that the run that began last wrote in a stage, whatever became
  /// of the stage; of any configuration where it is nil.
  public func lastFiles(
    ofStage stage: String, config: String? = nil
  ) throws(StoreError) -> [String] {
    try read { db in
      try StoredRows(
        db,
        sql: """
          SELECT s.files FROM nightly_run n JOIN run_stage s USING (run_id)
          WHERE s.stage = ?1 AND s.files IS NOT NULL
            AND (?2 IS NULL OR n.config = ?2)
          ORDER BY s.started_at_ms DESC, n.run_id DESC LIMIT 1
          """, arguments: [stage, config]
      ).first { try $0.document("files") } ?? []
    }
  }

  /// Forgets the nights before a moment: their journal, the models that were
  /// fitted and the backtests that were made on facts before it.
  ///
  /// The newest model and the newest backtest of each spec stay: they are in
  /// force.
  ///
  /// - Returns: runs, models and backtests that were removed.
  @discardableResult
  public func forgetNights(before: UTCInstant) throws(StoreError) -> Int {
    try write { db in
      var removed = 0
      for sql in [
        """
        DELETE FROM run_stage WHERE run_id IN (
          SELECT run_id FROM nightly_run WHERE as_of_ms < ?1)
        """,
        "DELETE FROM nightly_run WHERE as_of_ms < ?1",
        """
        DELETE FROM model_artifact AS a WHERE fit_as_of_ms < ?1
          AND EXISTS (
            SELECT 1 FROM model_artifact b
            WHERE b.spec_digest = a.spec_digest
              AND (b.fit_as_of_ms, b.artifact_id)
                > (a.fit_as_of_ms, a.artifact_id))
        """,
        """
        DELETE FROM backtest AS a WHERE as_of_ms < ?1
          AND EXISTS (
            SELECT 1 FROM backtest b
            WHERE b.spec_digest = a.spec_digest
              AND (b.data_through_ms, b.backtest_id)
                > (a.data_through_ms, a.backtest_id))
        """,
      ] {
        try db.execute(sql: sql, arguments: [before.unixMilliseconds])
        if !sql.contains("run_stage") { removed += db.changesCount }
      }
      return removed
    }
  }

  private func nightly(
    _ sql: String, _ arguments: StatementArguments
  ) throws(StoreError) -> NightlyRecord? {
    try read { db in
      try StoredRows(db, sql: sql, arguments: arguments)
        .first(NightlyRecord.init(row:))
    }
  }
}
