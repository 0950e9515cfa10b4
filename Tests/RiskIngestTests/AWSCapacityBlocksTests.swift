import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Capacity Block offerings")
struct AWSCapacityBlocksTests {
  private let bare = """
    [{"CapacityBlockOfferingId": "cb-1", "AvailabilityZone": "us-east-2a",
      "StartDate": "2026-02-14T16:13:00+00:00",
      "CapacityBlockDurationHours": 19, "CapacityBlockDurationMinutes": 17,
      "UpfrontFee": "228"}]
    """

  private func hints(type: String? = "p4d.24xlarge") throws -> IngestHints {
    IngestHints(
      instanceType: type, capturedAt: try .at("2026-02-10T09:00:00Z"))
  }

  @Test("the fee is the total of all instances and the whole block")
  func offering() throws {
    let reading = try Reading.text(
      Sample.blocks.text, name: "b", hints: Sample.blocks.hints)
    #expect(
      reading.facts.offerings == [
        CapacityBlockOffering(
          offeringID: "cb-1", capturedAt: try .at("2026-02-10T09:00:00Z"),
          zone: "us-east-2a", instanceType: "p5.48xlarge", instanceCount: 16,
          start: try .at("2026-02-14T16:13:00Z"),
          end: try .at("2026-02-15T11:30:00Z"),
          upfrontFee: MicroUSD(rawValue: 10_066_875_000),
          origin: RowOrigin(source: "b", fileDigest: "d", line: 1))
      ])
  }

  @Test("a bare list takes its type from the hint and ends by its duration")
  func bareList() throws {
    let offering = try #require(
      try Reading.text(bare, hints: hints()).facts.offerings.first)
    #expect(offering.instanceType == "p4d.24xlarge")
    #expect(offering.instanceCount == 1)
    // 16:13 + 19 h 17 min = 11:30 of the next day.
    #expect(try offering.end == .at("2026-02-15T11:30:00Z"))
  }

  @Test("what the list cannot say is asked for")
  func asks() throws {
    let type = #expect(throws: IngestError.self) {
      try Reading.text(bare, hints: hints(type: nil))
    }
    #expect(type?.option == "--instance-type")
    let captured = #expect(throws: IngestError.self) {
      try Reading.text(bare, hints: IngestHints(instanceType: "p4d.24xlarge"))
    }
    #expect(captured?.option == "--captured-at")
    #expect(
      captured?.message
        == "offerings change by the hour and the file does not say when it "
        + "was fetched. Give the time with --captured-at.")
  }

  @Test("an empty list needs nothing")
  func emptyList() throws {
    let reading = try Reading.text("{\"CapacityBlockOfferings\": []}")
    #expect(reading.report.format == .awsCapacityBlocks)
    #expect(reading.report.rowsRead == 0)
  }

  @Test("an offering that cannot be priced or placed is set aside")
  func setAside() throws {
    func changed(_ old: String, _ new: String) -> String {
      String(bare.dropFirst().dropLast()).replacing(old, with: new)
    }
    let offerings: [String] = [
      changed("\"228\"", "\"free\""),
      changed("\"228\"", "\"0\""),
      changed("\"UpfrontFee\"", "\"CurrencyCode\": \"EUR\", \"UpfrontFee\""),
      changed("\"CapacityBlockDuration", "\"Duration"),
      changed("19", "-1"),
      changed("\"UpfrontFee\"", "\"InstanceCount\": 0, \"UpfrontFee\""),
      changed("\"us-east-2a\"", "null"),
      String(bare.dropFirst().dropLast()),
    ]
    let text = "[\(offerings.joined(separator: ","))]"
    let reading = try Reading.text(text, hints: hints())
    #expect(
      reading.problems == [
        "1 | UpfrontFee | free | 'free' is not a number",
        "2 | UpfrontFee | 0 | '0' is not above 0",
        "3 | CurrencyCode | EUR | 'EUR' is not USD",
        "4 | EndDate | - | neither an end nor CapacityBlockDurationHours is "
          + "given",
        "5 | CapacityBlockDurationHours | -1 | '-1' is below 0",
        "6 | InstanceCount | 0 | '0' is below 1",
        "7 | AvailabilityZone | - | the value is missing",
      ])
    #expect(reading.facts.offerings.map(\.origin.line) == [8])
  }
}
