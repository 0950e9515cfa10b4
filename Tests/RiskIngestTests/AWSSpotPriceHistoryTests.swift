import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Spot price history")
struct AWSSpotPriceHistoryTests {
  /// One row as the CLI writes it, with the named keys replaced.
  private func row(
    product: String = "Linux/UNIX", price: String = "\"0.9180\"",
    time: String = "2026-01-14T02:00:00+00:00", zone: String = "us-east-1a"
  ) -> String {
    """
    {"AvailabilityZone": "\(zone)", "InstanceType": "p3.2xlarge", \
    "ProductDescription": "\(product)", "SpotPrice": \(price), \
    "Timestamp": "\(time)"}
    """
  }

  private func document(_ rows: String...) -> String {
    "{\"SpotPriceHistory\": [" + rows.joined(separator: ",") + "]}"
  }

  @Test("a row becomes a price of its pool from its instant on")
  func priceRow() throws {
    let reading = try Reading.text(
      Sample.price.text, name: "p.json", format: .awsSpotPriceHistory)
    #expect(
      reading.facts.prices.first
        == PriceObservation(
          pool: try PoolID(key: "aws/us-east-1a/p3.2xlarge"),
          effectiveFrom: try .at("2026-01-14T02:00:00Z"),
          pricePerHour: MicroUSD(rawValue: 918_000),
          origin: RowOrigin(source: "p.json", fileDigest: "d", line: 1)))
    #expect(
      reading.facts.prices.map(\.pool.key) == [
        "aws/us-east-1a/p3.2xlarge",
        "aws/us-east-1b/p6-b200.48xlarge/windows",
      ])
    #expect(try reading.report.firstInstant == .at("2026-01-14T01:00:00Z"))
    #expect(try reading.report.lastInstant == .at("2026-01-14T02:00:00Z"))
  }

  @Test("products are operating systems, with and without the VPC mark")
  func products() throws {
    let names = [
      "Linux/UNIX", "Red Hat Enterprise Linux", "SUSE Linux", "Windows",
      "Linux/UNIX (Amazon VPC)", "SUSE Linux (Amazon VPC)",
    ]
    let rows = names.map { row(product: $0) }.joined(separator: ",")
    let text = "[\(rows)]"
    #expect(
      try Reading.text(text).facts.prices.map(\.pool.os) == [
        "linux", "rhel", "suse", "windows", "linux", "suse",
      ])
  }

  @Test("the three ways of writing a time say the same")
  func times() throws {
    let text = document(
      row(time: "2026-02-27T21:02:32+00:00"),
      row(time: "2026-02-27T21:02:32.000Z"),
      row(time: "2026-02-27 21:02:32+00:00"))
    // 2026-02-27 is day 20,511: 20,511 · 86,400 + 75,752 s.
    #expect(
      try Reading.text(text).facts.prices.map(\.effectiveFrom.unixMilliseconds)
        == [1_772_226_152_000, 1_772_226_152_000, 1_772_226_152_000])
  }

  @Test("concatenated pages, bare lists and lines are read")
  func shapes() throws {
    let wrapped = document(row(), row()) + document(row())
    let lines = document(row()) + "\n" + document(row(), row())
    let three = [row(), row(), row()]
    let texts: [String] = [
      wrapped, lines, "[\(three.joined(separator: ","))]",
      three.joined(separator: "\n"),
    ]
    for text in texts {
      let reading = try Reading.text(text)
      #expect(reading.report.format == .awsSpotPriceHistory)
      #expect(reading.facts.count == 3)
      #expect(reading.facts.prices.map(\.origin.line) == [1, 2, 3])
    }
  }

  @Test("an empty list is a file of no rows")
  func emptyList() throws {
    let reading = try Reading.text("{\"SpotPriceHistory\": []}")
    #expect(reading.report.format == .awsSpotPriceHistory)
    #expect(reading.report.rowsRead == 0)
    #expect(reading.report.firstInstant == nil)
  }

  @Test("a price that is no positive number is set aside with its reason")
  func prices() throws {
    let text = document(
      row(price: "\"N/A\""), row(price: "\"NaN\""), row(price: "NaN"),
      row(price: "\"-0.5\""), row(price: "\"0.000000\""),
      row(price: "null"), row(price: "\"\""), row(price: "\"1e30\""),
      row(price: "[1]"), row(price: "0.25"))
    let reading = try Reading.text(text)
    #expect(
      reading.problems == [
        "1 | SpotPrice | N/A | 'N/A' is not a number",
        "2 | SpotPrice | NaN | 'NaN' is not a number",
        "3 | SpotPrice | NaN | 'NaN' is not a number",
        "4 | SpotPrice | -0.5 | '-0.5' is not above 0",
        "5 | SpotPrice | 0.000000 | '0.000000' is not above 0",
        "6 | SpotPrice | - | the value is missing",
        "7 | SpotPrice |  | the value is empty",
        "8 | SpotPrice | 1e30 | '1e30' is too large",
        "9 | SpotPrice | [1] | a single value is expected",
      ])
    #expect(reading.facts.prices.map(\.pricePerHour.rawValue) == [250_000])
    #expect(reading.report.rowsRead == 10)
  }

  @Test("a time without zone is set aside unless the zone is given")
  func timeWithoutZone() throws {
    let text = document(
      row(time: "2026-01-14 02:00:00"), row(time: "14.01.2026"),
      row(time: "2026-13-14T02:00:00Z"))
    #expect(
      try Reading.text(text).problems == [
        "1 | Timestamp | 2026-01-14 02:00:00 | '2026-01-14 02:00:00' has no "
          + "time zone; give one with --time-zone",
        "2 | Timestamp | 14.01.2026 | '14.01.2026' is not a date and time",
        "3 | Timestamp | 2026-13-14T02:00:00Z | '2026-13-14T02:00:00Z' is "
          + "not in the calendar",
      ])
    // Karachi is 5 h east of Greenwich: 02:00 there is 21:00 UTC before.
    let hints = IngestHints(clock: LocalClock(offsetMinutes: 300))
    #expect(
      try Reading.text(text, hints: hints).facts.prices.map(\.effectiveFrom)
        == [.at("2026-01-13T21:00:00Z")])
  }

  @Test("unknown products and missing keys are set aside")
  func unknownProduct() throws {
    let text = document(
      row(product: "Plan 9"), "{\"SpotPrice\": \"1\"}", "7", row(zone: ""))
    #expect(
      try Reading.text(text).problems == [
        "1 | ProductDescription | Plan 9 | 'Plan 9' is not a known product "
          + "(Linux/UNIX, Red Hat Enterprise Linux, SUSE Linux, Windows)",
        "2 | AvailabilityZone | - | the value is missing",
        "3 | - | 7 | broken JSON: this is no object",
        "4 | AvailabilityZone |  | the value is empty",
      ])
  }

  @Test("half a list keeps its whole rows")
  func halfAList() throws {
    let whole = document(row(), row(), row())
    let inside = try Reading.text(String(whole.prefix(whole.count - 100)))
    #expect(inside.facts.count == 2)
    #expect(
      inside.problems == [
        "3 | - | - | the file ends in the middle of this record"
      ])
    let between = try Reading.text(String(whole.dropLast(2)))
    #expect(between.facts.count == 3)
    #expect(
      between.problems == [
        "4 | - | - | the file ends before its list is closed and rows may "
          + "be missing"
      ])
  }

  @Test("broken JSON between records is an error that says where")
  func brokenBetween() throws {
    let text = document(row()) + "oops"
    let error = #expect(throws: IngestError.self) { try Reading.text(text) }
    #expect(error?.code == .malformedDocument)
    #expect(
      error?.message
        == "broken JSON after record 1: byte \(text.utf8.count - 3): 'o' does "
        + "not belong there. Export the file again.")
  }
}
