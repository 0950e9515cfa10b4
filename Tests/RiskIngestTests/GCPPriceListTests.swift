import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Google Cloud price lists")
struct GCPPriceListTests {
  private func lines(_ reading: Reading) -> [String] {
    reading.facts.listPrices.map {
      "\($0.region) \($0.instanceType) \($0.market.rawValue) "
        + "\($0.termMonths) \($0.from) \($0.pricePerHour)"
    }
  }

  // 1689.38 / 730 h = 2.314219; the three-year price of 0 is no price.
  @Test("hour, spot hour and a committed month become prices per hour")
  func snapshot() throws {
    let reading = try Reading.text(Sample.gcpPrices.text)
    #expect(
      lines(reading) == [
        "us-central1 a2-highgpu-1g on-demand 0 2026-01-05T00:00:00Z 3.673385",
        "us-central1 a2-highgpu-1g spot 0 2026-01-05T00:00:00Z 1.100000",
        "us-central1 a2-highgpu-1g reserved 12 2026-01-05T00:00:00Z 2.314219",
        "us-central1 a3-highgpu-8g on-demand 0 2026-01-05T00:00:00Z 88.490000",
      ])
  }

  @Test("a list without a day asks for the time of capture")
  func capturedAt() throws {
    let text = "machine_type,region,hour,hour_spot\na2-highgpu-1g,us-west1,3.6,"
    let error = #expect(throws: IngestError.self) { try Reading.text(text) }
    #expect(error?.option == "--captured-at")
    let reading = try Reading.text(
      text, hints: IngestHints(capturedAt: Sample.captured))
    #expect(
      lines(reading) == [
        "us-west1 a2-highgpu-1g on-demand 0 2026-02-10T09:00:00Z 3.600000"
      ])
  }

  @Test("rows without a price are counted, broken ones set aside")
  func problems() throws {
    let text = """
      commit_date,machine_type,region,hour,hour_spot
      2026-01-05,a2-highgpu-1g,us-west1,0.00,
      2026-01-05,a2-highgpu-1g,,3.6,1
      2026-01-05,a2-highgpu-1g,us-west1,-3.6,1
      2026-01-32,a2-highgpu-1g,us-west1,3.6,1

      """
    let reading = try Reading.text(text)
    #expect(reading.report.ignored == ["no price above 0": 1])
    #expect(
      reading.problems == [
        "3 | region | - | the value is missing",
        "4 | hour | -3.6 | '-3.6' is below 0",
        "5 | commit_date | 2026-01-32 | '2026-01-32' is not a date",
      ])
  }

  private static func sku(
    _ description: String, _ nanos: Int, usage: String = "OnDemand",
    regions: String = "\"us-central1\"", at time: String = "2026-01-01"
  ) -> String {
    """
    {"name": "services/6F81/skus/x", "skuId": "x",
     "description": "\(description)",
     "category": {"resourceFamily": "Compute", "usageType": "\(usage)"},
     "serviceRegions": [\(regions)],
     "pricingInfo": [{"effectiveTime": "\(time)T00:00:00.000Z",
       "pricingExpression": {"usageUnit": "h", "tieredRates": [
         {"startUsageAmount": 0, "unitPrice":
           {"currencyCode": "USD", "units": "0", "nanos": \(nanos)}}]}}]}
    """
  }

  private static func page(_ skus: [String]) -> String {
    "{\"skus\": [" + skus.joined(separator: ",\n") + "],"
      + "\"nextPageToken\": \"t\"}"
  }

  private func read(_ text: String) throws -> Reading {
    try Reading.text(
      text, hints: IngestHints(instanceTypes: [Sample.a2]))
  }

  // 12 · 0.031611 + 85 · 0.004237 + 2.933908 = 3.673385, the list price of
  // a2-highgpu-1g; spot 12 · 0.009483 + 85 · 0.001271 + 0.880172 = 1.102003.
  @Test("core, RAM and GPU add up to the machine, also over two pages")
  func sums() throws {
    let pages = [
      Self.page([
        Self.sku("A2 Instance Core running in Americas", 31_611_000),
        Self.sku("Commitment v1: A2 Cpu in Americas", 1, usage: "Commit1Yr"),
        Self.sku(
          "Spot Preemptible A2 Instance Core running in Americas", 9_483_000,
          usage: "Preemptible"),
        Self.sku(
          "Spot Preemptible A2 Instance Ram running in Americas", 1_271_000,
          usage: "Preemptible"),
      ]),
      Self.page([
        Self.sku(
          "A2 Instance Ram running in Americas", 4_237_000, at: "2026-01-03"),
        Self.sku("Nvidia Tesla A100 GPU running in Americas", 933_908_000)
          .replacing("\"units\": \"0\"", with: "\"units\": \"2\""),
        Self.sku(
          "Nvidia Tesla A100 GPU attached to Spot Preemptible VMs running in "
            + "Americas", 880_172_000, usage: "Preemptible"),
        Self.sku("Reserved Nvidia Tesla A100 GPU running in Americas", 0),
      ]),
    ]
    for order in [pages, pages.reversed()] {
      let reading = try read(order.joined())
      #expect(reading.report.format == .gcpPriceList)
      #expect(
        lines(reading) == [
          "us-central1 a2-highgpu-1g on-demand 0 2026-01-03T00:00:00Z 3.673385",
          "us-central1 a2-highgpu-1g spot 0 2026-01-01T00:00:00Z 1.102003",
        ])
      #expect(reading.report.rowsRead == 8)
      #expect(
        reading.report.ignored == ["no core, RAM or GPU of a machine": 2])
    }
  }

  @Test("a sum with a part missing is set aside, placeholders are counted")
  func missingPart() throws {
    let reading = try read(
      Self.page([
        Self.sku("A2 Instance Core running in Americas", 31_611_000),
        Self.sku("A2 Instance Ram running in Americas", 0),
        Self.sku("Nvidia Tesla A100 GPU running in Americas", 933_908_000),
      ]))
    #expect(reading.facts.isEmpty)
    #expect(reading.report.ignored == ["placeholder at 0.00": 1])
    #expect(
      reading.problems == [
        "3 | description | Nvidia Tesla A100 | a2-highgpu-1g in us-central1 "
          + "has no on-demand price of 'A2 Instance Core' or 'Ram' in this "
          + "file; put all pages into one"
      ])
  }
}
