import RiskDomain

/// Reads the charges of a FOCUS export.
final class FOCUSReader {
  private let input: FormatInput
  private let sink: BillingSink
  private var columns: FOCUSColumns
  private var labels = RepeatedText<BillingLabels>()
  private var starts = RepeatedInstant()
  private var ends = RepeatedInstant()
  private var periods = RepeatedInstant()

  init(_ input: FormatInput, sink: BillingSink, columns: FOCUSColumns) {
    self.input = input
    self.sink = sink
    self.columns = columns
  }

  func take(_ row: CSVRow) throws {
    let line = FOCUSLine(row: row, columns: columns)
    if line.isHeader {
      columns = try FOCUS.columns(
        (0..<row.fieldCount).map { row.text($0) }, input)
      return input.collector.ignore("repeated header")
    }
    guard let provider = try line.provider() else {
      return input.collector.ignore(
        "provider \(line.text(columns.provider)?.prefix(40) ?? "not stated")")
    }
    let category = line.text(columns.category) ?? "none"
    if line.isCapacityBlockFee {
      return try charge(line, .capacityBlockFee, provider)
    }
    guard category == "Usage" else {
      return input.collector.ignore("charge category \(category.prefix(40))")
    }
    if let chargeClass = line.text(columns.chargeClass) {
      return input.collector.ignore("charge class \(chargeClass.prefix(40))")
    }
    if line.isUnusedCommitment {
      cover(line, provider)
      return input.collector.ignore("unused commitment")
    }
    if let kind = line.chargeKind { return try charge(line, kind, provider) }
    guard let type = try line.instanceType(provider) else {
      cover(line, provider)
      return input.collector.ignore(
        line.isCompute ? "no instance-hours" : "other service")
    }
    guard input.hints.isAccelerated(provider, type) else {
      cover(line, provider)
      return input.collector.ignore("not an accelerated type")
    }
    try input.collector.row(.usage(try usage(line, type, provider)))
  }

  /// Widens the coverage by a line of no further interest; one that cannot be
  /// read says nothing.
  private func cover(_ line: FOCUSLine, _ provider: PoolID.Provider) {
    do {
      let (start, end) = try interval(line)
      guard end.milliseconds(since: start) <= 25 * 3_600_000 else { return }
      _ = try delivery(line, provider, from: start, until: end)
    } catch {
      return
    }
  }

  private func interval(
    _ line: FOCUSLine
  ) throws(RowProblem) -> (UTCInstant, UTCInstant) {
    let start = try starts.value(
      line.row.field(columns.from), column: "ChargePeriodStart")
    let end = try ends.value(
      line.row.field(columns.until), column: "ChargePeriodEnd")
    guard end > start else {
      throw RowProblem(
        column: "ChargePeriodEnd", value: line.row.text(columns.until),
        reason: "the charge ends before it starts")
    }
    return (start, end)
  }

  private func delivery(
    _ line: FOCUSLine, _ provider: PoolID.Provider, from: UTCInstant,
    until: UTCInstant, isOfUse: Bool = true
  ) throws(RowProblem) -> BillingDelivery {
    let period = try periods.value(
      line.row.field(columns.periodStart), column: "BillingPeriodStart")
    return sink.delivery(
      provider: provider, account: try line.account(provider),
      periodStart: period,
      isFinal: isOfUse && line.text(columns.invoice) != nil,
      from: from, until: until)
  }

  private func usage(
    _ line: FOCUSLine, _ type: String, _ provider: PoolID.Provider
  ) throws(RowProblem) -> BillingUsage {
    let (start, end) = try interval(line)
    let isGoogle = provider == .gcp
    let market =
      isGoogle && line.market == .onDemand
      ? line.googleSku.market : line.market
    let zone = line.text(columns.zone)
    guard
      let region = line.text(columns.region)
        ?? zone.map({ PoolID.region(ofZone: $0, provider: provider) })
    else {
      throw RowProblem(column: "RegionId", reason: "the value is missing")
    }
    let labels = try labels(of: line)
    let (item, statement) = sink.identity(
      of: line.row, item: line.item(labels))
    return BillingUsage(
      delivery: try delivery(line, provider, from: start, until: end),
      machine: BilledMachine(
        zone: zone, region: region, instanceType: type,
        os: line.operatingSystem, market: market,
        reservationID: market == .capacityBlock ? line.reservationID : nil),
      resourceID: line.resourceID, usageStart: start, usageEnd: end,
      item: item, statement: statement,
      usedMilliseconds: isGoogle
        ? try line.googleMilliseconds(type) : try line.usedMilliseconds(),
      amounts: try line.amounts(market), labels: labels,
      origin: input.collector.origin(line: line.row.line))
  }

  private func charge(
    _ line: FOCUSLine, _ kind: BillingCharge.Kind, _ provider: PoolID.Provider
  ) throws {
    let amounts = try line.amounts(nil)
    guard amounts.billedMicro != 0 || amounts.listMicro ?? 0 != 0 else {
      cover(line, provider)
      return input.collector.ignore("nothing charged")
    }
    let (start, end) = try interval(line)
    let isShort = end.milliseconds(since: start) <= 25 * 3_600_000
    let isFee = kind == .capacityBlockFee
    let labels = try labels(of: line)
    let (item, statement) = sink.identity(
      of: line.row, item: line.item(labels))
    try input.collector.row(
      .charge(
        BillingCharge(
          delivery: try delivery(
            line, provider, from: start, until: isShort ? end : start,
            isOfUse: !isFee),
          kind: kind, region: line.text(columns.region),
          instanceType: isFee ? try line.instanceType(provider) : nil,
          reservationID: isFee ? line.reservationID : nil,
          resourceID: line.resourceID, start: start, end: end,
          item: item, statement: statement, quantityMicro: line.quantityMicro,
          unit: line.unit ?? "", amounts: amounts,
          labels: labels,
          origin: input.collector.origin(line: line.row.line))))
  }

  private func labels(
    of line: FOCUSLine
  ) throws(RowProblem) -> BillingLabels {
    guard let column = columns.tags, line.text(column) != nil else {
      return .none
    }
    let field = line.row.field(column)
    return try labels.value(of: Array(field)) { () throws(RowProblem) in
      var labels: [String: String] = [:]
      for tag in try Fields.map(field, column: "Tags") {
        let isOurs = tag.key.hasPrefix("user:") || tag.key.hasPrefix("user_")
        labels[isOurs ? String(tag.key.dropFirst(5)) : tag.key] = tag.value
      }
      return BillingLabels(labels)
    }
  }
}
