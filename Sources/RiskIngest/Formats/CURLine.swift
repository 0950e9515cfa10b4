import RiskDomain

/// One data row of a report.
struct CURLine {
  let row: CSVRow
  let columns: CURColumns

  /// Why the row is no wanted instance-time; nil when it is.
  func reasonToIgnore(
    _ isAccelerated: (PoolID.Provider, String) -> Bool
  ) throws(RowProblem) -> String? {
    let type = row.field(columns.lineItemType)
    guard type.matches("Usage") || isCommitted else {
      return "line item type \(Fields.text(type).prefix(40))"
    }
    guard row.field(columns.product).matches("AmazonEC2") else {
      return "other product"
    }
    guard let usage = CURUsageType(row.field(columns.usageType)),
      row.field(columns.operation).starts(with: "RunInstances".utf8)
    else { return "no instance-hours" }
    return isAccelerated(.aws, usage.instanceType)
      ? nil : "not an accelerated type"
  }

  private var isCommitted: Bool {
    let type = row.field(columns.lineItemType)
    return type.matches("DiscountedUsage")
      || type.matches("SavingsPlanCoveredUsage")
  }

  func usage(origin: RowOrigin) throws(RowProblem) -> BillingUsage {
    let type = try Fields.needed(
      CURUsageType(row.field(columns.usageType)), column: "lineItem/UsageType")
    let operation = row.text(columns.operation)
    let start = try instant(columns.usageStart, "lineItem/UsageStartDate")
    let end = try instant(columns.usageEnd, "lineItem/UsageEndDate")
    guard end > start else {
      throw RowProblem(
        column: "lineItem/UsageEndDate", value: row.text(columns.usageEnd),
        reason: "the usage ends before it starts")
    }
    try checkUnits()
    let zone = text(columns.zone)
    return BillingUsage(
      provider: .aws,
      account: try account(),
      billingPeriodStart: try instant(
        columns.periodStart, "bill/BillingPeriodStartDate"),
      lineItemID: try needed(columns.lineItemID, "identity/LineItemId"),
      usageStart: start, usageEnd: end, zone: zone,
      region: try region(zone: zone, type: type),
      instanceType: type.instanceType,
      os: CURUsageType.operatingSystem(ofOperation: operation),
      market: try market(type, operation: operation),
      resourceID: instanceID,
      usedMilliseconds: try Fields.milliseconds(
        ofHours: row.field(columns.amount), column: "lineItem/UsageAmount"),
      cost: try cost(columns.cost, "lineItem/UnblendedCost"),
      onDemandCost: text(columns.onDemandCost) == nil
        ? nil
        : try columns.onDemandCost.map { (place) throws(RowProblem) in
          try cost(place, "pricing/publicOnDemandCost")
        }, labels: try labels(), origin: origin)
  }

  private func text(_ column: Int?) -> String? {
    guard let column else { return nil }
    let field = row.field(column)
    return field.isEmpty ? nil : Fields.text(field)
  }

  private func needed(
    _ column: Int, _ name: String
  ) throws(RowProblem) -> String {
    guard let text = text(column) else {
      throw RowProblem(column: name, value: "", reason: "the value is empty")
    }
    return text
  }

  /// Twelve digits on AWS; a spreadsheet turns them into 1.23457E+11, under
  /// which different accounts would be one.
  private func account() throws(RowProblem) -> String {
    let account = try needed(columns.payer, "bill/PayerAccountId")
    guard account.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else {
      throw RowProblem(
        column: "bill/PayerAccountId", value: account,
        reason: "'\(account)' is not an account number; a spreadsheet may "
          + "have rewritten it")
    }
    return account
  }

  private func instant(
    _ column: Int, _ name: String
  ) throws(RowProblem) -> UTCInstant {
    try Fields.instant(row.field(column), column: name, offsetMinutes: 0)
  }

  private func cost(
    _ column: Int, _ name: String
  ) throws(RowProblem) -> MicroUSD {
    let cost = try Fields.money(row.field(column), column: name)
    guard cost.rawValue >= 0 else {
      let shown = row.text(column)
      throw RowProblem(
        column: name, value: shown, reason: "'\(shown)' is below 0")
    }
    return cost
  }

  /// Hours and dollars, or the numbers mean something else.
  private func checkUnits() throws(RowProblem) {
    if let unit = text(columns.unit), unit != "Hrs", unit != "Hours" {
      throw RowProblem(
        column: "pricing/unit", value: unit,
        reason: "'\(unit)' is not a unit of hours (Hrs)")
    }
    if let currency = text(columns.currency), currency != "USD" {
      throw RowProblem(
        column: "lineItem/CurrencyCode", value: currency,
        reason: "'\(currency)' is not USD")
    }
  }

  private func region(
    zone: String?, type: CURUsageType
  ) throws(RowProblem) -> String {
    if let zone { return PoolID.region(ofZone: zone, provider: .aws) }
    guard let region = type.region ?? text(columns.regionCode) else {
      throw RowProblem(
        column: "lineItem/UsageType", value: row.text(columns.usageType),
        reason: "region prefix '\(type.regionPrefix)' is not known and the "
          + "row names no zone")
    }
    return region
  }

  private func market(
    _ type: CURUsageType, operation: String
  ) throws(RowProblem) -> Market {
    if type.kind == .spot { return .spot }
    let products = try map(columns.productMap, "product")
    let option =
      text(columns.marketOption)
      ?? products.first { $0.key == "marketoption" }?.value
    if CURUsageType.isCapacityBlock(
      operation: operation, marketOption: option)
    {
      return .capacityBlock
    }
    return isCommitted ? .reserved : .onDemand
  }

  /// The instance, also where the report holds its ARN.
  private var instanceID: String? {
    text(columns.resource).map { id in
      guard id.hasPrefix("arn:"), let slash = id.lastIndex(of: "/") else {
        return id
      }
      return String(id[id.index(after: slash)...])
    }
  }

  /// The user's tags, from columns of their own and from the tag map that
  /// newer exports have.
  private func labels() throws(RowProblem) -> [String: String] {
    var labels: [String: String] = [:]
    for label in columns.labels {
      if let value = text(label.column) { labels[label.name] = value }
    }
    for tag in try map(columns.tagMap, "resource_tags")
    where tag.key.hasPrefix("user_") || tag.key.hasPrefix("user:") {
      labels[String(tag.key.dropFirst(5))] = tag.value
    }
    return labels
  }

  /// The members of a map column, written as a JSON object.
  private func map(
    _ column: Int?, _ name: String
  ) throws(RowProblem) -> [(key: String, value: String)] {
    guard let text = text(column) else { return [] }
    var members: [(key: String, value: String)] = []
    do {
      try JSONText(Array(text.utf8)[...]).forEachMember { key, value in
        if let value = value.text { members.append((Fields.text(key), value)) }
      }
    } catch {
      throw RowProblem(
        column: name, value: text, reason: "'\(text.prefix(40))' is no map")
    }
    return members
  }
}
