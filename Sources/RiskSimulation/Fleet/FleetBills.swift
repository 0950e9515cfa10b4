import RiskDomain

/// Cost and Usage Reports of the months that the fleet's span touches, one
/// line per instance and hour.
struct FleetBills {
  private static let hour: Int64 = 3_600_000
  private static let report = "fleet"
  /// Category and name of the columns; those of the legacy report that are
  /// read.
  private static let columns = [
    ("identity", "LineItemId"), ("bill", "InvoiceId"),
    ("bill", "PayerAccountId"), ("bill", "BillingPeriodStartDate"),
    ("lineItem", "UsageAccountId"), ("lineItem", "LineItemType"),
    ("lineItem", "UsageStartDate"), ("lineItem", "UsageEndDate"),
    ("lineItem", "ProductCode"), ("lineItem", "UsageType"),
    ("lineItem", "Operation"), ("lineItem", "AvailabilityZone"),
    ("lineItem", "ResourceId"), ("lineItem", "UsageAmount"),
    ("lineItem", "CurrencyCode"), ("lineItem", "UnblendedRate"),
    ("lineItem", "UnblendedCost"), ("product", "marketoption"),
    ("product", "regionCode"), ("pricing", "unit"),
  ]

  /// One billing period and its open part.
  private struct Month {
    var period: BillingPeriod
    var folder: String
    var files: [String] = []
    var open: FleetFile?
    /// What every line of the period says between its id and its type.
    var head: [UInt8]
  }

  private var months: [Month]
  private let days: FleetDays
  private var part = 0

  init(_ fleet: WideFleet) {
    days = FleetDays(from: fleet.start, until: fleet.end.adding(hours: 24))
    months = BillingPeriod.months(from: fleet.start, until: fleet.end).map {
      let account = FleetPart.account
      return Month(
        period: $0,
        folder: "aws/cur/\(Self.report)/\(TextForms.compactDay($0.start))-"
          + TextForms.compactDay($0.end),
        head: Array(
          (",\($0.invoiceID),\(account),\($0.start.rfc3339),\(account),Usage,")
            .utf8))
    }
  }

  mutating func begin(part number: Int) { part = number }

  /// Bills a life hour by hour at the price in force when the hour began.
  mutating func add(
    _ life: FleetLife, of pool: FleetPool, _ prices: FleetPrices
  ) {
    guard let launchedAt = life.launchedAt else { return }
    var at = launchedAt
    var month = 0
    var line = 0
    while at < life.endedAt {
      let milliseconds = at.unixMilliseconds
      let hour = UTCInstant(
        unixMilliseconds: milliseconds - milliseconds % Self.hour)
      let next = hour.adding(milliseconds: Self.hour)
      let until = min(next, life.endedAt)
      while month + 1 < months.count, months[month].period.end <= hour {
        month += 1
      }
      add(
        month, id: pool.serial(2 << 24 | life.number << 14 | line), hour, next,
        used: until.milliseconds(since: at), life, pool,
        units: prices.units(at: at))
      line += 1
      at = until
    }
  }

  private mutating func add(
    _ month: Int, id: UInt64, _ hour: UTCInstant, _ next: UTCInstant,
    used: Int64, _ life: FleetLife, _ pool: FleetPool, units: Int64
  ) {
    if months[month].open == nil { open(month) }
    let head = months[month].head
    months[month].open?.text.addUsage(
      id: id, head: head, from: hour, until: next, used: used, life, pool,
      units: units, days: days)
  }

  private mutating func open(_ month: Int) {
    let name = "\(Self.report)-\(FleetPart.suffix(part)).csv"
    months[month].files.append(name)
    var file = FleetFile(path: months[month].folder + "/" + name)
    file.text.add(
      Array(
        Self.columns.map { "\($0.0)/\($0.1)" }.joined(separator: ",").utf8))
    file.text.add("\n")
    months[month].open = file
  }

  mutating func flush(to sink: (WideFleet.Chunk) throws -> Void) throws {
    for index in months.indices { try months[index].open?.flush(to: sink) }
  }

  mutating func endPart(to sink: (WideFleet.Chunk) throws -> Void) throws {
    for index in months.indices {
      try months[index].open?.end(to: sink)
      months[index].open = nil
    }
  }

  /// The manifest of each month, which names its parts.
  func writeManifests(to sink: (WideFleet.Chunk) throws -> Void) throws {
    for month in months where !month.files.isEmpty {
      let columns = Self.columns.map {
        "{\"category\":\"\($0.0)\",\"name\":\"\($0.1)\"}"
      }
      let keys = month.files.map { "\"\(month.folder)/\($0)\"" }
      let from = TextForms.compactDay(month.period.start)
      let until = TextForms.compactDay(month.period.end)
      let text =
        "{\"assemblyId\":\"\(Self.report)-\(from)\","
        + "\"account\":\"\(FleetPart.account)\","
        + "\"columns\":[\(columns.joined(separator: ","))],"
        + "\"charset\":\"UTF-8\",\"compression\":\"None\","
        + "\"contentType\":\"text/csv\",\"reportName\":\"\(Self.report)\","
        + "\"billingPeriod\":{\"start\":\"\(from)T000000.000Z\","
        + "\"end\":\"\(until)T000000.000Z\"},\"bucket\":\"fleet-billing\","
        + "\"reportKeys\":[\(keys.joined(separator: ","))]}\n"
      try sink(
        WideFleet.Chunk(
          path: "\(month.folder)/\(Self.report)-Manifest.json",
          bytes: Array(text.utf8), isLast: true))
    }
  }
}

extension FleetBytes {
  /// One line of a report: an instance's part of an hour.
  fileprivate mutating func addUsage(
    id: UInt64, head: [UInt8], from: UTCInstant, until: UTCInstant,
    used: Int64, _ life: FleetLife, _ pool: FleetPool, units: Int64,
    days: FleetDays
  ) {
    add(hex: id)
    add(head)
    add(from, days: days)
    add(",")
    add(until, days: days)
    add(",AmazonEC2,")
    add(Array(pool.region.prefix.utf8))
    add("SpotUsage:")
    add(pool.instanceType)
    add(",RunInstances:SV001,")
    add(pool.zone)
    add(",i-0")
    add(hex: pool.serial(life.number))
    add(",")
    // Hours with ten decimals, as AWS writes usage.
    add(units: (used * 10_000_000_000 + 1_800_000) / 3_600_000, digits: 10)
    add(",USD,")
    add(units: units, digits: 4)
    add(",")
    // Ten decimals; whole seconds keep the product inside 63 bits.
    add(units: (units * (used / 1000) * 1_000_000 + 1800) / 3600, digits: 10)
    add(",Spot,")
    add(Array(pool.region.name.utf8))
    add(",Hrs\n")
  }
}
