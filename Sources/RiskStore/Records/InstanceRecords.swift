import GRDB
import RiskDomain

extension InstanceEvent: StoredFact {
  static let table = "instance_event"
  static let keyColumns = ["provider", "event_id"]
  static let valueColumns = [
    "at_ms", "kind", "instance_id", "zone", "region", "state",
  ]

  var keyCells: [Cell] { [.text(provider.rawValue), .text(eventID)] }

  var valueCells: [Cell] {
    [
      Cell(at), .text(kind.rawValue), .text(instanceID), Cell(zone),
      Cell(region), Cell(state),
    ]
  }

  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 1)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    try self.init(
      provider: row.known("provider"), eventID: row["event_id"],
      kind: row.known("kind"), instanceID: row["instance_id"],
      at: row.instant("at_ms"), zone: row["zone"], region: row["region"],
      state: row["state"], origin: origins.origin(of: row))
  }
}

extension InstanceDescription: StoredFact {
  static let table = "instance"
  static let keyColumns = ["provider", "instance_id"]
  static let valueColumns = [
    "zone", "instance_type", "os", "market", "lifetime_cap_s",
  ]

  var keyCells: [Cell] { [.text(provider.rawValue), .text(instanceID)] }

  var valueCells: [Cell] {
    [
      Cell(zone), Cell(instanceType), Cell(os), Cell(market),
      Cell(lifetimeCapSeconds),
    ]
  }

  /// Sources complete one another column by column; of two different texts
  /// the smaller stands, of two lifetimes the shorter.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveByGroup(a, b, groups: [1, 1, 1, 1, 1])
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    try self.init(
      provider: row.known("provider"), instanceID: row["instance_id"],
      zone: row["zone"], instanceType: row["instance_type"], os: row["os"],
      market: row.optionalKnown("market"),
      lifetimeCapSeconds: row["lifetime_cap_s"],
      origin: origins.origin(of: row))
  }
}
