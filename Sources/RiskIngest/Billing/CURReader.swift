import RiskDomain

/// Reads the lines of a Cost and Usage Report, legacy or 2.0.
///
/// Instance-time of EC2 becomes usage; egress, storage and the fees of
/// Capacity Blocks become charges; all else is counted by its reason. Times
/// without a zone are UTC: the report is defined in UTC, so no hint shifts
/// them. A value, because each line changes what is remembered of the lines
/// before: in a class every such change would be checked for another at the
/// same time.
struct CURReader {
  private let input: FormatInput
  private let collector: RowCollector
  private let sink: BillingSink
  private var columns: CURColumns
  private var kinds = RepeatedText<CURLineKind>()
  private var machines = RepeatedText<BilledMachine>()
  private var labels = RepeatedText<CURLabels>()
  private var places = RepeatedText<CURPlace>()
  private var lastDelivery: BillingSink.Covered?
  private var lastPayer: [UInt8] = []
  private var lastPeriod: [UInt8] = []
  private var starts = RepeatedField<UTCInstant>()
  private var ends = RepeatedField<UTCInstant>()
  /// Lines that bill more time of one instance than there was.
  private var overfullCount = 0

  /// Twenty times the 500 tag keys that an account may activate (AWS,
  /// "Quotas and restrictions" of cost allocation tags, read 2026-11-21).
  private static let mostLabels = 10_000
  /// 2006-01-01: EC2 began that year.
  private static let firstUse = UTCInstant(unixMilliseconds: 1_136_073_600_000)

  static func read(_ input: FormatInput, format: IngestFormat) throws {
    guard input.head.outline == nil else {
      input.collector.ignore("manifest, read with its parts")
      if let manifest = try ReportManifest(next: input.stream.next) {
        input.collector.expect(
          DeliveryParts(version: manifest.id, names: manifest.names))
      }
      return
    }
    let sink = try BillingSink(input, format: format)
    var reader: CURReader?
    try CSVTable.read(input) { header in
      reader = CURReader(
        input, sink: sink, columns: try found(header, input: input))
    } fits: { row in
      reader?.fits(row) ?? false
    } row: { row in
      try reader?.take(row)
    }
    try sink.finish()
    reader?.noteOverfull()
  }

  /// Until 2017 each start of a machine billed a whole hour, so that such
  /// lines count; in newer bills they are a fault.
  private func noteOverfull() {
    guard overfullCount > 0 else { return }
    collector.note(
      Counted.of(overfullCount, "line bills", "lines bill")
        + " more hours of one instance than the interval has: counted as "
        + "written")
  }

  private init(_ input: FormatInput, sink: BillingSink, columns: CURColumns) {
    self.input = input
    collector = input.collector
    self.sink = sink
    self.columns = columns
  }

  private static func found(
    _ header: [String], input: FormatInput
  ) throws(IngestError) -> CURColumns {
    let columns: CURColumns
    do {
      columns = try CURColumns(header: header)
    } catch {
      throw error.failure(
        input, nextStep: "Export the report with all columns.")
    }
    guard columns.labels.count <= mostLabels else {
      throw .malformed(
        "the header names \(columns.labels.count) tags and cost categories "
          + "where \(mostLabels) are the most that is read. Export the report "
          + "without the tags that nothing is told by.", file: input.path)
    }
    return columns
  }

  /// Whether a row with too few fields has lost none that is read.
  ///
  /// `product/usagetype` repeats the usage type: where both agree, nothing is
  /// missing before it. What stands behind it is not read.
  private func fits(_ row: CSVRow) -> Bool {
    guard let check = columns.check, check < row.fieldCount,
      row.fieldCount < columns.count
    else { return false }
    return !row.isEmpty(check)
      && row.field(check).elementsEqual(row.field(columns.usageType))
  }

  private mutating func take(_ row: CSVRow) throws {
    let isShort = row.fieldCount < columns.count
    let line = CURLine(row: row, columns: isShort ? columns.checked : columns)
    if isHeader(row) {
      columns = try Self.found(row.headerNames, input: input)
      return collector.ignore("repeated header")
    }
    switch kind(of: line) {
    case .ignored(let reason, let isUsage):
      if isUsage { cover(line) }
      collector.ignore(reason)
    case .usage(let type):
      try collector.row(.usage(try usage(line, type)))
    case .charge(let kind):
      if let charge = try charge(line, kind) {
        try collector.row(.charge(charge))
      } else {
        cover(line)
        collector.ignore("nothing charged")
      }
    }
  }

  private mutating func kind(of line: CURLine) -> CURLineKind {
    let fields = line.columns.kindFields
    if let known = kinds.value(of: line.row, fields) { return known }
    let kind = line.kind(input.hints.isAccelerated)
    kinds.keep(kind, of: line.row, fields)
    return kind
  }

  /// Whether a row names columns.
  ///
  /// Parts that were concatenated bring their own header, maybe in another
  /// order: then another column's name stands where the line item type does.
  /// Names begin with a small letter, line item types never.
  private func isHeader(_ row: CSVRow) -> Bool {
    let isName = row.withField(columns.lineItemType) { type in
      type.first.map { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
        ?? false
    }
    return isName
      && (0..<row.fieldCount).contains {
        CURColumns.folded(row.text($0)) == "lineitemlineitemtype"
      }
  }

  /// Widens the coverage by a line of no further interest; one that cannot be
  /// read says nothing.
  private mutating func cover(_ line: CURLine) {
    do {
      let (start, end) = try interval(line)
      // Lines of a whole month say nothing about its days.
      guard end.milliseconds(since: start) <= 25 * 3_600_000 else { return }
      try covered(line, from: start, until: end)
        .widen(from: start, until: end)
    } catch {
      return
    }
  }

  private mutating func interval(
    _ line: CURLine
  ) throws(RowProblem) -> (UTCInstant, UTCInstant) {
    let (row, columns) = (line.row, line.columns)
    let start = try starts.value(row, columns.usageStart) {
      () throws(RowProblem) in
      try RepeatedInstant.utc(
        row.field(columns.usageStart), "lineItem/UsageStartDate")
    }
    let end = try ends.value(row, columns.usageEnd) { () throws(RowProblem) in
      try RepeatedInstant.utc(
        row.field(columns.usageEnd), "lineItem/UsageEndDate")
    }
    guard start >= Self.firstUse else {
      throw RowProblem(
        column: "lineItem/UsageStartDate",
        value: line.row.text(columns.usageStart),
        reason: "'\(line.row.text(columns.usageStart))' lies before there "
          + "were machines for rent")
    }
    guard end > start else {
      throw RowProblem(
        column: "lineItem/UsageEndDate",
        value: line.row.text(columns.usageEnd),
        reason: "the usage ends before it starts")
    }
    return (start, end)
  }

  private mutating func delivery(
    _ line: CURLine, from: UTCInstant, until: UTCInstant, isOfUse: Bool = true
  ) throws(RowProblem) -> BillingDelivery {
    let covered = try covered(
      line, from: from, until: until, isOfUse: isOfUse)
    covered.widen(from: from, until: until)
    return sink.use(covered)
  }

  /// The delivery of a line, mostly that of the line before.
  ///
  /// - Parameter isOfUse: false for a fee, which has its invoice at once.
  private mutating func covered(
    _ line: CURLine, from: UTCInstant, until: UTCInstant, isOfUse: Bool = true
  ) throws(RowProblem) -> BillingSink.Covered {
    let row = line.row
    if let lastDelivery, row.field(columns.payer, isEqualTo: lastPayer),
      row.field(columns.periodStart, isEqualTo: lastPeriod)
    {
      if lastDelivery.mayClose, isOfUse, line.isInvoiced {
        sink.close(lastDelivery)
      }
      return lastDelivery
    }
    let period = try RepeatedInstant.utc(
      row.field(columns.periodStart), "bill/BillingPeriodStartDate")
    let found = sink.covered(
      provider: .aws, account: try line.account(), periodStart: period,
      isFinal: isOfUse && line.isInvoiced, from: from, until: until)
    lastPayer = Array(row.field(columns.payer))
    lastPeriod = Array(row.field(columns.periodStart))
    lastDelivery = found
    return found
  }

  private mutating func usage(
    _ line: CURLine, _ type: CURUsageType
  ) throws(RowProblem) -> BillingUsage {
    let (start, end) = try interval(line)
    try line.checkHours()
    let labels = try labels(of: line)
    let id = try line.id()
    let machine = try machine(of: line, type)
    let used = try Fields.milliseconds(
      ofHours: line.row.field(columns.amount), column: "lineItem/UsageAmount")
    let amounts = try line.amounts(of: machine.market)
    let resource = line.resourceID
    // A second more is what rounding gives.
    if used - 1000 > end.milliseconds(since: start), resource != nil {
      overfullCount += 1
    }
    return BillingUsage(
      delivery: try delivery(line, from: start, until: end),
      machine: machine, resourceID: resource, usageStart: start,
      usageEnd: end,
      item: sink.isIdentified ? id : line.item(tags: labels.tags),
      statement: sink.statement(id), usedMilliseconds: used, amounts: amounts,
      labels: labels.all,
      origin: collector.origin(line: line.row.line))
  }

  /// The charge of a line; nil when it charges nothing.
  private mutating func charge(
    _ line: CURLine, _ kind: BillingCharge.Kind
  ) throws(RowProblem) -> BillingCharge? {
    let amounts = try line.chargedAmounts()
    if amounts.billedMicro == 0, amounts.listMicro ?? 0 == 0 { return nil }
    let (start, end) = try interval(line)
    let labels = try labels(of: line)
    let id = try line.id()
    let place = place(of: line, kind)
    // A month's fee says nothing about the days that the file covers.
    let isShort = end.milliseconds(since: start) <= 25 * 3_600_000
    return BillingCharge(
      delivery: try delivery(
        line, from: start, until: isShort ? end : start,
        isOfUse: kind != .capacityBlockFee),
      kind: kind, region: place.region, instanceType: place.instanceType,
      reservationID: place.reservationID, resourceID: line.resourceID,
      start: start, end: end,
      item: sink.isIdentified ? id : line.item(tags: labels.tags),
      statement: sink.statement(id), quantityMicro: line.quantityMicro,
      unit: place.unit, amounts: amounts, labels: labels.all,
      origin: collector.origin(line: line.row.line))
  }

  // MARK: What lines repeat

  private mutating func machine(
    of line: CURLine, _ type: CURUsageType
  ) throws(RowProblem) -> BilledMachine {
    let fields = line.columns.machineFields
    if let known = machines.value(of: line.row, fields) { return known }
    let machine = try line.machine(type)
    machines.keep(machine, of: line.row, fields)
    return machine
  }

  private mutating func place(
    of line: CURLine, _ kind: BillingCharge.Kind
  ) -> CURPlace {
    let fields = line.columns.machineFields
    if let known = places.value(of: line.row, fields) { return known }
    let place = line.place(of: kind)
    places.keep(place, of: line.row, fields)
    return place
  }

  private mutating func labels(
    of line: CURLine
  ) throws(RowProblem) -> CURLabels {
    let fields = line.columns.labelFields
    if let known = labels.value(of: line.row, fields) { return known }
    let made = try line.labels()
    labels.keep(made, of: line.row, fields)
    return made
  }
}
