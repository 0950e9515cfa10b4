import GRDB
import RiskDomain

extension FleetChange: StoredFact {
  static let table = "fleet_change"
  static let keyColumns = [
    "pool_id", "log_start_ms", "at_ms", "node", "change",
  ]
  /// Its key says everything.
  static let valueColumns: [String] = []

  var keyCells: [Cell] {
    [
      .pool(pool), Cell(logStart), Cell(at), .text(node),
      .text(change.rawValue),
    ]
  }

  var valueCells: [Cell] { [] }

  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveByGroup(a, b, groups: [])
  }

  init(row: StoredRow, pools: [Int64: PoolID], origins: OriginDirectory) throws
  {
    try self.init(
      pool: pools.known(row["pool_id"]),
      logStart: row.instant("log_start_ms"), at: row.instant("at_ms"),
      node: row["node"], change: row.known("change"),
      origin: origins.origin(of: row))
  }
}

extension AliveCount: StoredFact {
  static let table = "alive_count"
  static let keyColumns = ["pool_id", "at_ms"]
  static let valueColumns = ["alive"]

  var keyCells: [Cell] { [.pool(pool), Cell(at)] }
  var valueCells: [Cell] { [.integer(Int64(alive))] }

  /// The lesser count stands, as with ticks.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 1)
  }

  init(row: StoredRow, pools: [Int64: PoolID], origins: OriginDirectory) throws
  {
    try self.init(
      pool: pools.known(row["pool_id"]), at: row.instant("at_ms"),
      alive: row["alive"], origin: origins.origin(of: row))
  }
}

extension ExposureCell: StoredFact {
  static let table = "exposure_cell"
  static let keyColumns = [
    "source", "from_ms", "until_ms", "pool_id", "process", "clock",
    "age_after_ms", "age_through_ms", "hour_of_week_utc",
  ]
  static let valueColumns = ["at_risk_ms", "interruptions"]

  /// Stands for what is not known: a key holds no NULL.
  static let unknown: Int64 = -1

  var keyCells: [Cell] {
    [
      .text(source), Cell(from), Cell(until), .pool(pool),
      .text(process.rawValue), .text(clock.rawValue),
      .integer(ageAfterMilliseconds ?? Self.unknown),
      .integer(ageThroughMilliseconds ?? Self.unknown),
      .integer(hourOfWeekUTC.map(Int64.init) ?? Self.unknown),
    ]
  }

  var valueCells: [Cell] {
    [.integer(millisecondsAtRisk), .integer(Int64(interruptions))]
  }

  /// Of two sums of one cell the fuller one stands.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, pools: [Int64: PoolID], origins: OriginDirectory) throws
  {
    func known(_ column: String) throws -> Int64? {
      let value: Int64 = try row[column]
      return value == Self.unknown ? nil : value
    }
    try self.init(
      source: row["source"], from: row.instant("from_ms"),
      until: row.instant("until_ms"),
      pool: pools.known(row["pool_id"]),
      process: row.known("process"), clock: row.known("clock"),
      ageAfterMilliseconds: known("age_after_ms"),
      ageThroughMilliseconds: known("age_through_ms"),
      hourOfWeekUTC: known("hour_of_week_utc").map(Int.init),
      millisecondsAtRisk: row["at_risk_ms"],
      interruptions: row["interruptions"],
      origin: origins.origin(of: row))
  }
}
