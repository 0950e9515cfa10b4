import GRDB
public import RiskDomain

/// What is known of one pool, and the lives that were found in it.
public struct PoolFacts: Sendable {
  public var pool: PoolID
  public var probes: [AvailabilityProbe] = []
  public var fleetChanges: [FleetChange] = []
  public var aliveCounts: [AliveCount] = []
  /// Lives that `Derivation` keeps.
  public var lives: [Spell] = []
  public var launches: [LaunchAttempt] = []
  public var requests: [CapacityRequest] = []
  public var granted: [GrantedLaunch] = []
  /// Of each source the last delivery.
  public var lifeCells: [LifeCell] = []
  public var exposureCells: [ExposureCell] = []
}

/// Goes through the facts of pools in the order of the pools' keys, with one
/// pool in memory.
final class PoolRows {
  private let pools: [Int64: PoolID]
  private let order: RawStatement
  private let probes: OwnedRows<AvailabilityProbe>
  private let fleetChanges: OwnedRows<FleetChange>
  private let aliveCounts: OwnedRows<AliveCount>
  private let lives: OwnedRows<Spell>
  private let launches: OwnedRows<LaunchAttempt>
  private let requests: OwnedRows<CapacityRequest>
  private let granted: OwnedRows<GrantedLaunch>
  private let lifeCells: OwnedRows<LifeCell>
  private let exposureCells: OwnedRows<ExposureCell>

  init(
    _ db: Database, pools: [Int64: PoolID], _ origins: OriginDirectory
  ) throws {
    self.pools = pools
    // Millions of rows are put in order by one number instead of four names.
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.pool_place;
        CREATE TEMP TABLE pool_place (
          pool_id INTEGER PRIMARY KEY, place INTEGER NOT NULL);
        INSERT INTO pool_place
        SELECT pool_id, row_number() OVER (ORDER BY \(Self.order)) FROM pool p;
        """)
    order = try RawStatement(
      db, sql: "SELECT pool_id FROM pool p ORDER BY \(Self.order)")
    probes = try OwnedRows(db, FactSelect.ticks.sql, [horizon(nil), nil]) {
      row in
      try AvailabilityProbe(
        pool: pools.known(row["pool_id"]),
        traceStart: row.instant("start_ms"), gapMilliseconds: row["gap_ms"],
        tick: row["tick"], available: row["available"],
        origin: origins.origin(of: row))
    }
    fleetChanges = try OwnedRows(
      db, FactSelect.fleetChanges.sql, [horizon(nil)]
    ) {
      try FleetChange(row: $0, pools: pools, origins: origins)
    }
    aliveCounts = try OwnedRows(db, FactSelect.aliveCounts.sql, [horizon(nil)])
    {
      try AliveCount(row: $0, pools: pools, origins: origins)
    }
    lifeCells = try OwnedRows(db, FactSelect.lives.sql, [horizon(nil)]) {
      try LifeCell(row: $0, pools: pools, origins: origins)
    }
    exposureCells = try OwnedRows(db, FactSelect.cells.sql, [horizon(nil)]) {
      try ExposureCell(row: $0, pools: pools, origins: origins)
    }
    launches = try OwnedRows(
      db, Self.ofPools("(\(FactSelect.launches.sql))"), [horizon(nil), nil]
    ) {
      try LaunchAttempt(row: $0, pools: pools, origins: origins)
    }
    lives = try OwnedRows(db, Self.ofPools("temp.part_spell")) {
      try Spell(row: $0, pools: pools, origins: origins)
    }
    granted = try OwnedRows(db, Self.ofPools("temp.part_granted")) { row in
      try GrantedLaunch(
        pool: pools.known(row["pool_id"]),
        instanceID: row["instance_id"], eventID: row["event_id"],
        at: row.instant("at_ms"), origin: origins.origin(of: row))
    }
    requests = try OwnedRows(
      db,
      """
      SELECT v.pool_id, c.* FROM temp.part_request v
      JOIN pool p USING (pool_id)
      CROSS JOIN capacity_request c
        ON c.provider = v.provider AND c.request_id = v.request_id
      ORDER BY \(Self.order)
      """
    ) { try CapacityRequest(row: $0, origins: origins) }
  }

  private static let order = "p.provider, p.zone, p.instance_type, p.os"

  private static func ofPools(_ table: String) -> String {
    """
    SELECT v.* FROM \(table) v CROSS JOIN temp.pool_place USING (pool_id)
    ORDER BY place
    """
  }

  /// The next pool's facts; nil after the last.
  func next() throws -> PoolFacts? {
    guard try order.next() else { return nil }
    let id = try order.integer(0)
    var facts = PoolFacts(pool: try pools.known(id))
    facts.probes = try probes.take(id)
    facts.fleetChanges = try fleetChanges.take(id)
    facts.aliveCounts = try aliveCounts.take(id)
    facts.lives = try lives.take(id)
    facts.launches = try launches.take(id)
    facts.requests = try requests.take(id)
    facts.granted = try granted.take(id)
    facts.lifeCells = try lifeCells.take(id)
    facts.exposureCells = try exposureCells.take(id)
    return facts
  }
}
