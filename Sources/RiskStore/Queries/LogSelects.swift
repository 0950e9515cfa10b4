import RiskDomain

extension FactSelect {
  /// The facts of logs.
  static let logs = [
    instanceAliases, requests, fleetChanges, aliveCounts, checkpoints, cells,
    lives, attempts,
  ]

  static let instanceAliases = FactSelect(
    table: InstanceAlias.table,
    sql: """
      SELECT \(columns(of: InstanceAlias.self)) FROM instance_alias
      WHERE since_ms <= ?1 ORDER BY \(key(of: InstanceAlias.self))
      """)

  // What came of a request after the instant is blanked.
  static let requests = FactSelect(
    table: CapacityRequest.table,
    sql: """
      SELECT provider, request_id, requested_at_ms,
        zone, region, instance_type, os, market,
        CASE WHEN granted_at_ms <= ?1 THEN granted_at_ms END
          AS granted_at_ms,
        CASE WHEN granted_at_ms <= ?1 THEN granted_zone END AS granted_zone,
        CASE WHEN refused_at_ms <= ?1 THEN refused_at_ms END
          AS refused_at_ms,
        CASE WHEN refused_at_ms <= ?1 THEN refusal END AS refusal,
        CASE WHEN refused_at_ms <= ?1 THEN code END AS code,
        file_id, line
      FROM capacity_request WHERE requested_at_ms <= ?1
      ORDER BY provider, request_id
      """)

  static let fleetChanges = FactSelect(
    table: FleetChange.table, poolColumn: 0,
    sql: ofPools(FleetChange.self, known: "at_ms"))

  static let aliveCounts = FactSelect(
    table: AliveCount.table, poolColumn: 0,
    sql: ofPools(AliveCount.self, known: "at_ms"))

  static let checkpoints = FactSelect(
    table: CheckpointReport.table,
    sql: """
      SELECT \(columns(of: CheckpointReport.self)) FROM checkpoint_report
      WHERE at_ms <= ?1 ORDER BY \(key(of: CheckpointReport.self))
      """)

  static let cells = FactSelect(
    table: ExposureCell.table, poolColumn: 0,
    sql: ofPools(ExposureCell.self, known: "until_ms"))

  // Of one source the last delivery by the instant stands.
  static let lives = FactSelect(
    table: LifeCell.table, poolColumn: 0,
    sql: ofPools(LifeCell.self, known: "until_ms", and: isLastDelivery))

  static let attempts = FactSelect(
    table: AttemptCell.table, poolColumn: 0,
    sql: ofPools(AttemptCell.self, known: "until_ms", and: isLastDelivery))

  private static let isLastDelivery = """
    o.until_ms = (
      SELECT max(until_ms) FROM life_cell l
      WHERE l.source = o.source AND l.until_ms <= ?1)
    """

  /// Rows by the parts of their pools' keys and then their own.
  private static func ofPools<Value: StoredFact>(
    _: Value.Type, known: String, and condition: String = "TRUE"
  ) -> String {
    let keys = Value.keyColumns.filter { $0 != "pool_id" }.map { "o." + $0 }
    let others = (keys + Value.valueColumns.map { "o." + $0 })
      .joined(separator: ", ")
    return """
      SELECT o.pool_id, \(others), o.file_id, o.line
      FROM \(Value.table) o JOIN pool p USING (pool_id)
      WHERE o.\(known) <= ?1 AND \(condition)
      ORDER BY p.provider, p.zone, p.instance_type, p.os, \
      \(keys.joined(separator: ", "))
      """
  }
}
