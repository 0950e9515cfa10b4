import RiskDomain

extension FactSelect {
  /// The facts of logs.
  static let logs = [
    instanceAliases, requests, fleetChanges, aliveCounts, checkpoints, cells,
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

  /// Rows by the parts of their pools' keys and then their own.
  private static func ofPools<Value: StoredFact>(
    _: Value.Type, known: String
  ) -> String {
    let keys = Value.keyColumns.filter { $0 != "pool_id" }.map { "o." + $0 }
    let others = (keys + Value.valueColumns.map { "o." + $0 })
      .joined(separator: ", ")
    return """
      SELECT o.pool_id, \(others), o.file_id, o.line
      FROM \(Value.table) o JOIN pool p USING (pool_id)
      WHERE o.\(known) <= ?1
      ORDER BY p.provider, p.zone, p.instance_type, p.os, \
      \(keys.joined(separator: ", "))
      """
  }
}
