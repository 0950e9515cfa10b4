import RiskDomain

/// SKUs of Google Cloud's Catalog API.
///
/// `{"skus": [{description, category, serviceRegions, pricingInfo}]}`. Core,
/// RAM and GPU are SKUs of their own; the price of a machine is their sum,
/// made for the machine types that the hints describe. Disks are not part of
/// it.
enum GCPSKUs {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("skus", "[]", "skuId")
      || outline.recordHas("skuId") && outline.recordHas("serviceRegions")
  }

  static func read(_ input: FormatInput) throws {
    let isWrapped = input.head.outline?.has("skus") ?? true
    var sums = GCPMachineSums()
    try JSONRecords.read(
      input, shape: isWrapped ? .elements(of: "skus") : .documents
    ) { record, _, index in
      let description = Fields.text(try record.needed("description"))
      guard let part = GCPMachinePart(description: description) else {
        return input.collector.ignore("no core, RAM or GPU of a machine")
      }
      let usage =
        try record.member("category")?.optionalText("usageType") ?? ""
      let market: Market
      switch usage {
      case "OnDemand": market = .onDemand
      case "Preemptible": market = .spot
      default: return input.collector.ignore("commitment")
      }
      let price = try price(of: record)
      // Placeholders of reservations are listed at 0.
      if price.nanoUSD == 0 {
        return input.collector.ignore("placeholder at 0.00")
      }
      input.collector.rowOfSeveral()
      for region in try record.member("serviceRegions")?.elements() ?? [] {
        sums.add(
          part, market: market, region: region.text ?? "",
          GCPMachineSums.Price(
            nanoUSD: price.nanoUSD, from: price.from, line: index))
      }
    }
    try sums.hand(over: input)
  }

  /// The newest price of an SKU, USD 10⁻⁹ per unit and hour.
  private static func price(
    of record: JSONText
  ) throws -> (nanoUSD: Int64, from: UTCInstant) {
    var newest: (nanoUSD: Int64, from: UTCInstant)?
    for info in try record.member("pricingInfo")?.elements() ?? [] {
      let from = try Fields.instant(
        info.needed("effectiveTime"), column: "effectiveTime",
        clock: .utc)
      let tiers =
        try info.member("pricingExpression")?.member("tieredRates")?
        .elements() ?? []
      guard let tier = tiers.first,
        let unitPrice = try tier.member("unitPrice")
      else { continue }
      let currency = try unitPrice.optionalText("currencyCode") ?? "USD"
      guard currency == "USD" else {
        throw RowProblem(
          column: "currencyCode", value: currency,
          reason: "'\(currency)' is not USD; ask for currencyCode=USD")
      }
      let units = try unitPrice.member("units")?.scalar ?? [48]
      let nanos = try unitPrice.member("nanos")?.scalar ?? [48]
      let whole = try Fields.whole(units, column: "units", atLeast: 0)
      let rest = try Fields.whole(nanos, column: "nanos", atLeast: 0)
      guard whole <= 1_000_000, rest < 1_000_000_000 else {
        throw RowProblem(
          column: "units", value: Fields.text(units),
          reason: "'\(Fields.text(units))' is too large")
      }
      if newest.map({ $0.from < from }) ?? true {
        newest = (Int64(whole) * 1_000_000_000 + Int64(rest), from)
      }
    }
    return try Fields.needed(newest, column: "pricingInfo")
  }
}
