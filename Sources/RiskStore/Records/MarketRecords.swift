import GRDB
import RiskDomain

extension CapacityBlockOffering: StoredFact {
  static let table = "capacity_block_offering"
  static let keyColumns = ["offering_id", "captured_at_ms"]
  static let valueColumns = [
    "upfront_usd_micro", "zone", "instance_type", "instance_count",
    "start_ms", "end_ms",
  ]

  var keyCells: [Cell] { [.text(offeringID), Cell(capturedAt)] }

  var valueCells: [Cell] {
    [
      Cell(upfrontFee), .text(zone), .text(instanceType),
      .integer(Int64(instanceCount)), Cell(start), Cell(end),
    ]
  }

  /// Of two fees for one offering the higher one stands, as with prices.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    try self.init(
      offeringID: row["offering_id"],
      capturedAt: row.instant("captured_at_ms"), zone: row["zone"],
      instanceType: row["instance_type"],
      instanceCount: row["instance_count"], start: row.instant("start_ms"),
      end: row.instant("end_ms"),
      upfrontFee: MicroUSD(rawValue: row["upfront_usd_micro"]),
      origin: origins.origin(of: row))
  }
}

extension LaunchAttempt: StoredFact {
  static let table = "launch_attempt"
  static let keyColumns = ["launch_id"]
  static let valueColumns = [
    "requested_at_ms", "pool_id", "market", "job", "gang",
    "launched_at_ms", "instance_id", "ended_at_ms", "exit",
  ]

  var keyCells: [Cell] { [.text(launchID)] }

  var valueCells: [Cell] {
    [
      Cell(requestedAt), .pool(pool), Cell(market), Cell(job), Cell(gang),
      Cell(launchedAt), Cell(instanceID), Cell(endedAt), Cell(exit),
    ]
  }

  /// A log that is exported while the instance runs is completed by a later
  /// export: request, launch and end are merged each for itself, and of two
  /// different ones the earlier stands.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveByGroup(a, b, groups: [5, 2, 2])
  }

  init(
    row: StoredRow, pools: [Int64: PoolID], origins: OriginDirectory
  ) throws {
    try self.init(
      launchID: row["launch_id"], pool: pools.known(row["pool_id"]),
      market: row.known("market"),
      requestedAt: row.instant("requested_at_ms"),
      launchedAt: row.optionalInstant("launched_at_ms"),
      instanceID: row["instance_id"],
      endedAt: row.optionalInstant("ended_at_ms"),
      exit: row.optionalKnown("exit"), job: row["job"],
      gang: row["gang"], origin: origins.origin(of: row))
  }
}
