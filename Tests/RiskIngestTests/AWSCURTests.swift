import RiskDomain
import Testing

@testable import RiskIngest

/// No public bill holds spot GPU rows: these are hand-written in the layout and
/// vocabulary that parsers of real bills expect.
@Suite("Legacy Cost and Usage Report")
struct AWSCURTests {
  private func read(
    _ changes: [String: String]..., columns: [String] = CURText.columns
  ) throws -> Reading {
    try Reading.text(
      CURText.text(columns: columns, rows: changes.map(CURText.row)),
      name: "cur.csv")
  }

  private func usage(_ changes: [String: String]) throws -> BillingUsage {
    let reading = try read(changes)
    #expect(reading.problems == [])
    return try #require(reading.facts.usages.first)
  }

  @Test("a spot row becomes instance-time with its cost and labels")
  func spotRow() throws {
    let fact = try usage([:])
    #expect(
      fact
        == BillingUsage(
          delivery: BillingDelivery(
            provider: .aws, account: "000000000012",
            periodStart: try .at("2026-01-01T00:00:00Z"), format: "aws-cur"),
          machine: BilledMachine(
            zone: "us-west-2a", region: "us-west-2",
            instanceType: "p3.2xlarge", market: .spot),
          resourceID: "i-01", usageStart: try .at("2026-01-14T02:00:00Z"),
          usageEnd: try .at("2026-01-14T03:00:00Z"), item: fact.item,
          statement: fact.statement, usedMilliseconds: 1_800_000,
          amounts: BilledAmounts(
            billedMicro: 459_000, effectiveMicro: 459_000),
          labels: ["job": "llama"],
          origin: RowOrigin(source: "cur.csv", fileDigest: "d", line: 2)))
  }

  @Test("underscore columns in another order say the same")
  func underscoreColumns() throws {
    let slash = try read([:], ["identity/LineItemId": "li-2"])
    func underscored(_ name: String) -> String {
      if name == "resourceTags/user:job" { return "resource_tags_user_job" }
      return name.reduce("") { text, letter in
        if letter == "/" { return text + "_" }
        guard letter.isUppercase else { return text + String(letter) }
        return text + (text.last == "_" ? "" : "_") + letter.lowercased()
      }
    }
    let text = CURText.text(
      columns: CURText.columns.reversed(),
      rows: [
        CURText.row(["lineItem/UsageStartDate": "2026-01-14 02:00:00.000"]),
        CURText.row(["identity/LineItemId": "li-2"]),
      ], named: underscored)
    #expect(text.contains("line_item_usage_start_date"))
    let underscore = try Reading.text(text, name: "cur.csv")
    #expect(underscore.facts == slash.facts)
  }

  @Test("the market comes from usage type, operation and line type")
  func markets() throws {
    let box = "BoxUsage:p5.48xlarge"
    let cases: [([String: String], Market)] = [
      (["lineItem/Operation": "RunInstances:0010:SV006"], .spot),
      (
        ["lineItem/UsageType": box, "lineItem/Operation": "RunInstances"],
        .onDemand
      ),
      (
        ["lineItem/UsageType": box, "lineItem/Operation": "RunInstances:CB"],
        .capacityBlock
      ),
      (
        [
          "lineItem/UsageType": box, "lineItem/Operation": "RunInstances:CB001",
        ], .capacityBlock
      ),
      (
        [
          "lineItem/UsageType": box, "lineItem/Operation": "RunInstances",
          "product/marketoption": "CapacityBlock",
        ], .capacityBlock
      ),
      (
        [
          "lineItem/UsageType": box, "lineItem/Operation": "RunInstances",
          "lineItem/LineItemType": "SavingsPlanCoveredUsage",
        ], .reserved
      ),
      (
        [
          "lineItem/UsageType": box, "lineItem/Operation": "RunInstances:0002",
          "lineItem/LineItemType": "DiscountedUsage",
        ], .reserved
      ),
    ]
    for (changes, market) in cases {
      #expect(try usage(changes).market == market)
    }
  }

  @Test("an hour inside a Capacity Block costs 0 and is no free on-demand hour")
  func capacityBlock() throws {
    let fact = try usage([
      "lineItem/UsageType": "USE2-BoxUsage:p5.48xlarge",
      "lineItem/Operation": "RunInstances:CB",
      "lineItem/UnblendedCost": "0.0000000000",
    ])
    #expect(fact.market == .capacityBlock)
    #expect(fact.cost == MicroUSD(rawValue: 0))
  }

  @Test("the operation's code is the operating system")
  func operatingSystems() throws {
    let codes = [
      "RunInstances": "linux", "RunInstances:SV001": "linux",
      "RunInstances:0010": "rhel", "RunInstances:0010:SV006": "rhel",
      "RunInstances:0002": "windows", "RunInstances:0002:SV001": "windows",
      "RunInstances:000g": "suse", "RunInstances:0004": "linux",
    ]
    for (operation, os) in codes {
      #expect(try usage(["lineItem/Operation": operation]).os == os)
    }
  }

  @Test("the region comes from the zone, else from the prefix")
  func regions() throws {
    let prefixes = [
      "": "us-east-1", "USE1-": "us-east-1", "USE2-": "us-east-2",
      "USW1-": "us-west-1", "USW2-": "us-west-2", "EU-": "eu-west-1",
      "EUW2-": "eu-west-2", "EUC1-": "eu-central-1",
      "APN1-": "ap-northeast-1", "APS1-": "ap-southeast-1",
      "APS3-": "ap-south-1", "SAE1-": "sa-east-1", "CAN1-": "ca-central-1",
    ]
    for (prefix, region) in prefixes {
      let fact = try usage([
        "lineItem/AvailabilityZone": "",
        "lineItem/UsageType": prefix + "SpotUsage:g5.xlarge",
      ])
      #expect(fact.region == region)
      #expect(fact.zone == nil)
      #expect(fact.instanceType == "g5.xlarge")
    }
    #expect(
      try usage(["lineItem/AvailabilityZone": "eu-west-1b"]).region
        == "eu-west-1")
  }

  @Test("hours become whole milliseconds, money exact micro-dollars")
  func amounts() throws {
    let fact = try usage([
      // 1/3 h = 1,200,000 ms; a bill writes ten decimals of it.
      "lineItem/UsageAmount": "0.3333333333",
      "lineItem/UnblendedCost": "5e-06",
      "pricing/publicOnDemandCost": "1.0200000000",
    ])
    #expect(fact.usedMilliseconds == 1_200_000)
    #expect(fact.cost == MicroUSD(rawValue: 5))
    #expect(fact.amounts.listUSD == MicroUSD(rawValue: 1_020_000))
  }

  @Test("an ARN gives its instance; a report without ids gives none")
  func resources() throws {
    let arn = "arn:aws:ec2:us-west-2:000000000012:instance/i-0abc"
    #expect(try usage(["lineItem/ResourceId": arn]).resourceID == "i-0abc")
    let columns = CURText.columns.filter { $0 != "lineItem/ResourceId" }
    let reading = try read([:], columns: columns)
    #expect(reading.facts.usages.map(\.resourceID) == [nil])
  }

  @Test("what is no wanted instance-time is counted by its reason")
  func ignored() throws {
    let reading = try read(
      ["lineItem/LineItemType": "Tax"], ["lineItem/LineItemType": "Credit"],
      ["lineItem/LineItemType": "Fee"], ["lineItem/LineItemType": "Refund"],
      ["lineItem/LineItemType": "SavingsPlanNegation"],
      ["lineItem/ProductCode": "AmazonS3"],
      ["lineItem/UsageType": "EBS:VolumeUsage.gp3", "pricing/unit": "GB-Mo"],
      ["lineItem/UsageType": "USE1-USW2-AWS-Out-Bytes", "pricing/unit": "GB"],
      ["lineItem/UsageType": "UnusedBox:p5.48xlarge"],
      ["lineItem/UsageType": "HostBoxUsage:p3.2xlarge"],
      [
        "lineItem/UsageType": "BoxUsage:p3.2xlarge",
        "lineItem/Operation": "Hourly",
      ],
      ["lineItem/UsageType": "SpotUsage:m5.large"],
      ["lineItem/UsageType": "SpotUsage"],
      [:])
    #expect(
      reading.report.ignored == [
        "line item type Tax": 1, "line item type Credit": 1,
        "line item type Fee": 1, "line item type Refund": 1,
        "line item type SavingsPlanNegation": 1, "other product": 1,
        "no instance-hours": 3, "not an accelerated type": 2,
      ])
    #expect(reading.facts.usages.count == 1)
    // The disk and the traffic are charges.
    #expect(reading.facts.charges.map(\.kind) == [.storage, .egress])
    #expect(reading.setAside.isEmpty)
    #expect(reading.report.rowsRead == 14)
  }

  @Test("the caller decides which types are wanted")
  func wantedTypes() throws {
    let text = CURText.text(rows: [
      CURText.row(["lineItem/UsageType": "SpotUsage:m5.large"]),
      CURText.row(["lineItem/UsageType": "SpotUsage"]),
    ])
    let reading = try Reading.text(
      text, hints: IngestHints(isAccelerated: { _, _ in true }))
    #expect(
      reading.facts.usages.map(\.instanceType) == ["m5.large", "m1.small"])
  }

  @Test("a row whose numbers cannot be trusted is set aside")
  func setAside() throws {
    let reading = try read(
      ["pricing/unit": "Seconds"], ["lineItem/CurrencyCode": "$"],
      ["lineItem/UsageAmount": "one"], ["lineItem/UsageAmount": "-1"],
      ["lineItem/UnblendedCost": "-0.4"],
      ["lineItem/UnblendedCost": "\"0,45\""],
      ["lineItem/UsageEndDate": "2026-01-14T02:00:00Z"],
      ["lineItem/UsageStartDate": "14/01/2026"],
      ["identity/LineItemId": ""],
      ["bill/PayerAccountId": "1.23457E+11"],
      [
        "lineItem/AvailabilityZone": "",
        "lineItem/UsageType": "XXX9-SpotUsage:p3.2xlarge",
      ], [:])
    #expect(
      reading.problems == [
        "2 | pricing/unit | Seconds | 'Seconds' is not a unit of hours (Hrs)",
        "3 | lineItem/CurrencyCode | $ | '$' is not a currency code",
        "4 | lineItem/UsageAmount | one | 'one' is not a number",
        "5 | lineItem/UsageAmount | -1 | '-1' hours is below 0",
        "6 | lineItem/UnblendedCost | -0.4 | '-0.4' is below 0",
        "7 | lineItem/UnblendedCost | 0,45 | '0,45' is not a number",
        "8 | lineItem/UsageEndDate | 2026-01-14T02:00:00Z | the usage ends "
          + "before it starts",
        "9 | lineItem/UsageStartDate | 14/01/2026 | '14/01/2026' is not a "
          + "date and time",
        "10 | identity/LineItemId |  | the value is empty",
        "11 | bill/PayerAccountId | 1.23457E+11 | '1.23457E+11' is not an "
          + "account number of twelve digits; a spreadsheet may have "
          + "rewritten it",
        "12 | lineItem/UsageType | XXX9-SpotUsage:p3.2xlarge | region prefix "
          + "'XXX9' is not known and the row names no zone",
      ])
    #expect(reading.facts.usages.map(\.origin.line) == [13])
  }

  @Test("a row with too few fields is set aside, the rest is kept")
  func tooFewFields() throws {
    let text = [
      CURText.text(rows: [CURText.spot, CURText.onDemand]),
      "li-9,000000000012,2026-01-01T00:00:00Z,Usage\n",
      CURText.line(CURText.row(["identity/LineItemId": "li-5"])),
    ].joined()
    let reading = try Reading.text(text)
    // The quoted line break of row 2 makes it two physical lines.
    #expect(
      reading.problems == [
        "5 | - | - | the row has 4 fields where the header has 19"
      ])
    #expect(
      reading.facts.usages.map(\.origin.line) == [2, 3, 6])
  }

  @Test("more than 300 columns, sparse, are no trouble")
  func manyColumns() throws {
    let extra = (0..<320).map { "product/attribute\($0)" }
    let columns = extra[..<160] + CURText.columns + extra[160...]
    let reading = try read([:], columns: Array(columns))
    #expect(reading.facts.usages.map(\.origin.line) == [2])
  }

  @Test("parts put one behind the other bring their own header")
  func concatenatedParts() throws {
    let first = CURText.text(rows: [CURText.spot])
    let second = CURText.text(
      columns: CURText.columns,
      rows: [CURText.row(["identity/LineItemId": "li-7"])])
    let reading = try Reading.bytes(
      gzip(Array(first.utf8)) + gzip(Array(second.utf8)))
    #expect(reading.facts.usages.map(\.origin.line) == [2, 4])
    #expect(reading.report.ignored == ["repeated header": 1])
  }

  @Test("a part behind another may order its columns as it likes")
  func concatenatedInAnotherOrder() throws {
    let first = CURText.text(rows: [CURText.spot])
    let second = CURText.text(
      columns: CURText.columns.reversed(),
      rows: [CURText.row(["identity/LineItemId": "li-7"])])
    let reading = try Reading.bytes(Array((first + second).utf8))
    #expect(reading.facts.usages.map(\.origin.line) == [2, 4])
    #expect(reading.report.ignored == ["repeated header": 1])
  }

  @Test("the map columns of newer exports give tags and the market option")
  func mapColumns() throws {
    let columns =
      CURText.columns.filter {
        $0 != "resourceTags/user:job" && $0 != "product/marketoption"
      } + ["resource_tags", "product"]
    let box = [
      "lineItem/UsageType": "BoxUsage:p5.48xlarge",
      "lineItem/Operation": "RunInstances",
      "resource_tags":
        "\"{\"\"user_job\"\":\"\"llama\"\",\"\"aws_x\"\":\"\"1\"\"}\"",
      "product": "\"{\"\"marketoption\"\":\"\"CapacityBlock\"\"}\"",
    ]
    let reading = try read(
      box, ["resource_tags": "job=llama"], columns: columns)
    #expect(reading.facts.usages.map(\.market) == [.capacityBlock])
    #expect(reading.facts.usages.map(\.labels) == [["job": "llama"]])
    #expect(
      reading.problems == [
        "3 | resource_tags | job=llama | 'job=llama' is no map"
      ])
  }

  @Test("missing needed columns are named")
  func missingColumns() throws {
    let columns = CURText.columns.filter {
      $0 != "lineItem/UsageAmount" && $0 != "bill/PayerAccountId"
    }
    let error = #expect(throws: IngestError.self) {
      try read([:], columns: columns)
    }
    #expect(error?.code == .malformedDocument)
    #expect(
      error?.message
        == "needed columns are missing: bill/PayerAccountId, "
        + "lineItem/UsageAmount. Export the report with all columns.")
  }

  @Test("a header alone is a report of no rows")
  func headerOnly() throws {
    let reading = try Reading.text(CURText.text(rows: []))
    #expect(reading.report.format == .awsCUR)
    #expect(reading.report.rowsRead == 0)
  }

  /// `cat part-1.csv part-2.csv` of files that a spreadsheet saved.
  @Test("a second part behind the first may bring a byte order mark")
  func joinedWithMark() throws {
    let part = CURText.text(rows: [CURText.row([:])])
    let reading = try Reading.text(part + "\u{FEFF}" + part, name: "cur.csv")
    #expect(reading.problems == [])
    #expect(reading.facts.usages.count == 2)
    #expect(reading.report.ignored == ["repeated header": 1])
  }

  @Test("labels longer than any tags are no labels")
  func longLabels() throws {
    let long = String(repeating: "x", count: 262_145)
    #expect(
      try read(["resourceTags/user:job": long]).problems == [
        "2 | resourceTags | - | the labels have 262145 bytes, which no tags "
          + "have"
      ])
    #expect(
      try read(["resourceTags/user:job": String(long.dropLast())]).problems
        == [])
  }

  @Test("a header of more tags than an account has is refused")
  func manyTags() throws {
    let tags = (0...10_000).map { "resourceTags/user:t\($0)" }
    let error = #expect(throws: IngestError.self) {
      try read([:], columns: CURText.columns + tags)
    }
    #expect(
      error?.message.hasPrefix(
        "the header names 10002 tags and cost categories where 10000 are the "
          + "most that is read.") == true)
  }
}
