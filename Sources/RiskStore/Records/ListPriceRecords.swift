import GRDB
import RiskDomain

extension ListPrice: StoredFact {
  static let table = "list_price"
  static let keyColumns = [
    "provider", "region", "instance_type", "os", "market", "term_months",
    "from_ms",
  ]
  static let valueColumns = ["usd_micro_per_hour", "until_ms"]

  var keyCells: [Cell] {
    [
      .text(provider.rawValue), .text(region), .text(instanceType), .text(os),
      Cell(market), .integer(Int64(termMonths)), Cell(from),
    ]
  }

  var valueCells: [Cell] { [Cell(pricePerHour), Cell(until)] }

  /// Of two prices of one key the higher one stands, as with spot prices.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    try self.init(
      provider: row.known("provider"), region: row["region"],
      instanceType: row["instance_type"], os: row["os"],
      market: row.known("market"), termMonths: row["term_months"],
      from: row.instant("from_ms"), until: row.optionalInstant("until_ms"),
      pricePerHour: MicroUSD(rawValue: row["usd_micro_per_hour"]),
      origin: origins.origin(of: row))
  }
}

extension CapacityBlockRate: StoredFact {
  static let table = "capacity_block_rate"
  static let keyColumns = ["place", "instance_type", "from_ms"]
  static let valueColumns = ["usd_micro_per_hour"]

  var keyCells: [Cell] { [.text(place), .text(instanceType), Cell(from)] }

  var valueCells: [Cell] { [Cell(pricePerHour)] }

  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 0)
  }

  init(row: StoredRow, origins: OriginDirectory) throws {
    try self.init(
      place: row["place"], instanceType: row["instance_type"],
      from: row.instant("from_ms"),
      pricePerHour: MicroUSD(rawValue: row["usd_micro_per_hour"]),
      origin: origins.origin(of: row))
  }
}
