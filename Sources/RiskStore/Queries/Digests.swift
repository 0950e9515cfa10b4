import Crypto
import GRDB
public import RiskDomain

/// Name, size and content of one table.
public struct TableDigest: Hashable, Sendable, Codable {
  public var table: String
  public var rows: Int
  /// SHA-256, 64 lower-case hex digits.
  public var sha256: String
}

extension RiskDatabase {
  /// SHA-256 over the facts up to `until`.
  ///
  /// Covers what the queries return for `until` but neither files nor lines,
  /// so that it depends on what is known and not on how it was read. A
  /// database cut at T and the whole one give the same digest for T.
  public func dataDigest(
    until: UTCInstant? = nil
  ) throws(StoreError) -> String {
    try digest(FactSelect.all, until: until)
  }

  /// SHA-256 over the facts from which spells are made: all but prices, which
  /// are the many.
  public func watchDigest() throws(StoreError) -> String {
    try digest(
      FactSelect.all.filter { $0.table != FactSelect.prices.table },
      until: nil)
  }

  private func digest(
    _ selects: [FactSelect], until: UTCInstant?
  ) throws(StoreError) -> String {
    try read { db in
      let pools = try [Int64: PoolID].fetch(db)
      var hash = SHA256()
      for select in selects {
        let rows = try RawStatement(db, sql: select.sql)
        rows.bind(horizon(until), at: 1)
        let columns = 0..<(rows.columnCount - 2)
        var bytes: [UInt8] = []
        bytes.append(text: select.table)
        try hash.update(rows, buffer: &bytes) { bytes in
          for column in columns {
            if column == select.poolColumn {
              let pool = try pools.known(rows.integer(column))
              bytes.append(text: pool.key)
            } else {
              rows.append(column, to: &bytes)
            }
          }
        }
      }
      // What a bill says beside instance-time enters no model.
      var bytes: [UInt8] = []
      bytes.append(text: "billing_usage")
      try BillingLines(db, until: until).forEachUsage { usage in
        bytes.append(usage)
        hash.take(&bytes)
      }
      hash.update(data: bytes)
      return hash.finalize().lowercaseHex
    }
  }

  /// Digests of all tables of facts and of the derived ones.
  ///
  /// Row ids do not enter: rows are taken in the order of their keys, pools
  /// by their keys, files by their digests. Provenance is included. Left out
  /// are `model_artifact` and `run_stage`, whose rows are kept in the order
  /// in which they were written, and `file_reading` and `derivation_basis`,
  /// which remember a way of reading and state no fact.
  public func tableDigests() throws(StoreError) -> [TableDigest] {
    try read { db in
      try TableContent.all.map { try $0.digest(db) }
        + BillingLines(db, until: nil).tableDigests()
    }
  }
}

/// All rows of a table without its row ids.
private struct TableContent: Sendable {
  var table: String
  var sql: String

  private static let poolParts = "p.provider, p.zone, p.instance_type, p.os"

  static let all: [TableContent] = [
    TableContent(
      table: "source_file",
      sql: """
        SELECT digest, name, format, facts, set_aside, first_at_ms,
          last_at_ms
        FROM source_file ORDER BY digest
        """),
    ofPools(
      "price_observation", "o.at_ms, o.usd_micro_per_hour, f.digest, o.line",
      orderedBy: ["o.at_ms"]),
    TableContent(
      table: "price_disagreement",
      sql: """
        SELECT \(poolParts), o.at_ms, o.lowest_usd_micro_per_hour,
          o.highest_usd_micro_per_hour
        FROM price_disagreement o JOIN pool p USING (pool_id)
        ORDER BY 1, 2, 3, 4, 5
        """),
    ofPools(
      "availability_trace", "o.start_ms, o.gap_ms, f.digest", orderedBy: []),
    ofPools(
      "availability_tick", "o.tick, o.available, f.digest, o.line",
      orderedBy: ["o.tick"]),
    keyed(InstanceEvent.self),
    keyed(InstanceDescription.self),
    keyed(CapacityBlockOffering.self),
    keyed(ListPrice.self), keyed(CapacityBlockRate.self),
    keyed(AdvisorGrade.self), keyed(PlacementScore.self),
    keyed(EvictionBand.self), keyed(ZoneAlias.self),
    ofPools(
      LaunchAttempt.table,
      "o.launch_id, o.market, o.requested_at_ms, o.launched_at_ms, "
        + "o.instance_id, o.ended_at_ms, o.exit, o.job, o.gang, f.digest, "
        + "o.line", orderedBy: ["o.launch_id"]),
    keyed(InstanceAlias.self),
    keyed(CapacityRequest.self),
    keyed(CheckpointReport.self),
    ofPools(FleetChange.self), ofPools(AliveCount.self),
    ofPools(ExposureCell.self),
    TableContent(
      table: "set_aside",
      sql: """
        SELECT f.digest, o.line, o.column_name, o.value, o.reason
        FROM set_aside o JOIN source_file f USING (file_id)
        ORDER BY 1, 2, 3, 4, 5
        """),
    ofPools(
      "spell",
      "o.process, o.clock, o.instance_id, o.launched_at_ms, "
        + "o.watched_from_ms, o.watched_until_ms, o.age_after_ms, "
        + "o.age_through_ms, o.start_uncertainty_ms, o.end_uncertainty_ms, "
        + "o.exit, o.notice_ms, f.digest, o.line",
      orderedBy: (5...18).map(String.init)),
    TableContent(
      table: "exposure",
      sql: """
        SELECT \(poolParts), o.process, o.clock, o.age_after_ms,
          o.age_through_ms, o.hour_of_week_utc, o.at_risk_ms,
          o.interruptions
        FROM exposure o JOIN pool p USING (pool_id)
        ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        """),
  ]

  private static func ofPools(
    _ table: String, _ columns: String, orderedBy order: [String]
  ) -> TableContent {
    let order = ([poolParts] + order).joined(separator: ", ")
    return TableContent(
      table: table,
      sql: """
        SELECT \(poolParts), \(columns)
        FROM pool p CROSS JOIN \(table) o ON o.pool_id = p.pool_id
        CROSS JOIN source_file f ON f.file_id = o.file_id
        ORDER BY \(order)
        """)
  }

  private static func ofPools<Value: StoredFact>(
    _: Value.Type
  ) -> TableContent {
    let keys = Value.keyColumns.filter { $0 != "pool_id" }.map { "o." + $0 }
    let columns = keys + Value.valueColumns.map { "o." + $0 }
    return ofPools(
      Value.table, (columns + ["f.digest", "o.line"]).joined(separator: ", "),
      orderedBy: keys)
  }

  private static func keyed<Value: StoredFact>(
    _: Value.Type
  ) -> TableContent {
    let columns = (Value.keyColumns + Value.valueColumns).map { "o." + $0 }
    return TableContent(
      table: Value.table,
      sql: """
        SELECT \(columns.joined(separator: ", ")), f.digest, o.line
        FROM \(Value.table) o CROSS JOIN source_file f
          ON f.file_id = o.file_id
        ORDER BY \(Value.keyColumns.map { "o." + $0 }.joined(separator: ", "))
        """)
  }

  func digest(_ db: Database) throws -> TableDigest {
    let rows = try RawStatement(db, sql: sql)
    let columns = 0..<rows.columnCount
    var hash = SHA256()
    var bytes: [UInt8] = []
    let count = try hash.update(rows, buffer: &bytes) { bytes in
      for column in columns { rows.append(column, to: &bytes) }
    }
    return TableDigest(
      table: table, rows: count, sha256: hash.finalize().lowercaseHex)
  }
}

extension SHA256 {
  /// Takes in a buffer that has grown long and empties it.
  mutating func take(_ bytes: inout [UInt8]) {
    guard bytes.count >= 65536 else { return }
    update(data: bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Takes in every row and then their number.
  ///
  /// - Returns: the number of rows.
  @discardableResult
  fileprivate mutating func update(
    _ rows: RawStatement, buffer bytes: inout [UInt8],
    append: (inout [UInt8]) throws -> Void
  ) throws -> Int {
    var count = 0
    while try rows.next() {
      try append(&bytes)
      count += 1
      take(&bytes)
    }
    bytes.append(3)
    bytes.append(number: Int64(count))
    update(data: bytes)
    return count
  }
}
