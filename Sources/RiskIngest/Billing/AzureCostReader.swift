import RiskDomain

/// Turns rows of an Azure export into usage and charges, one row a day.
final class AzureCostReader {
  private static let day: Int64 = 86_400_000

  private let input: FormatInput
  private let sink: BillingSink
  private var columns: AzureColumns
  private let days: AzureDayOrder
  private var labels = RepeatedText<BillingLabels>()
  private var dates = RepeatedInstant()
  private var periods = RepeatedInstant()

  init(
    _ input: FormatInput, sink: BillingSink, columns: AzureColumns,
    days: AzureDayOrder
  ) {
    self.input = input
    self.days = days
    self.sink = sink
    self.columns = columns
  }

  func take(_ row: CSVRow) throws {
    let line = AzureCostLine(row: row, columns: columns)
    if line.isHeader {
      columns = try AzureCost.columns(row.headerNames, input)
      return input.collector.ignore("repeated header")
    }
    try refuseOtherOrder(row)
    let type = line.text(columns.chargeType) ?? "Usage"
    guard type == "Usage" else {
      return input.collector.ignore("charge type \(type.prefix(40))")
    }
    if let kind = line.chargeKind { return try charge(line, kind) }
    guard line.text(columns.category) == "Virtual Machines" else {
      cover(line)
      return input.collector.ignore("other service")
    }
    guard !line.isLowPriority else {
      return input.collector.ignore("low priority, an older product than spot")
    }
    guard let machine = line.machineType else {
      cover(line)
      return input.collector.ignore("no machine type stated")
    }
    guard input.hints.isAccelerated(.azure, machine) else {
      cover(line)
      return input.collector.ignore("not an accelerated type")
    }
    try input.collector.row(.usage(try usage(line, machine)))
  }

  /// Widens the coverage by a line of no further interest; one that cannot be
  /// read says nothing.
  private func cover(_ line: AzureCostLine) {
    do {
      _ = try delivery(line, from: date(line))
    } catch {
      return
    }
  }

  private func date(_ line: AzureCostLine) throws(RowProblem) -> UTCInstant {
    try dates.value(
      line.row.field(columns.date), column: "Date", read: instant)
  }

  private func instant(
    _ field: ArraySlice<UInt8>, _ column: String
  ) throws(RowProblem) -> UTCInstant {
    try AzureDate.instant(field, column, days.order)
  }

  /// - Throws: `IngestError` when a day proves another order than the file's.
  private func refuseOtherOrder(_ row: CSVRow) throws {
    guard days.proof != nil else { return }
    for column in columns.days {
      guard let order = AzureDayOrder.proven(by: row.field(column)),
        order != days.order
      else { continue }
      throw days.contradiction(
        row.text(column), line: row.line, file: input.path)
    }
  }

  private func delivery(
    _ line: AzureCostLine, from: UTCInstant
  ) throws(RowProblem) -> BillingDelivery {
    guard let subscription = line.text(columns.subscription) else {
      throw RowProblem(
        column: "SubscriptionId", value: "", reason: "the value is empty")
    }
    var period = from.monthStart
    if let column = columns.periodStart, line.text(column) != nil {
      period = try periods.value(
        line.row.field(column), column: "BillingPeriodStartDate",
        read: instant)
    }
    return sink.delivery(
      provider: .azure, account: subscription.lowercased(),
      periodStart: period, isFinal: line.text(columns.invoice) != nil,
      from: from, until: from.adding(milliseconds: Self.day))
  }

  private func usage(
    _ line: AzureCostLine, _ type: String
  ) throws(RowProblem) -> BillingUsage {
    let start = try date(line)
    guard let region = line.region else {
      throw RowProblem(
        column: "ResourceLocation", reason: "the value is missing")
    }
    let market = line.market
    let used = try line.usedMilliseconds()
    let amounts = try line.amounts(of: market)
    let labels = try labels(of: line)
    let (item, statement) = sink.identity(
      of: line.row, item: line.item(labels))
    return BillingUsage(
      delivery: try delivery(line, from: start),
      machine: BilledMachine(
        zone: line.zone(in: region), region: region, instanceType: type,
        os: line.operatingSystem, market: market),
      resourceID: line.resourceID, usageStart: start,
      usageEnd: start.adding(milliseconds: Self.day), item: item,
      statement: statement,
      usedMilliseconds: used, amounts: amounts, labels: labels,
      origin: input.collector.origin(line: line.row.line))
  }

  private func charge(
    _ line: AzureCostLine, _ kind: BillingCharge.Kind
  ) throws {
    let amounts = try line.amounts(of: nil)
    guard amounts.billedMicro != 0 else {
      cover(line)
      return input.collector.ignore("nothing charged")
    }
    let start = try date(line)
    let labels = try labels(of: line)
    let (item, statement) = sink.identity(
      of: line.row, item: line.item(labels))
    try input.collector.row(
      .charge(
        BillingCharge(
          delivery: try delivery(line, from: start), kind: kind,
          region: line.region, resourceID: line.resourceID, start: start,
          end: start.adding(milliseconds: Self.day), item: item,
          statement: statement,
          quantityMicro: line.quantityMicro,
          unit: line.text(columns.unit) ?? "", amounts: amounts,
          labels: labels,
          origin: input.collector.origin(line: line.row.line))))
  }

  private func labels(
    of line: AzureCostLine
  ) throws(RowProblem) -> BillingLabels {
    var key: [UInt8] = []
    for column in [columns.tags, columns.costCenter] {
      if let column { key += Array(line.row.field(column)) + [0] }
    }
    return try labels.value(of: key) { () throws(RowProblem) in
      BillingLabels(try line.labels())
    }
  }
}
