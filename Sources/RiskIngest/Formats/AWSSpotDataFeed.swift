import RiskDomain

/// The legacy Spot Instance data feed: one TAB row per charge under two
/// comment lines.
///
/// A row bills up to one hour from its time on: the used part is charge over
/// market price. Charges have three decimals in older files, so that the time
/// of a cheap instance is coarse. The zone is not stated; the account stands
/// in the file's name alone.
enum AWSSpotDataFeed: RowFormat {
  private static let hour: Int64 = 3_600_000

  static func recognises(_ head: FileHead) -> Bool {
    let first = Fields.text(head.bytes.prefix(400)[...])
    return first.hasPrefix("#Version") && first.contains("#Fields:")
      && first.contains("MyMaxPrice") && first.contains("MarketPrice")
  }

  static func read(_ input: FormatInput) throws {
    let sink = try BillingSink(input, format: .awsSpotDataFeed)
    var columns: [String: Int] = [:]
    try TextLines.read(input) { line, number in
      if line.first == UInt8(ascii: "#") {
        if let found = fields(line) { columns = found }
        return
      }
      let cells = line.split(
        separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      let row = FeedRow(
        cells: cells, columns: columns,
        origin: input.collector.origin(line: number))
      guard let type = CURUsageType(try row.needed("UsageType")),
        type.kind == .spot
      else { return input.collector.ignore("no instance-hours") }
      let usage = try usage(row, type, sink: sink, name: input.name)
      guard input.hints.isAccelerated(.aws, type.instanceType) else {
        return input.collector.ignore("not an accelerated type")
      }
      try input.collector.row(.usage(usage))
    }
    try sink.finish()
  }

  /// The columns of a `#Fields:` line; nil for other comments.
  private static func fields(_ line: ArraySlice<UInt8>) -> [String: Int]? {
    guard line.starts(with: "#Fields:".utf8) else { return nil }
    let names = Fields.text(line.dropFirst(8)).split(separator: " ")
    return Dictionary(
      names.enumerated().map { (String($1), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func usage(
    _ row: FeedRow, _ type: CURUsageType, sink: BillingSink, name: String
  ) throws(RowProblem) -> BillingUsage {
    let start = try Fields.instant(
      row.needed("Timestamp"), column: "Timestamp", clock: .utc)
    guard let region = type.region else {
      throw RowProblem(
        column: "UsageType", value: type.regionPrefix,
        reason: "region prefix '\(type.regionPrefix)' is not known")
    }
    let price = try row.amount("MarketPrice")
    let charge = try row.amount("Charge")
    guard price.currency == charge.currency else {
      throw RowProblem(
        column: "Charge", value: charge.currency,
        reason: "price and charge are in different currencies")
    }
    guard price.micro > 0 else {
      throw RowProblem(
        column: "MarketPrice", value: "\(price.micro)",
        reason: "a market price above 0 is needed to tell the time used")
    }
    let operation = Fields.text(try row.needed("Operation"))
    let end = start.adding(milliseconds: hour)
    let (product, overflow) = charge.micro.multipliedReportingOverflow(by: hour)
    let used = overflow ? hour : min(hour, max(0, product / price.micro))
    return BillingUsage(
      delivery: sink.delivery(
        provider: .aws, account: account(ofFile: name),
        periodStart: start.monthStart, isFinal: false, from: start, until: end),
      machine: BilledMachine(
        zone: nil, region: region, instanceType: type.instanceType,
        os: CURUsageType.operatingSystem(ofOperation: operation),
        market: .spot),
      resourceID: Fields.text(try row.needed("InstanceID")),
      usageStart: start, usageEnd: end,
      revision: Int64(
        try Fields.whole(row.needed("Version"), column: "Version", atLeast: 0)),
      usedMilliseconds: used,
      amounts: BilledAmounts(
        currency: charge.currency, billedMicro: charge.micro,
        effectiveMicro: charge.micro),
      labels: .none, origin: row.origin)
  }

  /// The twelve digits that a feed's file begins with; "unknown" in a file
  /// that was renamed.
  private static func account(ofFile name: String) -> String {
    let digits = name.prefix { $0.isASCII && $0.isNumber }
    return digits.count == 12 ? String(digits) : "unknown"
  }
}

/// One row of the feed.
private struct FeedRow {
  let cells: [ArraySlice<UInt8>]
  let columns: [String: Int]
  let origin: RowOrigin

  func needed(_ name: String) throws(RowProblem) -> ArraySlice<UInt8> {
    guard let place = columns[name], place < cells.count,
      !cells[place].isEmpty
    else { throw RowProblem(column: name, reason: "the value is missing") }
    return cells[place]
  }

  /// An amount with its currency behind a blank, "0.034 USD".
  func amount(
    _ name: String
  ) throws(RowProblem) -> (micro: Int64, currency: String) {
    let field = try needed(name)
    let parts = field.split(separator: UInt8(ascii: " "))
    guard parts.count == 2 else {
      throw RowProblem(
        column: name, value: Fields.text(field),
        reason: "'\(Fields.text(field))' is no amount with a currency")
    }
    return (
      try Fields.money(parts[0], column: name).rawValue,
      try Fields.currency(parts[1], column: name)
    )
  }
}
