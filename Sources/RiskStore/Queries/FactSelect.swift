import GRDB
import RiskDomain

/// The facts of one table that are known at an instant, in the order of
/// their keys.
///
/// One definition serves queries and digests, so that a digest covers exactly
/// what a query returns. Parameter `?1` is the instant in milliseconds; the
/// last two columns are `file_id` and `line`.
struct FactSelect: Sendable {
  /// Name of the table.
  var table: String
  /// The column that holds a pool's row id, counted from 0.
  var poolColumn: Int32?
  var sql: String

  static let all =
    [
      prices, ticks, events, instances, offerings, launches,
    ] + markets + logs

  // CROSS JOIN fixes the order of the loops: pools by key, then rows by
  // position, which needs no sorting.
  static let prices = FactSelect(
    table: "price_observation", poolColumn: 0,
    sql: """
      SELECT p.pool_id, o.at_ms, o.usd_micro_per_hour, o.file_id, o.line
      FROM pool p CROSS JOIN price_observation o ON o.pool_id = p.pool_id
      WHERE o.at_ms <= ?1 AND (?2 IS NULL OR p.key GLOB ?2)
      ORDER BY p.provider, p.zone, p.instance_type, p.os, o.at_ms
      """)

  static let ticks = FactSelect(
    table: "availability_tick", poolColumn: 0,
    sql: """
      SELECT p.pool_id, t.start_ms, t.gap_ms, k.tick, k.available,
        k.file_id, k.line
      FROM pool p
      CROSS JOIN availability_trace t ON t.pool_id = p.pool_id
      CROSS JOIN availability_tick k ON k.pool_id = p.pool_id
      WHERE t.start_ms + k.tick * t.gap_ms <= ?1
        AND (?2 IS NULL OR p.key GLOB ?2)
      ORDER BY p.provider, p.zone, p.instance_type, p.os, k.tick
      """)

  static let events = FactSelect(
    table: InstanceEvent.table,
    sql: """
      SELECT \(columns(of: InstanceEvent.self)) FROM instance_event
      WHERE at_ms <= ?1
      ORDER BY \(key(of: InstanceEvent.self))
      """)

  // A description has no time of its own: it is known once something that
  // has a time speaks of the instance. GROUP BY sorts the names before they are
  // searched; an index of ids would cost every load more.
  static let instances = FactSelect(
    table: InstanceDescription.table,
    sql: """
      SELECT \(columns(of: InstanceDescription.self)) FROM instance i
      WHERE (i.provider, i.instance_id) IN (
          SELECT provider, instance_id FROM instance_event
          WHERE at_ms <= ?1 GROUP BY provider, instance_id)
        OR EXISTS (
          SELECT 1 FROM billing_resource r
          JOIN billing_line l USING (resource_ref)
          JOIN billing_delivery d USING (delivery_id)
          WHERE r.resource_id = i.instance_id AND l.end_ms <= ?1
            AND d.provider = i.provider)
        OR (i.provider, i.instance_id) IN (
          SELECT p.provider, l.instance_id
          FROM launch_attempt l JOIN pool p USING (pool_id)
          WHERE l.launched_at_ms <= ?1 AND l.requested_at_ms <= ?1
            AND l.instance_id IS NOT NULL
          GROUP BY p.provider, l.instance_id)
        OR EXISTS (
          SELECT 1 FROM instance_alias a
          WHERE a.instance_id = i.instance_id AND a.since_ms <= ?1
            AND a.provider = i.provider)
      ORDER BY \(key(of: InstanceDescription.self))
      """)

  static let offerings = FactSelect(
    table: CapacityBlockOffering.table,
    sql: """
      SELECT \(columns(of: CapacityBlockOffering.self))
      FROM capacity_block_offering
      WHERE captured_at_ms <= ?1
      ORDER BY \(key(of: CapacityBlockOffering.self))
      """)

  // What happened to an attempt after the instant is blanked; an instance id
  // or a reason without its time could give it away and is blanked too.
  static let launches = FactSelect(
    table: LaunchAttempt.table, poolColumn: 1,
    sql: """
      SELECT launch_id, pool_id, market, requested_at_ms, job, gang,
        CASE WHEN launched_at_ms <= ?1 THEN launched_at_ms END
          AS launched_at_ms,
        CASE WHEN launched_at_ms <= ?1 THEN instance_id END AS instance_id,
        CASE WHEN ended_at_ms <= ?1 THEN ended_at_ms END AS ended_at_ms,
        CASE WHEN ended_at_ms <= ?1 THEN exit END AS exit,
        file_id, line
      FROM launch_attempt
      WHERE requested_at_ms <= ?1
        AND (?2 IS NULL OR pool_id IN (
          SELECT pool_id FROM pool WHERE key GLOB ?2))
      ORDER BY launch_id
      """)

  init(table: String, poolColumn: Int32? = nil, sql: String) {
    self.table = table
    self.poolColumn = poolColumn
    self.sql = sql
  }

  static func key<Value: StoredFact>(of _: Value.Type) -> String {
    Value.keyColumns.joined(separator: ", ")
  }

  static func columns<Value: StoredFact>(of _: Value.Type) -> String {
    (Value.keyColumns + Value.valueColumns + ["file_id", "line"])
      .joined(separator: ", ")
  }
}

/// The milliseconds of `until`; the end of all writable time where nothing
/// cuts.
func horizon(_ until: UTCInstant?) -> Int64 {
  min(until?.unixMilliseconds ?? Schema.lastInstant, Schema.lastInstant)
}

extension Database {
  /// Rows that are known at an instant.
  func count(_ select: FactSelect, until: UTCInstant?) throws -> Int {
    try Int.fetchOne(
      self, sql: "SELECT count(*) FROM (\(select.sql))",
      arguments: [horizon(until)]) ?? 0
  }
}
