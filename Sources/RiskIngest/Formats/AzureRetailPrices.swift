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
  private var region, size, currency, end, start, meter, product, term: Bytes?
  private var price, service, sku, tier, kind, unit: Bytes?

  private typealias Bytes = ArraySlice<UInt8>

  init(_ record: JSONText) throws {
    try record.forEachMember { key, value in
      if key.matches("armRegionName") {
        region = value.scalar
      } else if key.matches("armSkuName") {
        size = value.scalar
      } else if key.matches("currencyCode") {
        currency = value.scalar
      } else if key.matches("effectiveEndDate") {
        end = value.scalar
      } else if key.matches("effectiveStartDate") {
        start = value.scalar
      } else if key.matches("meterName") {
        meter = value.scalar
      } else if key.matches("productName") {
        product = value.scalar
      } else if key.matches("reservationTerm") {
        term = value.scalar
      } else if key.matches("retailPrice") {
        price = value.scalar
      } else if key.matches("serviceName") {
        service = value.scalar
      } else if key.matches("skuName") {
        sku = value.scalar
      } else if key.matches("tierMinimumUnits") {
        tier = value.scalar
      } else if key.matches("type") {
        kind = value.scalar
      } else if key.matches("unitOfMeasure") {
        unit = value.scalar
      }
    }
  }

  /// Why the row is no price of a virtual machine's hour; nil when it is.
  func leftOut() throws(RowProblem) -> String? {
    guard service?.matches("Virtual Machines") == true else {
      return "other service"
    }
    if size?.isEmpty ?? true { return "no size" }
    if region?.isEmpty ?? true { return "no region" }
    if kind?.matches("DevTestConsumption") == true { return "dev/test price" }
    if product?.contains(word: "Cloud Services") == true {
      return "cloud services"
    }
    if [meter, sku].contains(where: { $0?.ends(with: "Low Priority") == true })
    {
      return "low priority, another product than spot"
    }
    if let tier,
      try Fields.money(tier, column: "tierMinimumUnits").rawValue > 0
    {
      return "volume tier"
    }
    // A reservation's unit is an hour too, though its price is the whole
    // term's.
    return unit?.matches("1 Hour") == true ? nil : "unit other than 1 Hour"
  }

  func price(origin: RowOrigin) throws(RowProblem) -> ListPrice {
    if let currency, !currency.matches("USD") {
      let shown = Fields.text(currency)
      throw RowProblem(
        column: "currencyCode", value: shown,
        reason: "'\(shown)' is not USD; ask for currencyCode='USD'")
    }
    let listed = try Fields.price(
      Fields.needed(price, column: "retailPrice"), column: "retailPrice")
    let isReservation = kind?.matches("Reservation") == true
    let isSpot = [meter, sku].contains { $0?.ends(with: " Spot") == true }
    let months = isReservation ? try termMonths() : 0
    return ListPrice(
      provider: .azure, region: Fields.text(region ?? []),
      instanceType: PoolShape.type(Fields.text(size ?? []), .azure),
      os: product?.contains(word: "Windows") == true ? "windows" : "linux",
      market: isReservation ? .reserved : isSpot ? .spot : .onDemand,
      termMonths: months,
      from: try Fields.instant(
        Fields.needed(start, column: "effectiveStartDate"),
        column: "effectiveStartDate", clock: .utc),
      until: try until(),
      // A year of 365 days, as reservations are billed by the hour.
      pricePerHour: isReservation
        ? listed.divided(by: Int64(months) * 730) : listed,
      origin: origin)
  }

  private func until() throws(RowProblem) -> UTCInstant? {
    guard let end, !end.isEmpty else { return nil }
    return try Fields.instant(
      end, column: "effectiveEndDate", clock: .utc)
  }

  /// "1 Year", "3 Years", "5 Years".
  private func termMonths() throws(RowProblem) -> Int {
    let written = Fields.text(term ?? [])
    let parts = written.split(separator: " ")
    guard parts.count == 2, parts[1].hasPrefix("Year"),
      let years = Int(parts[0]), (1...10).contains(years)
    else {
      throw RowProblem(
        column: "reservationTerm", value: written,
        reason: "'\(written)' is no number of years")
    }
    return years * 12
  }
}
