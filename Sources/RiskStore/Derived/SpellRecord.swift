import GRDB
import RiskDomain

/// Ages and lead times between hours or seconds in models and whole
/// milliseconds in the tables.
enum StoredAge {
  /// Hours as milliseconds, rounded to the nearest.
  ///
  /// Hours that were made by dividing whole milliseconds by 3,600,000 come
  /// back as the same milliseconds. An age without end is `Int64.max`.
  ///
  /// - Throws: `.constraint` for NaN and for ages past 292 million years.
  static func milliseconds(hours: Double) throws -> Int64 {
    if hours == .infinity { return .max }
    return try whole(hours * 3_600_000, named: "age of \(hours) h")
  }

  static func hours(milliseconds: Int64) -> Double {
    milliseconds == .max ? .infinity : Double(milliseconds) / 3_600_000
  }

  static func milliseconds(seconds: Double) throws -> Int64 {
    try whole(seconds * 1000, named: "lead time of \(seconds) s")
  }

  static func interval(after: Int64?, through: Int64?) -> AgeInterval? {
    guard let after, let through else { return nil }
    return AgeInterval(
      after: hours(milliseconds: after),
      through: hours(milliseconds: through))
  }

  private static func whole(
    _ milliseconds: Double, named name: String
  ) throws -> Int64 {
    guard let number = Int64(exactly: milliseconds.rounded()) else {
      throw StoreError(
        code: .constraint,
        message: "An \(name) cannot be stored. Derive the spells again from "
          + "checked facts.")
    }
    return number
  }
}

extension Spell {
  static let columns = [
    "pool_id", "process", "clock", "instance_id", "launched_at_ms",
    "watched_from_ms", "watched_until_ms", "age_after_ms", "age_through_ms",
    "start_uncertainty_ms", "end_uncertainty_ms", "exit", "notice_ms",
    "file_id", "line",
  ]

  func cells(file: Int64) throws -> [Cell] {
    [
      .pool(pool), .text(process.rawValue), .text(clock.rawValue),
      Cell(instanceID), Cell(launchedAt), Cell(watchedFrom),
      Cell(watchedUntil),
      Cell(
        try watched.map { try StoredAge.milliseconds(hours: $0.after) }),
      Cell(
        try watched.map { try StoredAge.milliseconds(hours: $0.through) }),
      .integer(startUncertaintyMilliseconds),
      .integer(endUncertaintyMilliseconds), .text(exit.rawValue),
      Cell(
        try noticeSeconds.map { try StoredAge.milliseconds(seconds: $0) }),
      .integer(file), .integer(Int64(origin.line)),
    ]
  }

  init(row: StoredRow, pools: [Int64: PoolID], origins: OriginDirectory) throws
  {
    try self.init(
      pool: pools.known(row["pool_id"]),
      process: row.known("process"), clock: row.known("clock"),
      instanceID: row["instance_id"],
      launchedAt: row.optionalInstant("launched_at_ms"),
      watchedFrom: row.instant("watched_from_ms"),
      watchedUntil: row.instant("watched_until_ms"),
      watched: StoredAge.interval(
        after: row["age_after_ms"], through: row["age_through_ms"]),
      startUncertaintyMilliseconds: row["start_uncertainty_ms"],
      endUncertaintyMilliseconds: row["end_uncertainty_ms"],
      exit: row.known("exit"),
      noticeSeconds: (row["notice_ms"] as Int64?).map {
        Double($0) / 1000
      },
      origin: origins.origin(of: row))
  }
}

extension Exposure {
  static let columns = [
    "pool_id", "process", "clock", "age_after_ms", "age_through_ms",
    "hour_of_week_utc", "at_risk_ms", "interruptions",
  ]

  func cells() throws -> [Cell] {
    [
      .pool(pool), .text(process.rawValue), .text(clock.rawValue),
      Cell(try age.map { try StoredAge.milliseconds(hours: $0.after) }),
      Cell(try age.map { try StoredAge.milliseconds(hours: $0.through) }),
      Cell(hourOfWeekUTC.map(Int64.init)), .integer(millisecondsAtRisk),
      .integer(Int64(interruptions)),
    ]
  }

  init(row: StoredRow, pools: [Int64: PoolID]) throws {
    try self.init(
      pool: pools.known(row["pool_id"]),
      process: row.known("process"), clock: row.known("clock"),
      age: StoredAge.interval(
        after: row["age_after_ms"], through: row["age_through_ms"]),
      hourOfWeekUTC: row["hour_of_week_utc"],
      millisecondsAtRisk: row["at_risk_ms"],
      interruptions: row["interruptions"])
  }
}
