import RiskDomain

/// Pages of the Azure Retail Prices API.
///
/// `{"Items": [{armSkuName, armRegionName, type, meterName, productName,
/// retailPrice, effectiveStartDate, …}]}`. Superseded rows stand beside
/// current ones: the dates tell which price holds when.
enum AzureRetailPrices: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("Items", "[]", "armSkuName")
      || outline.recordHas("armSkuName") && outline.recordHas("retailPrice")
  }

  static func read(_ input: FormatInput) throws {
    let isWrapped = input.head.outline?.has("Items") ?? true
    try JSONRecords.read(
      input, shape: isWrapped ? .elements(of: "Items") : .documents
    ) { record, _, index in
      let item = try RetailItem(record)
      if let reason = try item.leftOut() {
        return input.collector.ignore(reason)
      }
      try input.collector.row(
        .market(
          .listPrice(
            try item.price(origin: input.collector.origin(line: index)))))
    }
  }
}

/// One row of the price list, still as it was written.
private struct RetailItem {
  private var values: [String: JSONText] = [:]

  private static let wanted: Set<String> = [
    "armRegionName", "armSkuName", "currencyCode", "effectiveEndDate",
    "effectiveStartDate", "meterName", "productName", "reservationTerm",
    "retailPrice", "serviceName", "skuName", "tierMinimumUnits", "type",
    "unitOfMeasure",
  ]

  init(_ record: JSONText) throws {
    try record.forEachMember { key, value in
      let name = Fields.text(key)
      if Self.wanted.contains(name) { values[name] = value }
    }
  }

  private func text(_ name: String) -> String {
    values[name]?.text ?? ""
  }

  private func needed(
    _ name: StaticString
  ) throws(RowProblem) -> ArraySlice<UInt8> {
    try JSONText.saying(values[name.description], name)
  }

  private var isReservation: Bool { text("type") == "Reservation" }

  /// Why the row is no price of a virtual machine's hour; nil when it is.
  func leftOut() throws -> String? {
    if text("serviceName") != "Virtual Machines" { return "other service" }
    if text("armSkuName").isEmpty { return "no size" }
    if text("armRegionName").isEmpty { return "no region" }
    if text("type") == "DevTestConsumption" { return "dev/test price" }
    if text("productName").contains("Cloud Services") {
      return "cloud services"
    }
    for name in ["meterName", "skuName"]
    where text(name).hasSuffix("Low Priority") {
      return "low priority, another product than spot"
    }
    if let tier = values["tierMinimumUnits"]?.scalar,
      try Fields.money(tier, column: "tierMinimumUnits").rawValue > 0
    {
      return "volume tier"
    }
    // A reservation's unit is an hour too, though its price is the whole
    // term's.
    let unit = text("unitOfMeasure")
    return unit == "1 Hour" ? nil : "unit other than 1 Hour"
  }

  func price(origin: RowOrigin) throws -> ListPrice {
    let currency = text("currencyCode")
    guard currency == "USD" || currency.isEmpty else {
      throw RowProblem(
        column: "currencyCode", value: currency,
        reason: "'\(currency)' is not USD; ask for currencyCode='USD'")
    }
    let listed = try Fields.price(
      needed("retailPrice"), column: "retailPrice")
    let months = isReservation ? try termMonths() : 0
    let isSpot =
      text("meterName").hasSuffix(" Spot") || text("skuName").hasSuffix(" Spot")
    return ListPrice(
      provider: .azure, region: text("armRegionName"),
      instanceType: AzureSize.canonical(text("armSkuName")),
      os: text("productName").contains("Windows") ? "windows" : "linux",
      market: isReservation ? .reserved : isSpot ? .spot : .onDemand,
      termMonths: months,
      from: try instant("effectiveStartDate"),
      until: values["effectiveEndDate"].map({ !$0.isNull }) == true
        ? try instant("effectiveEndDate") : nil,
      // A year of 365 days, as reservations are billed by the hour.
      pricePerHour: isReservation
        ? listed.divided(by: Int64(months) * 730) : listed,
      origin: origin)
  }

  private func instant(_ name: StaticString) throws -> UTCInstant {
    try Fields.instant(
      needed(name), column: name.description, offsetMinutes: 0)
  }

  /// "1 Year", "3 Years", "5 Years".
  private func termMonths() throws(RowProblem) -> Int {
    let term = text("reservationTerm")
    let parts = term.split(separator: " ")
    guard parts.count == 2, parts[1].hasPrefix("Year"),
      let years = Int(parts[0]), (1...10).contains(years)
    else {
      throw RowProblem(
        column: "reservationTerm", value: term,
        reason: "'\(term)' is no number of years")
    }
    return years * 12
  }
}
