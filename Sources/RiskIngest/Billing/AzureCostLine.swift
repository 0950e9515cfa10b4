import RiskDomain

/// One row of an Azure export.
struct AzureCostLine {
  let row: CSVRow
  let columns: AzureColumns

  /// A field as text; nil when it is empty or says that there is none.
  func text(_ column: Int?) -> String? {
    guard let column else { return nil }
    let field = row.field(column)
    return PoolShape.saysNothing(field) ? nil : Fields.text(field)
  }

  /// Whether the row names columns, as the head of a concatenated part does.
  var isHeader: Bool {
    let first = row.field(columns.cost).first
    return first.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "z") }
      ?? false
      && (0..<row.fieldCount).contains {
        AzureColumns.folded(row.text($0)) == "metercategory"
      }
  }

  // MARK: Machine

  /// `ServiceType` of the additional information, else the size that the
  /// meter names; nil where neither does.
  var machineType: String? {
    if let type = additional("ServiceType"),
      type.lowercased().hasPrefix("standard_")
    {
      return type
    }
    // "NC24ads A100 v4 Spot"; "E4 v3/E4s v3" could be either of two.
    guard let meter = text(columns.meterName), !meter.contains("/") else {
      return nil
    }
    let words = meter.split(separator: " ").filter { $0 != "Spot" }
    guard let first = words.first, first.first?.isUppercase == true,
      first.contains(where: \.isNumber)
    else { return nil }
    return "Standard_" + words.joined(separator: "_")
  }

  var isLowPriority: Bool {
    text(columns.meterName)?.hasSuffix("Low Priority") ?? false
  }

  var market: Market {
    if text(columns.pricingModel) == "Spot"
      || text(columns.meterName)?.hasSuffix(" Spot") == true
    {
      return .spot
    }
    switch text(columns.pricingModel) {
    case "Reservation", "SavingsPlan": return .reserved
    default: return text(columns.reservation) == nil ? .onDemand : .reserved
    }
  }

  var operatingSystem: String {
    let words = [columns.subcategory, columns.product].compactMap(text)
    return words.contains { $0.contains("Windows") } ? "windows" : "linux"
  }

  /// The region's name in the resource manager: "US East 2" of older exports
  /// is "eastus2".
  var region: String? {
    guard let text = text(columns.region) else { return nil }
    let words = text.lowercased().split(separator: " ")
    guard words.count > 1, let first = words.first else {
      return words.joined()
    }
    switch first {
    case "us":
      let numbers = words.dropFirst().filter { $0.allSatisfy(\.isNumber) }
      let names = words.dropFirst().filter { !$0.allSatisfy(\.isNumber) }
      return names.joined() + "us" + numbers.joined()
    case "eu": return words.dropFirst().joined() + "europe"
    default: return words.joined()
    }
  }

  /// A zone of its region, "eastus2-1"; nil when the row names none.
  func zone(in region: String) -> String? {
    text(columns.zone).map { region + "-" + $0 }
  }

  /// The resource in lower case, as Azure compares them; of a scale set, the
  /// machine in it.
  var resourceID: String? {
    guard let id = text(columns.resource)?.lowercased() else { return nil }
    guard id.contains("/virtualmachinescalesets/"),
      let name = additional("VMName")?.lowercased()
    else { return id }
    return id + "/" + name
  }

  /// A member of the additional information, whose braces some exports drop.
  private func additional(_ name: String) -> String? {
    guard let column = columns.additional,
      let members = try? Self.members(row.field(column), column: "")
    else { return nil }
    return members.first { $0.key == name }?.value
  }

  // MARK: Charges

  /// Storage or egress; nil for all else.
  var chargeKind: BillingCharge.Kind? {
    switch text(columns.category) {
    case "Storage": return .storage
    case "Bandwidth", "Virtual Network":
      let meter = text(columns.meterName) ?? ""
      let isOut =
        meter.contains("Out") || meter.contains("Egress")
        || meter.contains("Inter-Region") || meter.contains("Inter Region")
      return isOut ? .egress : nil
    default: return nil
    }
  }

  // MARK: Amounts

  var quantityMicro: Int64? {
    columns.quantity.flatMap { place in
      (try? DecimalNumber(parsing: row.field(place)))?
        .scaled(byPowerOfTen: 6)
    }
  }

  /// Hours of use.
  ///
  /// The quantity counts hours whatever the unit of measure: "10 Hours" is
  /// what the list price is quoted for, the effective price is per hour.
  func usedMilliseconds() throws(RowProblem) -> Int64 {
    if let unit = text(columns.unit), !unit.hasSuffix("Hour"),
      !unit.hasSuffix("Hours")
    {
      throw RowProblem(
        column: "UnitOfMeasure", value: unit,
        reason: "'\(unit)' is not a unit of hours")
    }
    guard let quantity = columns.quantity else {
      throw RowProblem(
        column: "Quantity", reason: "the export has no such column")
    }
    return try Fields.milliseconds(
      ofHours: row.field(quantity), column: "Quantity")
  }

  /// - Parameter market: of instance-time; nil for a charge.
  ///
  /// The actual cost of a reserved hour is 0, and its share of the
  /// reservation is not in this export.
  func amounts(of market: Market?) throws(RowProblem) -> BilledAmounts {
    let billed = try Fields.money(
      row.field(columns.cost), column: "CostInBillingCurrency"
    ).rawValue
    let list = try columns.listCost.flatMap { (place) throws(RowProblem) in
      text(place) == nil
        ? nil
        : try Fields.money(
          row.field(place), column: "PaygCostInBillingCurrency"
        ).rawValue
    }
    return BilledAmounts(
      currency: try currency(), billedMicro: billed,
      effectiveMicro: market == .reserved ? nil : billed, listMicro: list)
  }

  /// XXX is the code of ISO 4217 for "no currency stated".
  private func currency() throws(RowProblem) -> String {
    guard let column = columns.currency, text(column) != nil else {
      return "XXX"
    }
    return try Fields.currency(
      row.field(column), column: "BillingCurrency")
  }

  /// What this row bills and for whom, beside its resource and day.
  func item(_ labels: BillingLabels) -> Int64 {
    var digest = TextDigest()
    digest.add(TextDigest.value(of: labels))
    for column in [
      columns.meterID, columns.meterName, columns.pricingModel,
      columns.reservation, columns.invoice,
    ] {
      // A column that is not there says as much as an empty one.
      digest.add(
        column.flatMap { text($0) == nil ? nil : row.field($0) } ?? [])
    }
    let price = columns.unitPrice.flatMap {
      try? DecimalNumber(parsing: row.field($0))
    }
    digest.add(price?.scaled(byPowerOfTen: 9) ?? -1)
    return digest.value
  }

  // MARK: Labels

  func labels() throws(RowProblem) -> [String: String] {
    var labels: [String: String] = [:]
    if let column = columns.tags, text(column) != nil {
      for tag in try Self.members(row.field(column), column: "Tags") {
        labels[tag.key] = tag.value
      }
    }
    if labels["CostCenter"] == nil, let center = text(columns.costCenter) {
      labels["CostCenter"] = center
    }
    return labels
  }

  /// Members of an object whose braces may be missing.
  private static func members(
    _ field: ArraySlice<UInt8>, column: String
  ) throws(RowProblem) -> [(key: String, value: String)] {
    let text = field.drop(while: isBlankByte)
    guard let first = text.first else { return [] }
    if first == UInt8(ascii: "{") {
      return try Fields.map(text, column: column)
    }
    return try Fields.map(
      ([UInt8(ascii: "{")] + text + [UInt8(ascii: "}")])[...], column: column)
  }
}
