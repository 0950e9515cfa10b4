import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Azure prices and eviction rates")
struct AzurePricesTests {
  /// One row of the Retail Prices API with some of its members replaced.
  private func item(_ changes: [String: String] = [:]) -> String {
    var members = [
      "currencyCode": "\"USD\"", "tierMinimumUnits": "0.0",
      "retailPrice": "3.06", "armRegionName": "\"eastus\"",
      "effectiveStartDate": "\"2024-01-01T00:00:00Z\"",
      "meterName": "\"NC6s v3\"", "skuName": "\"NC6s v3\"",
      "productName": "\"Virtual Machines NCSv3 Series\"",
      "serviceName": "\"Virtual Machines\"", "unitOfMeasure": "\"1 Hour\"",
      "type": "\"Consumption\"", "armSkuName": "\"Standard_NC6s_v3\"",
    ]
    members.merge(changes) { $1 }
    return "{"
      + members.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }
      .joined(separator: ", ") + "}"
  }

  private func page(_ items: [String]) -> String {
    "{\"Items\": [" + items.joined(separator: ",") + "]}"
  }

  private func lines(_ reading: Reading) -> [String] {
    reading.facts.listPrices.map {
      "\($0.region) \($0.instanceType) \($0.os) \($0.market.rawValue) "
        + "\($0.termMonths) \($0.from) \($0.pricePerHour)"
    }
  }

  // 17,000 USD for 8,760 h = 1.940639; 40,000 for 26,280 h = 1.522070.
  @Test("markets, operating systems and terms")
  func markets() throws {
    let reading = try Reading.text(
      page([
        item(), item(["skuName": "\"NC6s v3 Spot\"", "retailPrice": "0.4"]),
        item(["productName": "\"Virtual Machines NCSv3 Series Windows\""]),
        item([
          "type": "\"Reservation\"", "reservationTerm": "\"1 Year\"",
          "retailPrice": "17000.0",
        ]),
        item([
          "type": "\"Reservation\"", "reservationTerm": "\"3 Years\"",
          "retailPrice": "40000.0",
        ]),
        item(["armSkuName": "\"standard_nd96isr_mi300x_v5\""]),
      ]))
    #expect(reading.report.format == .azureRetailPrices)
    let day = "2024-01-01T00:00:00Z"
    #expect(
      lines(reading) == [
        "eastus Standard_NC6s_v3 linux on-demand 0 \(day) 3.060000",
        "eastus Standard_NC6s_v3 linux spot 0 \(day) 0.400000",
        "eastus Standard_NC6s_v3 windows on-demand 0 \(day) 3.060000",
        "eastus Standard_NC6s_v3 linux reserved 12 \(day) 1.940639",
        "eastus Standard_NC6s_v3 linux reserved 36 \(day) 1.522070",
        "eastus Standard_ND96isr_MI300X_v5 linux on-demand 0 \(day) 3.060000",
      ])
  }

  @Test("a superseded row keeps its end")
  func superseded() throws {
    let reading = try Reading.text(
      page([
        item(["effectiveEndDate": "\"2025-01-01T00:00:00Z\""]),
        item(["effectiveStartDate": "\"2025-01-01T00:00:00Z\""]),
      ]))
    #expect(
      reading.facts.listPrices.map(\.until) == [
        try .at("2025-01-01T00:00:00Z"), nil,
      ])
  }

  @Test("what is no hour of a machine is counted by reason")
  func leftOut() throws {
    let reading = try Reading.text(
      page([
        item(["serviceName": "\"Storage\""]), item(["armSkuName": "\"\""]),
        item(["armRegionName": "\"\""]),
        item(["type": "\"DevTestConsumption\""]),
        item(["skuName": "\"NC6s v3 Low Priority\""]),
        item(["tierMinimumUnits": "100.0"]),
        item(["unitOfMeasure": "\"1/Month\""]),
        item([
          "productName": "\"Virtual Machines NCSv3 Series Cloud Services\""
        ]),
      ]))
    #expect(
      reading.report.ignored == [
        "other service": 1, "no size": 1, "no region": 1, "dev/test price": 1,
        "low priority, another product than spot": 1, "volume tier": 1,
        "unit other than 1 Hour": 1, "cloud services": 1,
      ])
    #expect(reading.facts.isEmpty)
  }

  @Test("rows that cannot be priced are set aside")
  func problems() throws {
    let reading = try Reading.text(
      page([
        item(["currencyCode": "\"EUR\""]), item(["retailPrice": "0.0"]),
        item(["effectiveStartDate": "null"]),
        item(["type": "\"Reservation\"", "reservationTerm": "\"some Years\""]),
      ]))
    #expect(
      reading.problems == [
        "1 | currencyCode | EUR | 'EUR' is not USD; ask for "
          + "currencyCode='USD'",
        "2 | retailPrice | 0.0 | '0.0' is not above 0",
        "3 | effectiveStartDate | - | the value is missing",
        "4 | reservationTerm | some Years | 'some Years' is no number of "
          + "years",
      ])
  }

  // Queries as Microsoft documents them, projected, and the bare table rows.
  @Test("bands and price history of Resource Graph, with their spelling")
  func spotResources() throws {
    let reading = try Reading.text(
      """
      [{"skuName": "standard_nc24ads_a100_v4", "location": "eastus",
        "spotEvictionRate": "20+"},
       {"sku": {"name": "standard_nv36ads_a10_v5"}, "location": "westus3",
        "properties": {"evictionRate": "0-5"}},
       {"skuName": "standard_nc4as_t4_v3", "osType": "windows",
        "location": "eastus", "latestSpotPriceUSD": 0.0998},
       {"skuName": "standard_nc4as_t4_v3", "location": "eastus"},
       {"skuName": "standard_nc4as_t4_v3", "location": "eastus",
        "spotEvictionRate": "33"}]
      """, hints: IngestHints(capturedAt: Sample.captured))
    #expect(reading.report.format == .azureSpotResources)
    #expect(
      reading.facts.bands.map {
        "\($0.region) \($0.instanceType) \($0.share.rawValue)"
      } == [
        "eastus Standard_NC24ads_A100_v4 20+",
        "westus3 Standard_NV36ads_A10_v5 0-5",
      ])
    #expect(
      lines(reading) == [
        "eastus Standard_NC4as_T4_v3 windows spot 0 2026-02-10T09:00:00Z "
          + "0.099800"
      ])
    #expect(
      reading.report.ignored == ["neither an eviction rate nor a price": 1])
    #expect(
      reading.problems == [
        "5 | spotEvictionRate | 33 | '33' is no band (0-5, 5-10, 10-15, "
          + "15-20, 20+)"
      ])
  }

  @Test("eviction rates ask for their time, dated prices do not")
  func capturedAt() throws {
    let error = #expect(throws: IngestError.self) {
      try Reading.text(Sample.spotResources.text)
    }
    #expect(error?.option == "--captured-at")
    let text = """
      {"data": [{"skuName": "standard_nc6s_v3", "location": "eastus",
        "spotPrices": [{"priceUSD": 0.4, "effectiveDate":
          "2026-01-01T00:00:00.0000000Z"}]}]}
      """
    #expect(
      lines(try Reading.text(text)) == [
        "eastus Standard_NC6s_v3 linux spot 0 2026-01-01T00:00:00Z 0.400000"
      ])
  }
}
