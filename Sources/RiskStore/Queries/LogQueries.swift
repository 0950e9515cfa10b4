import GRDB
public import RiskDomain

// As in FactQueries: nothing after `until`, in the order of the keys.

extension RiskDatabase {
  /// Names of instances that were taken by `until`.
  public func aliases(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [InstanceAlias] {
    try logRows(FactSelect.instanceAliases, until) { row, _, origins in
      try InstanceAlias(row: row, origins: origins)
    }
  }

  /// Requests made by `until`, without what came of them later.
  public func capacityRequests(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [CapacityRequest] {
    try logRows(FactSelect.requests, until) { row, _, origins in
      try CapacityRequest(row: row, origins: origins)
    }
  }

  /// Nodes that joined or left fleets by `until`.
  public func fleetChanges(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [FleetChange] {
    try logRows(FactSelect.fleetChanges, until, FleetChange.init)
  }

  /// Counts of fleets taken by `until`.
  public func aliveCounts(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [AliveCount] {
    try logRows(FactSelect.aliveCounts, until, AliveCount.init)
  }

  /// Checkpoints and restarts reported by `until`.
  public func checkpoints(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [CheckpointReport] {
    try logRows(FactSelect.checkpoints, until) { row, _, origins in
      try CheckpointReport(row: row, origins: origins)
    }
  }

  /// Cells of exposure whose span was over by `until`.
  public func exposureCells(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [ExposureCell] {
    try logRows(FactSelect.cells, until, ExposureCell.init)
  }

  /// Counts of lives, of each source those with the latest end by `until`.
  public func lifeCells(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [LifeCell] {
    try logRows(FactSelect.lives, until, LifeCell.init)
  }

  /// Counts of launch attempts that stand with `lifeCells(until:)`.
  public func attemptCells(
    until: UTCInstant? = nil
  ) throws(StoreError) -> [AttemptCell] {
    try logRows(FactSelect.attempts, until, AttemptCell.init)
  }

  private func logRows<Value>(
    _ select: FactSelect, _ until: UTCInstant?,
    _ decode:
      @escaping (StoredRow, [Int64: PoolID], OriginDirectory) throws -> Value
  ) throws(StoreError) -> [Value] {
    try read { db in try Self.logRows(db, select, until, decode) }
  }

  static func logRows<Value>(
    _ db: Database, _ select: FactSelect, _ until: UTCInstant?,
    _ decode: (StoredRow, [Int64: PoolID], OriginDirectory) throws -> Value
  ) throws -> [Value] {
    let pools = try [Int64: PoolID].fetch(db)
    let origins = try OriginDirectory(db)
    let rows = try StoredRows(
      db, sql: select.sql, arguments: [horizon(until)])
    return try rows.map { try decode($0, pools, origins) }
  }
}
