import RiskDomain

/// One line of a legacy AWS Cost and Usage Report.
struct CostReportLine {
  /// Category, name and type of each column, in the order of the file.
  static let columns: [(category: String, name: String, type: String)] = [
    ("identity", "LineItemId", "String"),
    ("identity", "TimeInterval", "Interval"),
    ("bill", "InvoiceId", "OptionalString"),
    ("bill", "BillingEntity", "String"),
    ("bill", "BillType", "String"),
    ("bill", "PayerAccountId", "String"),
    ("bill", "BillingPeriodStartDate", "DateTime"),
    ("bill", "BillingPeriodEndDate", "DateTime"),
    ("lineItem", "UsageAccountId", "String"),
    ("lineItem", "LineItemType", "String"),
    ("lineItem", "UsageStartDate", "DateTime"),
    ("lineItem", "UsageEndDate", "DateTime"),
    ("lineItem", "ProductCode", "String"),
    ("lineItem", "UsageType", "OptionalString"),
    ("lineItem", "Operation", "OptionalString"),
    ("lineItem", "AvailabilityZone", "OptionalString"),
    ("lineItem", "ResourceId", "OptionalString"),
    ("lineItem", "UsageAmount", "OptionalBigDecimal"),
    ("lineItem", "CurrencyCode", "String"),
    ("lineItem", "UnblendedRate", "OptionalBigDecimal"),
    ("lineItem", "UnblendedCost", "OptionalBigDecimal"),
    ("lineItem", "LineItemDescription", "OptionalString"),
    ("lineItem", "TaxType", "OptionalString"),
    ("product", "ProductName", "OptionalString"),
    ("product", "instanceType", "OptionalString"),
    ("product", "marketoption", "OptionalString"),
    ("product", "regionCode", "OptionalString"),
    ("pricing", "publicOnDemandCost", "OptionalBigDecimal"),
    ("pricing", "publicOnDemandRate", "OptionalBigDecimal"),
    ("pricing", "term", "OptionalString"),
    ("pricing", "unit", "OptionalString"),
    ("resourceTags", "user:job", "OptionalString"),
    ("resourceTags", "user:team", "OptionalString"),
  ]

  static let header =
    columns.map { "\($0.category)/\($0.name)" }.joined(separator: ",") + "\n"

  var kind = "Usage"
  var from, until: UTCInstant
  var usageType = ""
  var operation = ""
  var zone = ""
  var resourceID = ""
  var amount = ""
  var rate = ""
  var cost = ""
  var description = ""
  var instanceType = ""
  var marketOption = ""
  var region = ""
  var onDemandCost = ""
  var onDemandRate = ""
  var term = ""
  var unit = ""
  var job = ""
  var team = ""

  init(from: UTCInstant, until: UTCInstant) {
    self.from = from
    self.until = until
  }

  /// The line as CSV, ended by a line feed.
  func csv(id: String, period: BillingPeriod) -> String {
    let fields = [
      id, "\(from.rfc3339)/\(until.rfc3339)", period.invoiceID, "AWS",
      "Anniversary", EventBridgeFiles.account, period.start.rfc3339,
      period.end.rfc3339, EventBridgeFiles.account, kind, from.rfc3339,
      until.rfc3339, "AmazonEC2", usageType, operation, zone, resourceID,
      amount, "USD", rate, cost, description, kind == "Tax" ? "USSalesTax" : "",
      "Amazon Elastic Compute Cloud", instanceType, marketOption, region,
      onDemandCost, onDemandRate, term, unit, job, team,
    ]
    return fields.map(Self.quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { $0 == 44 || $0 == 34 }) else {
      return field
    }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}

/// A calendar month that is billed.
struct BillingPeriod: Hashable {
  var start, end: UTCInstant
  /// Empty until the bill is final.
  var invoiceID: String

  /// The months that a span touches, in order; those that end within it are
  /// final.
  static func months(
    from start: UTCInstant, until end: UTCInstant
  ) -> [BillingPeriod] {
    var months: [BillingPeriod] = []
    var first = firstOfMonth(start)
    while first < end {
      // Every month has 28 days and none has more than 31.
      let next = firstOfMonth(first.adding(hours: 24 * 31 + 1))
      months.append(
        BillingPeriod(
          start: first, end: next,
          invoiceID: next <= end
            ? "21\(TextForms.compactDay(first))" : ""))
      first = next
    }
    return months
  }

  private static func firstOfMonth(_ at: UTCInstant) -> UTCInstant {
    let day = Double(at.rfc3339.dropFirst(8).prefix(2)) ?? 1
    let midnight = at.unixMilliseconds - at.unixMilliseconds % 86_400_000
    return UTCInstant(unixMilliseconds: midnight).adding(
      hours: -24 * (day - 1))
  }
}
