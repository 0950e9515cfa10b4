import GRDB
import RiskDomain

extension AdvisorGrade: StoredFact {
  static let table = "advisor_grade"
  static let keyColumns = ["region", "os", "instance_type", "captured_at_ms"]
  static let valueColumns = ["reclaim_share", "savings_percent"]

  var keyCells: [Cell] {
    [.text(region), .text(os), .text(instanceType), Cell(capturedAt)]
  }

  var valueCells: [Cell] {
    [
      .integer(Int64(reclaimShare.rawValue)),
      Cell(savingsPercent.map(Int64.init)),
    ]
  }

  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    let number: Int = try row["reclaim_share"]
    guard let share = MonthlyReclaimShare(rawValue: number) else {
      throw try row.damage(
        "reclaim_share", "holds \(number), which is no bucket")
    }
    try self.init(
      region: row["region"], os: row["os"],
      instanceType: row["instance_type"],
      capturedAt: row.instant("captured_at_ms"), reclaimShare: share,
      savingsPercent: row["savings_percent"],
      origin: origins.origin(of: row))
  }
}

extension PlacementScore: StoredFact {
  static let table = "placement_score"
  static let keyColumns = [
    "region", "zone", "instance_types", "scale", "captured_at_ms",
  ]
  static let valueColumns = ["score"]

  // A key column is never NULL: the whole region is the empty zone.
  var keyCells: [Cell] {
    [
      .text(region), .text(zone ?? ""), .text(instanceTypes),
      .text(scale.rawValue), Cell(capturedAt),
    ]
  }

  var valueCells: [Cell] { [.integer(Int64(score))] }

  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    let zone: String = try row["zone"]
    try self.init(
      region: row["region"], zone: zone.isEmpty ? nil : zone,
      instanceTypes: row["instance_types"], scale: row.known("scale"),
      capturedAt: row.instant("captured_at_ms"), score: row["score"],
      origin: origins.origin(of: row))
  }
}

extension EvictionBand: StoredFact {
  static let table = "eviction_band"
  static let keyColumns = ["region", "instance_type", "captured_at_ms"]
  static let valueColumns = ["low_percent_per_hour"]

  var keyCells: [Cell] {
    [.text(region), .text(instanceType), Cell(capturedAt)]
  }

  // The lower bound names the band, and orders the bands as numbers.
  var valueCells: [Cell] { [.integer(Int64(share.percentPerHour.low))] }

  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    let low: Int = try row["low_percent_per_hour"]
    let share = HourlyEvictionShare.allCases.first {
      $0.percentPerHour.low == Double(low)
    }
    guard let share else {
      throw try row.damage(
        "low_percent_per_hour", "holds \(low), which begins no band")
    }
    try self.init(
      region: row["region"], instanceType: row["instance_type"],
      capturedAt: row.instant("captured_at_ms"), share: share,
      origin: origins.origin(of: row))
  }
}

extension ZoneAlias: StoredFact {
  static let table = "zone_alias"
  static let keyColumns = ["account", "zone_name"]
  static let valueColumns = ["zone_id"]

  var keyCells: [Cell] { [.text(account), .text(zoneName)] }

  var valueCells: [Cell] { [.text(zoneID)] }

  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    try self.init(
      account: row["account"], zoneName: row["zone_name"],
      zoneID: row["zone_id"], origin: origins.origin(of: row))
  }
}
