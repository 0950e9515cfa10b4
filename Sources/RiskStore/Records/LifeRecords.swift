import GRDB
import RiskDomain

extension LifeCell: StoredFact {
  static let table = "life_cell"
  static let keyColumns = [
    "source", "until_ms", "pool_id", "process", "clock", "watched_from_ms",
    "watched_until_ms", "age_after_ms", "start_uncertainty_ms",
    "end_uncertainty_ms", "exit", "notice_ms",
  ]
  static let valueColumns = ["lives"]

  var keyCells: [Cell] {
    [
      .text(source), Cell(until), .pool(pool), .text(process.rawValue),
      .text(clock.rawValue), Cell(watchedFrom), Cell(watchedUntil),
      .integer(ageAfterMilliseconds ?? ExposureCell.unknown),
      .integer(startUncertaintyMilliseconds),
      .integer(endUncertaintyMilliseconds), .text(exit.rawValue),
      .integer(noticeMilliseconds ?? ExposureCell.unknown),
    ]
  }

  var valueCells: [Cell] { [.integer(Int64(count))] }

  /// Of two counts of one cell the fuller one stands.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, pools: [Int64: PoolID], origins: OriginDirectory) throws
  {
    func known(_ column: String) throws -> Int64? {
      let value: Int64 = try row[column]
      return value == ExposureCell.unknown ? nil : value
    }
    try self.init(
      source: row["source"], until: row.instant("until_ms"),
      pool: pools.known(row["pool_id"]),
      process: row.known("process"), clock: row.known("clock"),
      watchedFrom: row.instant("watched_from_ms"),
      watchedUntil: row.instant("watched_until_ms"),
      ageAfterMilliseconds: known("age_after_ms"),
      startUncertaintyMilliseconds: row["start_uncertainty_ms"],
      endUncertaintyMilliseconds: row["end_uncertainty_ms"],
      exit: row.known("exit"), noticeMilliseconds: known("notice_ms"),
      count: row["lives"], origin: origins.origin(of: row))
  }
}

extension AttemptCell: StoredFact {
  static let table = "attempt_cell"
  static let keyColumns = [
    "source", "until_ms", "pool_id", "size", "is_success",
  ]
  static let valueColumns = ["attempts"]

  var keyCells: [Cell] {
    [
      .text(source), Cell(until), .pool(pool), .integer(Int64(size)),
      .integer(isSuccess ? 1 : 0),
    ]
  }

  var valueCells: [Cell] { [.integer(Int64(count))] }

  /// Of two counts of one cell the fuller one stands.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, pools: [Int64: PoolID], origins: OriginDirectory) throws
  {
    let success: Int64 = try row["is_success"]
    try self.init(
      source: row["source"], until: row.instant("until_ms"),
      pool: pools.known(row["pool_id"]), size: row["size"],
      isSuccess: success == 1, count: row["attempts"],
      origin: origins.origin(of: row))
  }
}
