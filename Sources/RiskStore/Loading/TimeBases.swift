import GRDB
import RiskDomain

/// Start and gap of each pool's availability trace.
///
/// A pool has one time base: two of them would tell two stories of when the
/// same ticks happened.
final class TimeBases {
  private struct Base: Equatable {
    var start, gap: Int64

    var text: String {
      "start \(UTCInstant(unixMilliseconds: start)), "
        + "gap \(Double(gap) / 1000) s"
    }
  }

  private let db: Database
  private let file: SourceFile
  private let fileID: Int64
  private var known: [Int64: Base] = [:]

  init(_ db: Database, file: SourceFile, fileID: Int64) {
    self.db = db
    self.file = file
    self.fileID = fileID
  }

  /// Accepts a probe's time base or throws `.timeBase`.
  func accept(_ probe: AvailabilityProbe, poolID: Int64) throws {
    let stated = Base(
      start: probe.traceStart.unixMilliseconds, gap: probe.gapMilliseconds)
    if let base = known[poolID] {
      guard base == stated else {
        throw conflict(probe, base, stated, from: file.name)
      }
      return
    }
    let row = try StoredRows(
      db,
      sql: """
        SELECT start_ms, gap_ms, name, digest
        FROM availability_trace JOIN source_file USING (file_id)
        WHERE pool_id = ?
        """, arguments: [poolID]
    ).first {
      (
        base: Base(
          start: try $0.instant("start_ms").unixMilliseconds,
          gap: try $0["gap_ms"]),
        name: try $0["name"] as String, digest: try $0["digest"] as String
      )
    }
    if let row {
      guard row.base == stated else {
        throw conflict(probe, row.base, stated, from: row.name)
      }
      if file.digest < row.digest {
        try db.execute(
          sql: "UPDATE availability_trace SET file_id = ? WHERE pool_id = ?",
          arguments: [fileID, poolID])
      }
    } else {
      try db.execute(
        sql: """
          INSERT INTO availability_trace (pool_id, start_ms, gap_ms, file_id)
          VALUES (?, ?, ?, ?)
          """, arguments: [poolID, stated.start, stated.gap, fileID])
    }
    known[poolID] = stated
  }

  private func conflict(
    _ probe: AvailabilityProbe, _ base: Base, _ stated: Base,
    from source: String
  ) -> StoreError {
    StoreError(
      code: .timeBase,
      message: "\(file.name):\(probe.origin.line) gives the trace of "
        + "\(probe.pool) the time base \(stated.text), but \(source) gave "
        + "it \(base.text). Nothing of the file was stored. Ingest it with "
        + "the --start and --gap-seconds of the first, or into another "
        + "database with --db.")
  }
}
