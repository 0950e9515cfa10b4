import RiskDomain

/// Snapshots of the SpotLake archive.
///
/// `Time,InstanceType,Region,AZ,SPS,T3,T2,IF,OndemandPrice,SpotPrice,Savings`:
/// the time is UTC without saying so, the zone an AZ id, and missing values
/// are empty or -1. `IF` is a grade, 3.0 best to 1.0 worst, the reverse of the
/// advisor's own order.
enum SpotLake: RowFormat {
  private static let columns = [
    "Time", "InstanceType", "Region", "AZ", "SPS", "IF", "OndemandPrice",
    "SpotPrice",
  ]

  static func recognises(_ head: FileHead) -> Bool {
    Set(columns).isSubset(of: head.columns)
  }

  static func read(_ input: FormatInput) throws {
    var columns = CSVColumns([])
    try CSVTable.read(input) { header in
      columns = CSVColumns(header)
      try columns.require(Self.columns, file: input.path)
    } row: { row in
      try input.collector.row(
        try SpotLakeRow(row, columns, input).facts(), orIgnore: "no value")
    }
  }
}

/// One line of a snapshot.
private struct SpotLakeRow {
  private let row: CSVRow
  private let columns: CSVColumns
  private let at: UTCInstant
  private let type, region, zone: String
  private let origin: RowOrigin

  init(
    _ row: CSVRow, _ columns: CSVColumns, _ input: FormatInput
  ) throws(RowProblem) {
    self.row = row
    self.columns = columns
    at = try Fields.instant(
      columns.needed("Time", row), column: "Time", clock: .utc)
    type = PoolShape.awsType(
      Fields.text(try columns.needed("InstanceType", row)))
    region = PoolShape.trimmed(
      Fields.text(try columns.needed("Region", row)))
    zone = PoolShape.trimmed(Fields.text(try columns.needed("AZ", row)))
    origin = input.collector.origin(line: row.line)
  }

  func facts() throws(RowProblem) -> [Fact] {
    var facts: [Fact] = []
    if let price = try price("SpotPrice") {
      facts.append(
        .price(
          PriceObservation(
            pool: PoolID(provider: .aws, zone: zone, instanceType: type),
            effectiveFrom: at, pricePerHour: price, origin: origin)))
    }
    if let price = try price("OndemandPrice") {
      facts.append(
        .market(
          .listPrice(
            ListPrice(
              provider: .aws, region: region, instanceType: type,
              market: .onDemand, from: at, pricePerHour: price, origin: origin)
          )))
    }
    if let share = try share() {
      facts.append(
        .market(
          .advisorGrade(
            AdvisorGrade(
              region: region, instanceType: type, capturedAt: at,
              reclaimShare: share, savingsPercent: nil, origin: origin))))
    }
    if let score = try score() {
      facts.append(
        .market(
          .placementScore(
            PlacementScore(
              region: region, zone: zone, instanceTypes: type,
              scale: .spotLake, capturedAt: at, score: score, origin: origin))
        ))
    }
    return facts
  }

  /// A field's bytes; nil when it is empty or -1.
  private func known(_ name: String) throws(RowProblem) -> ArraySlice<UInt8>? {
    guard let bytes = columns.bytes(name, row) else { return nil }
    return try Fields.money(bytes, column: name).rawValue == -1_000_000
      ? nil : bytes
  }

  private func price(_ name: String) throws(RowProblem) -> MicroUSD? {
    guard let bytes = try known(name) else { return nil }
    return try Fields.price(bytes, column: name)
  }

  private func share() throws(RowProblem) -> MonthlyReclaimShare? {
    guard let bytes = try known("IF") else { return nil }
    // Tenths: 30, 25, 20, 15, 10.
    switch try Fields.money(bytes, column: "IF").rawValue / 100_000 {
    case 30: return .below5
    case 25: return .from5To10
    case 20: return .from10To15
    case 15: return .from15To20
    case 10: return .above20
    default:
      throw RowProblem(
        column: "IF", value: Fields.text(bytes),
        reason: "'\(Fields.text(bytes))' is no grade (3.0, 2.5, 2.0, 1.5, "
          + "1.0)")
    }
  }

  private func score() throws(RowProblem) -> Int? {
    guard let bytes = try known("SPS") else { return nil }
    let micro = try Fields.money(bytes, column: "SPS").rawValue
    guard micro % 1_000_000 == 0, (1...10).contains(micro / 1_000_000) else {
      throw RowProblem(
        column: "SPS", value: Fields.text(bytes),
        reason: "'\(Fields.text(bytes))' is no whole score from 1 to 10")
    }
    return Int(micro / 1_000_000)
  }
}
