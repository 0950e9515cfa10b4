import Crypto
import GRDB
import RiskDomain

/// All rows of a table without its row ids, and without where each was read
/// when that is not wanted.
struct TableContent: Sendable {
  var table: String
  var columns: String
  /// The columns that say where a row was read.
  var place: String?
  /// What follows the columns.
  var source: String
  /// The table says nothing but what was read from where.
  var isProvenance = false

  private static let poolParts = "p.provider, p.zone, p.instance_type, p.os"
  private static let fileAndLine = "f.digest, o.line"

  static let all: [TableContent] = [
    TableContent(
      table: "source_file",
      columns: "digest, name, format, facts, set_aside, first_at_ms, "
        + "last_at_ms",
      source: "FROM source_file ORDER BY digest", isProvenance: true),
    ofPools(
      "price_observation", "o.at_ms, o.usd_micro_per_hour",
      orderedBy: ["o.at_ms"]),
    TableContent(
      table: "price_disagreement",
      columns: "\(poolParts), o.at_ms, o.lowest_usd_micro_per_hour, "
        + "o.highest_usd_micro_per_hour",
      source: """
        FROM price_disagreement o JOIN pool p USING (pool_id)
        ORDER BY 1, 2, 3, 4, 5
        """),
    ofPools(
      "availability_trace", "o.start_ms, o.gap_ms", place: "f.digest",
      orderedBy: []),
    ofPools(
      "availability_tick", "o.tick, o.available", orderedBy: ["o.tick"]),
    keyed(InstanceEvent.self),
    keyed(InstanceDescription.self),
    keyed(CapacityBlockOffering.self),
    keyed(ListPrice.self), keyed(CapacityBlockRate.self),
    keyed(AdvisorGrade.self), keyed(PlacementScore.self),
    keyed(EvictionBand.self), keyed(ZoneAlias.self),
    ofPools(
      LaunchAttempt.table,
      "o.launch_id, o.market, o.requested_at_ms, o.launched_at_ms, "
        + "o.instance_id, o.ended_at_ms, o.exit, o.job, o.gang",
      orderedBy: ["o.launch_id"]),
    keyed(InstanceAlias.self),
    keyed(CapacityRequest.self),
    keyed(CheckpointReport.self),
    ofPools(FleetChange.self), ofPools(AliveCount.self),
    ofPools(ExposureCell.self),
    ofPools(LifeCell.self), ofPools(AttemptCell.self),
    TableContent(
      table: "set_aside",
      columns: "f.digest, o.line, o.column_name, o.value, o.reason",
      source: """
        FROM set_aside o JOIN source_file f USING (file_id)
        ORDER BY 1, 2, 3, 4, 5
        """, isProvenance: true),
    ofPools(
      "spell",
      "o.process, o.clock, o.instance_id, o.launched_at_ms, "
        + "o.watched_from_ms, o.watched_until_ms, o.age_after_ms, "
        + "o.age_through_ms, o.start_uncertainty_ms, o.end_uncertainty_ms, "
        + "o.exit, o.notice_ms", orderedBy: (5...16).map(String.init),
      thenByPlace: true),
    TableContent(
      table: "attempt_count",
      columns: "\(poolParts), o.size, o.attempts, o.successes",
      source: """
        FROM attempt_count o JOIN pool p USING (pool_id)
        ORDER BY 1, 2, 3, 4, 5
        """),
    TableContent(
      table: "exposure",
      columns: "\(poolParts), o.process, o.clock, o.age_after_ms, "
        + "o.age_through_ms, o.hour_of_week_utc, o.at_risk_ms, "
        + "o.interruptions",
      source: """
        FROM exposure o JOIN pool p USING (pool_id)
        ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        """),
  ]

  private static func ofPools(
    _ table: String, _ columns: String, place: String = fileAndLine,
    orderedBy order: [String], thenByPlace: Bool = false
  ) -> TableContent {
    let order = [poolParts] + order + (thenByPlace ? [place] : [])
    return TableContent(
      table: table, columns: "\(poolParts), \(columns)", place: place,
      source: """
        FROM pool p CROSS JOIN \(table) o ON o.pool_id = p.pool_id
        CROSS JOIN source_file f ON f.file_id = o.file_id
        ORDER BY \(order.joined(separator: ", "))
        """)
  }

  private static func ofPools<Value: StoredFact>(
    _: Value.Type
  ) -> TableContent {
    let keys = Value.keyColumns.filter { $0 != "pool_id" }.map { "o." + $0 }
    let columns = keys + Value.valueColumns.map { "o." + $0 }
    return ofPools(
      Value.table, columns.joined(separator: ", "), orderedBy: keys)
  }

  private static func keyed<Value: StoredFact>(
    _: Value.Type
  ) -> TableContent {
    let columns = (Value.keyColumns + Value.valueColumns).map { "o." + $0 }
    let keys = Value.keyColumns.map { "o." + $0 }
    return TableContent(
      table: Value.table, columns: columns.joined(separator: ", "),
      place: fileAndLine,
      source: """
        FROM \(Value.table) o CROSS JOIN source_file f
          ON f.file_id = o.file_id
        ORDER BY \(keys.joined(separator: ", "))
        """)
  }

  func digest(
    _ db: Database, withProvenance: Bool
  ) throws -> TableDigest {
    let shown = [columns] + (withProvenance ? [place].compactMap(\.self) : [])
    let rows = try RawStatement(
      db, sql: "SELECT \(shown.joined(separator: ", ")) \(source)")
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
