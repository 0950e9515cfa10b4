import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Spot prices without names")
struct AWSSpotPriceTextTests {
  private func keys(_ reading: Reading) -> [String] {
    reading.facts.prices.map {
      "\($0.pool.key) \($0.effectiveFrom) \($0.pricePerHour)"
    }
  }

  // The columns of `aws ec2 describe-spot-price-history --output text`.
  @Test("--output text, pages and their tokens")
  func outputText() throws {
    let text = """
      SPOTPRICEHISTORY\tus-east-1a\tp3.2xlarge\tLinux/UNIX\t0.918000\t\
      2026-01-14T02:00:00+00:00
      NEXTTOKEN\tabc==
      SPOTPRICEHISTORY\tus-west-2-lax-1a\tg4dn.xlarge\tRed Hat Enterprise \
      Linux\t0.3\t2026-01-13T02:00:00+00:00

      """
    let reading = try Reading.text(text)
    #expect(reading.report.format == .awsSpotPriceHistory)
    #expect(
      keys(reading) == [
        "aws/us-east-1a/p3.2xlarge 2026-01-14T02:00:00Z 0.918000",
        "aws/us-west-2-lax-1a/g4dn.xlarge/rhel 2026-01-13T02:00:00Z 0.300000",
      ])
    #expect(reading.report.ignored == ["token of the next page": 1])
    #expect(
      reading.facts.prices.map(\.pool.region) == ["us-east-1", "us-west-2"])
  }

  // The EC2 command line tools of 2010 to 2017: local time with offset.
  @Test("the legacy tools, price first and time with an offset")
  func legacyTools() throws {
    let text = """
      SPOTINSTANCEPRICE\t0.082000\t2011-01-14T02:00:00-0800\tm1.large\t\
      Linux/UNIX\tus-east-1b
      SPOTINSTANCEPRICE\tn/a\t2011-01-14T03:00:00-0800\tm1.large\t\
      Linux/UNIX\tus-east-1b

      """
    let reading = try Reading.text(text)
    #expect(reading.report.format == .awsSpotPriceHistory)
    #expect(
      keys(reading) == [
        "aws/us-east-1b/m1.large 2011-01-14T10:00:00Z 0.082000"
      ])
    #expect(
      reading.problems == ["2 | SpotPrice | n/a | 'n/a' is not a number"])
  }

  @Test("a --query of lists, in the user's order")
  func queryOfLists() throws {
    let text = """
      [["2026-01-14T02:00:00+00:00", "0.918", "p3.2xlarge", "us-east-1a"],
       ["2026-01-13T02:00:00+00:00", "0.917", "p3.2xlarge", "us-east-1a"]]
      """
    let reading = try Reading.text(text)
    #expect(reading.report.format == .awsSpotPriceHistory)
    #expect(
      keys(reading) == [
        "aws/us-east-1a/p3.2xlarge 2026-01-14T02:00:00Z 0.918000",
        "aws/us-east-1a/p3.2xlarge 2026-01-13T02:00:00Z 0.917000",
      ])
  }

  @Test("a --query with keys of the user's choice, in any order")
  func queryOfObjects() throws {
    let text = """
      [{"az": "us-east-1a", "usd": "0.918", "type": "p3.2xlarge",
        "os": "SUSE Linux", "at": "2026-02-27 21:02:32+00:00"},
       {"at": "2026-02-28 21:02:32+00:00", "type": "p3.2xlarge",
        "usd": "0.92", "os": "Windows", "az": "us-east-1b"}]
      """
    let reading = try Reading.text(text)
    #expect(reading.report.format == .awsSpotPriceHistory)
    #expect(
      keys(reading) == [
        "aws/us-east-1a/p3.2xlarge/suse 2026-02-27T21:02:32Z 0.918000",
        "aws/us-east-1b/p3.2xlarge/windows 2026-02-28T21:02:32Z 0.920000",
      ])
  }

  @Test("a column that the query dropped is asked for")
  func droppedColumn() throws {
    let text = """
      us-east-1a\t0.918\t2026-01-14T02:00:00+00:00

      """
    let error = #expect(throws: IngestError.self) { try Reading.text(text) }
    #expect(error?.option == "--instance-type")
    let hints = IngestHints(instanceType: "p3.2xlarge")
    #expect(
      keys(try Reading.text(text, hints: hints)) == [
        "aws/us-east-1a/p3.2xlarge 2026-01-14T02:00:00Z 0.918000"
      ])
  }

  @Test("an archive by AZ id keeps the id, and its region is known")
  func archive() throws {
    let reading = try Reading.text(Sample.tsv.text)
    #expect(
      keys(reading) == [
        "aws/use1-az4/p3.2xlarge 2026-01-01T00:00:00Z 0.918000",
        "aws/usw2-lax1-az1/g4dn.xlarge/windows 2026-01-03T07:10:55Z 0.710000",
      ])
    #expect(
      reading.facts.prices.map(\.pool.region) == ["us-east-1", "us-west-2"])
  }

  @Test("lines of another width and broken fields are set aside")
  func brokenLines() throws {
    let good = "use1-az4\tp3.2xlarge\tLinux/UNIX\t0.9\t2026-01-01T00:00:00Z"
    let text = [
      good, "use1-az4\tp3.2xlarge", good.replacing("0.9", with: "-1"),
      good.replacing("Linux/UNIX", with: "Plan 9"),
      good.replacing("2026-01-01", with: "2026-13-01"),
      good.replacing("use1-az4", with: ""),
    ].joined(separator: "\n")
    #expect(
      try Reading.text(text).problems == [
        "2 | - | - | the line has 2 fields where the first has 5",
        "3 | SpotPrice | -1 | '-1' is not above 0",
        "4 | ProductDescription | Plan 9 | 'Plan 9' is not a known product "
          + "(Linux/UNIX, Red Hat Enterprise Linux, SUSE Linux, Windows)",
        "5 | Timestamp | 2026-13-01T00:00:00Z | '2026-13-01T00:00:00Z' is "
          + "not in the calendar",
        "6 | zone | - | the value is missing",
      ])
  }

  @Test("a table of other things is not taken for prices")
  func others() throws {
    for text in [
      "a\tb\tc\n", "us-east-1a\tp3.2xlarge\t3\n",
      "[{\"InstanceId\": \"i-1\", \"t\": \"2026-01-01T00:00:00Z\", "
        + "\"n\": \"0.9\", \"z\": \"us-east-1a\"}]",
      "[[1, 2, 3]]", "[]",
    ] {
      #expect(IngestFormat.detect(head: text.utf8) == nil, "\(text)")
    }
  }
}
