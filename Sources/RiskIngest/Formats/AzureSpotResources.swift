import RiskDomain

/// Answers of Azure Resource Graph from its table `SpotResources`.
///
/// Rows of `skuspotevictionrate` carry a band of percent per hour and no time;
/// rows of `skuspotpricehistory` carry prices with their dates. Both are read
/// as projected by the documented queries and as they come without a
/// projection.
enum AzureSpotResources: RowFormat {
  private static let marks = [
    ["spotEvictionRate"], ["evictionRate"], ["spotPrices"],
    ["latestSpotPriceUSD"], ["properties", "evictionRate"],
    ["properties", "spotPrices"],
  ]

  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return marks.contains { mark in
      [[], ["[]"], ["data", "[]"]].contains {
        outline.paths.contains($0 + mark)
      }
    }
  }

  static func read(_ input: FormatInput) throws {
    let isWrapped = input.head.outline?.has("data") ?? true
    try JSONRecords.read(
      input, shape: isWrapped ? .elements(of: "data") : .documents
    ) { record, _, index in
      try input.collector.row(
        try SpotResourceRow(record, line: index, input).facts()
          .map(Fact.market),
        orIgnore: "neither an eviction rate nor a price")
    }
  }
}

/// One row of the table.
private struct SpotResourceRow {
  private let record: JSONText
  private let properties: JSONText?
  private let line: Int
  private let input: FormatInput

  init(_ record: JSONText, line: Int, _ input: FormatInput) throws {
    self.record = record
    self.line = line
    self.input = input
    properties = try record.member("properties")
  }

  func facts() throws -> [MarketFact] {
    let size = try name()
    let region = Fields.text(try record.needed("location"))
    var facts: [MarketFact] = []
    if let share = try share() {
      facts.append(
        .evictionBand(
          EvictionBand(
            region: region, instanceType: size,
            capturedAt: try input.capturedAt("eviction rates"), share: share,
            origin: input.collector.origin(line: line))))
    }
    for (from, price) in try prices() {
      facts.append(
        .listPrice(
          ListPrice(
            provider: .azure, region: region, instanceType: size,
            os: try operatingSystem(), market: .spot, from: from,
            pricePerHour: price, origin: input.collector.origin(line: line))))
    }
    return facts
  }

  private func name() throws -> String {
    let written =
      try record.optionalText("skuName")
      ?? record.member("sku")?.optionalText("name")
    return AzureSize.canonical(
      try Fields.needed(written, column: "skuName"))
  }

  private func operatingSystem() throws -> String {
    let written =
      try record.optionalText("osType") ?? properties?.optionalText("osType")
      ?? record.optionalText("kind") ?? ""
    return written.isEmpty ? "linux" : written.lowercased()
  }

  private func share() throws -> HourlyEvictionShare? {
    let written =
      try record.optionalText("spotEvictionRate")
      ?? record.optionalText("evictionRate")
      ?? properties?.optionalText("evictionRate")
    guard let written else { return nil }
    guard let share = HourlyEvictionShare(rawValue: written) else {
      throw RowProblem(
        column: "spotEvictionRate", value: written,
        reason: "'\(written)' is no band ("
          + HourlyEvictionShare.allCases.map(\.rawValue)
          .joined(separator: ", ") + ")")
    }
    return share
  }

  /// Prices with the instant from which each holds.
  private func prices() throws -> [(from: UTCInstant, price: MicroUSD)] {
    let list =
      try record.member("spotPrices") ?? properties?.member("spotPrices")
    if let list {
      return try list.elements().map { entry in
        (
          try Fields.dayOrInstant(
            entry.needed("effectiveDate"), column: "effectiveDate",
            clock: .utc),
          try Fields.price(entry.needed("priceUSD"), column: "priceUSD")
        )
      }
    }
    guard let latest = try record.member("latestSpotPriceUSD")?.scalar else {
      return []
    }
    return [
      (
        try input.capturedAt("latest spot prices"),
        try Fields.price(latest, column: "latestSpotPriceUSD")
      )
    ]
  }
}
