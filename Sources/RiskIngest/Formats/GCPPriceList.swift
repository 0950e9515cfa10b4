import RiskDomain

/// Price lists of Google Cloud: snapshots per machine type, and SKUs.
///
/// A snapshot is CSV with `machine_type`, `region`, `hour`, `hour_spot`; its
/// day is in `commit_date`, else `--captured-at`. SKUs of the Catalog API are
/// read by `GCPSKUs`.
enum GCPPriceList: RowFormat {
  private static let columns = ["machine_type", "region", "hour", "hour_spot"]

  static func recognises(_ head: FileHead) -> Bool {
    GCPSKUs.recognises(head) || Set(columns).isSubset(of: head.columns)
  }

  static func read(_ input: FormatInput) throws {
    if input.head.outline != nil {
      try GCPSKUs.read(input)
    } else {
      try readTable(input)
    }
  }

  /// Price columns: which market, which term, and the hours they cover.
  ///
  /// Google Cloud's month has 730 hours.
  private static let prices:
    [(column: String, market: Market, termMonths: Int, hours: Int64)] = [
      ("hour", .onDemand, 0, 1), ("hour_spot", .spot, 0, 1),
      ("month_1y", .reserved, 12, 730), ("month_3y", .reserved, 36, 730),
    ]

  private static func readTable(_ input: FormatInput) throws {
    var columns = CSVColumns([])
    var captured: UTCInstant?
    try CSVTable.read(input) { header in
      columns = CSVColumns(header)
      try columns.require(Self.columns, file: input.path)
      if !columns.has("commit_date") {
        captured = try input.capturedAt("list prices")
      }
    } row: { row in
      let found = try listPrices(row, columns, captured, input)
      try input.collector.row(
        found.map { .market(.listPrice($0)) }, orIgnore: "no price above 0")
    }
  }

  private static func listPrices(
    _ row: CSVRow, _ columns: CSVColumns, _ captured: UTCInstant?,
    _ input: FormatInput
  ) throws(RowProblem) -> [ListPrice] {
    let from: UTCInstant
    if let captured {
      from = captured
    } else {
      from = try Fields.dayOrInstant(
        columns.needed("commit_date", row), column: "commit_date",
        clock: input.hints.clock)
    }
    let region = PoolShape.trimmed(
      Fields.text(try columns.needed("region", row)))
    let type = PoolShape.type(
      Fields.text(try columns.needed("machine_type", row)), .gcp)
    var found: [ListPrice] = []
    for price in prices {
      guard let bytes = columns.bytes(price.column, row) else { continue }
      let money = try Fields.money(bytes, column: price.column)
      guard money.rawValue >= 0 else {
        throw RowProblem(
          column: price.column, value: Fields.text(bytes),
          reason: "'\(Fields.text(bytes))' is below 0")
      }
      let perHour = money.divided(by: price.hours)
      // Commitments that do not exist are listed at 0.
      if perHour.rawValue == 0 { continue }
      found.append(
        ListPrice(
          provider: .gcp, region: region, instanceType: type,
          market: price.market, termMonths: price.termMonths, from: from,
          pricePerHour: perHour,
          origin: input.collector.origin(line: row.line)))
    }
    return found
  }
}

extension MicroUSD {
  /// An equal share of the money, rounded half up; for amounts of 0 or more.
  func divided(by count: Int64) -> MicroUSD {
    let (quotient, rest) = rawValue.quotientAndRemainder(dividingBy: count)
    return MicroUSD(rawValue: quotient + (rest >= count - rest ? 1 : 0))
  }
}
