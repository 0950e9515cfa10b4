import GRDB
import RiskDomain

extension InstanceAlias: StoredFact {
  static let table = "instance_alias"
  static let keyColumns = ["provider", "name", "instance_id"]
  static let valueColumns = ["since_ms"]

  var keyCells: [Cell] {
    [.text(provider.rawValue), .text(name), .text(instanceID)]
  }

  var valueCells: [Cell] { [Cell(since)] }

  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 1)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    try self.init(
      provider: row.known("provider"), name: row["name"],
      instanceID: row["instance_id"], since: row.instant("since_ms"),
      origin: origins.origin(of: row))
  }
}

extension CapacityRequest: StoredFact {
  static let table = "capacity_request"
  static let keyColumns = ["provider", "request_id"]
  static let valueColumns = [
    "requested_at_ms", "zone", "region", "instance_type", "os", "market",
    "granted_at_ms", "granted_zone", "refused_at_ms", "refusal", "code",
  ]

  var keyCells: [Cell] { [.text(provider.rawValue), .text(requestID)] }

  var valueCells: [Cell] {
    [
      Cell(requestedAt), Cell(zone), Cell(region), Cell(instanceType),
      Cell(os), Cell(market), Cell(grantedAt), Cell(grantedZone),
      Cell(refusedAt),
      Cell(refusal?.rawValue), Cell(code),
    ]
  }

  /// A request is polled while it waits and when it is granted, and a call
  /// leaves two entries: what was asked, granted and refused is merged each
  /// for itself, and of two different ones the earlier stands.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveByGroup(a, b, groups: [6, 2, 3])
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    try self.init(
      provider: row.known("provider"), requestID: row["request_id"],
      requestedAt: row.instant("requested_at_ms"), zone: row["zone"],
      region: row["region"], instanceType: row["instance_type"],
      os: row["os"], market: row.optionalKnown("market"),
      grantedAt: row.optionalInstant("granted_at_ms"),
      grantedZone: row["granted_zone"],
      refusedAt: row.optionalInstant("refused_at_ms"),
      refusal: row.optionalKnown("refusal"), code: row["code"],
      origin: origins.origin(of: row))
  }
}

extension CheckpointReport: StoredFact {
  static let table = "checkpoint_report"
  static let keyColumns = ["job", "at_ms", "step"]
  static let valueColumns = [
    "checkpoint_ms", "restart_ms", "step_ms", "bytes", "instance_id",
  ]

  /// Stands for a step that was not counted: a key holds no NULL.
  static let noStep: Int64 = -1

  var keyCells: [Cell] {
    [.text(job), Cell(at), .integer(step ?? Self.noStep)]
  }

  var valueCells: [Cell] {
    [
      Cell(checkpointMilliseconds), Cell(restartMilliseconds),
      Cell(stepMilliseconds), Cell(bytes), Cell(instanceID),
    ]
  }

  /// Rows of one moment complete one another.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveByGroup(a, b, groups: [1, 1, 1, 1, 1])
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    let step: Int64 = try row["step"]
    try self.init(
      job: row["job"], at: row.instant("at_ms"),
      step: step == Self.noStep ? nil : step,
      checkpointMilliseconds: row["checkpoint_ms"],
      restartMilliseconds: row["restart_ms"],
      stepMilliseconds: row["step_ms"], bytes: row["bytes"],
      instanceID: row["instance_id"], origin: origins.origin(of: row))
  }
}
