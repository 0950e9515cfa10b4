import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Price lists and advisories of AWS")
struct MarketListsTests {
  private let captured = IngestHints(capturedAt: Sample.captured)

  @Test("lists without a time ask for it")
  func capturedAt() throws {
    for sample in [
      Sample.advisor, Sample.skyPilot, Sample.scores,
    ] {
      let error = #expect(throws: IngestError.self) {
        try Reading.text(sample.text)
      }
      #expect(error?.option == "--captured-at")
    }
    let text = "region,instance_type,usd_per_hour\nus-east-1,p3.2xlarge,3.06\n"
    let error = #expect(throws: IngestError.self) { try Reading.text(text) }
    #expect(
      error?.message
        == "on-demand prices change and the file does not say when it was "
        + "fetched. Give the time with --captured-at.")
    #expect(
      try Reading.text(text, hints: captured).facts.listPrices.map(\.from)
        == [Sample.captured])
  }

  @Test("on-demand lists name other clouds and systems where they know them")
  func onDemand() throws {
    let text = """
      provider,region,instance_type,os,usd_per_hour
      azure,eastus,standard_nc6s_v3,Windows,3.336
      ,us-east-1,p3.2xlarge,,3.06
      ibm,us-south,gx2,,1
      ,us-east-1,p5.48xlarge,,0.0000

      """
    let reading = try Reading.text(text, hints: captured)
    #expect(
      reading.facts.listPrices.map {
        "\($0.provider) \($0.region) \($0.instanceType) \($0.os) "
          + "\($0.pricePerHour)"
      } == [
        "azure eastus Standard_NC6s_v3 windows 3.336000",
        "aws us-east-1 p3.2xlarge linux 3.060000",
      ])
    #expect(
      reading.problems == [
        "4 | provider | ibm | 'ibm' is not a provider (aws, gcp, azure)",
        "5 | usd_per_hour | 0.0000 | '0.0000' is not above 0",
      ])
  }

  // r = 4 is the open bucket, whatever its "max" says.
  @Test("the advisor's number is a bucket of the month, by its label")
  func advisor() throws {
    let grades = try Reading.text(Sample.advisor.text, hints: captured)
      .facts.grades
    #expect(
      grades.map {
        "\($0.region) \($0.os) \($0.instanceType) \($0.reclaimShare.label) "
          + "\($0.savingsPercent.map(String.init) ?? "-")"
      } == [
        "us-east-1 linux p3.2xlarge >20% 53", "us-east-1 linux m5.large <5% -",
        "us-east-1 windows p3.2xlarge 5-10% 40",
      ])
    #expect(grades.map(\.origin.line) == [1, 2, 3])
    #expect(grades[0].reclaimShare.percent.high == nil)
    #expect(grades[2].reclaimShare.percent == (5, 10))
  }

  @Test("an advisor with other ranges is refused, a wrong grade set aside")
  func advisorProblems() throws {
    let grades =
      "\"spot_advisor\": {\"us-east-1\": {\"Linux\": {"
      + "\"a.x\": {\"r\": 5, \"s\": 1}, \"b.x\": {\"s\": 3},"
      + "\"c.x\": {\"r\": 1, \"s\": 101}, \"d.x\": {\"r\": 1}}}}"
    let reading = try Reading.text("{\(grades)}", hints: captured)
    #expect(
      reading.problems == [
        "1 | r | 5 | '5' is above 4, the advisor's last range",
        "2 | r | - | the value is missing",
        "3 | s | 101 | '101' is above 100 percent",
      ])
    #expect(reading.facts.grades.map(\.instanceType) == ["d.x"])
    let error = #expect(throws: IngestError.self) {
      try Reading.text(
        "{\(grades), \"ranges\": [{\"index\": 1, \"label\": \"5-11%\"}]}",
        hints: captured)
    }
    #expect(
      error?.message
        == "range 1 of the advisor is '5-11%', but '5-10%' is known. The file "
        + "follows other rules than those that riskctl knows.")
  }

  // 10.582 · 72 = 761.904 and 31.464 as it stands.
  @Test("an UltraServer's rate is per accelerator, an instance's is not")
  func rates() throws {
    let text = """
      {"metadata": {"last_updated": "2026-01-31T14:19:47Z"},
       "instance_types": {
        "u-p6e-gb200x72": {"accelerator_count": 72, "pricing": [
          {"region": "Dallas Local Zone", "region_code": "us-east-1-dfw-2a",
           "hourly_rate_usd": 10.582, "accelerator_hourly_rate_usd": 0.0},
          {"region": "Somewhere", "region_code": "unknown",
           "hourly_rate_usd": 10.582, "accelerator_hourly_rate_usd": 0.0}]},
        "p5.48xlarge": {"accelerator_count": 8, "pricing": [
          {"region": "US East", "region_code": "us-east-1",
           "hourly_rate_usd": 31.464, "accelerator_hourly_rate_usd": 3.933}]}
       }}
      """
    let reading = try Reading.text(text)
    #expect(reading.report.format == .awsCapacityBlocks)
    #expect(
      reading.facts.blockRates.map {
        "\($0.place) \($0.instanceType) \($0.from) \($0.pricePerHour)"
      } == [
        "us-east-1-dfw-2a u-p6e-gb200x72 2026-01-31T14:19:47Z 761.904000",
        "us-east-1 p5.48xlarge 2026-01-31T14:19:47Z 31.464000",
      ])
    #expect(
      reading.problems == [
        "2 | region_code | unknown | the table does not know the region of "
          + "'Somewhere'"
      ])
    let undated = text.replacing("last_updated", with: "updated")
    let error = #expect(throws: IngestError.self) { try Reading.text(undated) }
    #expect(error?.option == "--captured-at")
  }

  @Test("placement scores name their types and stay from 1 to 10")
  func scores() throws {
    let scores = try Reading.text(
      Sample.scores.text, hints: Sample.scores.hints
    ).facts.scores
    #expect(
      scores.map(\.instanceTypes) == [
        "p3.16xlarge,p4d.24xlarge", "p3.16xlarge,p4d.24xlarge",
      ])
    #expect(scores.map(\.zone) == ["use1-az4", nil])
    #expect(scores.map(\.score) == [8, 3])
    let error = #expect(throws: IngestError.self) {
      try Reading.text(Sample.scores.text, hints: captured)
    }
    #expect(error?.option == "--instance-type")
    let wrong = Sample.scores.text.replacing(
      "\"Score\": 8", with: "\"Score\": 11")
    #expect(
      try Reading.text(wrong, hints: Sample.scores.hints).problems == [
        "1 | Score | 11 | '11' is above 10"
      ])
  }

  @Test("aliases of a table and of describe-availability-zones")
  func aliases() throws {
    let json = """
      {"AvailabilityZones": [{"State": "available", "RegionName": "us-east-1",
        "ZoneName": "us-east-1a", "ZoneId": "use1-az4"},
       {"ZoneName": "us-east-1b", "ZoneId": "usw2-az1"},
       {"ZoneName": "use1-az4", "ZoneId": "use1-az4"},
       {"ZoneName": "us-east-1c", "ZoneId": "zone-3"}]}
      """
    let reading = try Reading.text(json)
    #expect(reading.report.format == .awsZoneAliases)
    #expect(
      reading.facts.zoneAliases.map { [$0.account, $0.zoneName, $0.zoneID] }
        == [
          ["", "us-east-1a", "use1-az4"]
        ])
    #expect(
      reading.problems == [
        "2 | zone_name | us-east-1b | 'us-east-1b' is no zone of us-west-2, "
          + "where usw2-az1 lies",
        "3 | zone_name | use1-az4 | 'use1-az4' is no zone of us-east-1, where "
          + "use1-az4 lies",
        "4 | zone_id | zone-3 | 'zone-3' is no known AZ id",
      ])
    #expect(
      try Reading.text(Sample.aliases.text).facts.zoneAliases.map(\.account)
        == [
          "000000000012", "000000000012",
        ])
  }

  // IF 1.0 is the worst grade: more than 20 % of the month.
  @Test("SpotLake's grade runs against the advisor's, -1 is unknown")
  func spotLake() throws {
    let facts = try Reading.text(Sample.spotLake.text).facts
    #expect(facts.prices.map(\.pool.key) == ["aws/use1-az4/p3.2xlarge"])
    #expect(
      try facts.prices.map(\.effectiveFrom) == [.at("2025-03-01T00:10:00Z")])
    #expect(facts.grades.map(\.reclaimShare) == [.above20])
    #expect(facts.scores.map(\.score) == [3])
    #expect(facts.scores.map(\.scale) == [.spotLake])
    #expect(facts.listPrices.map(\.pricePerHour.usd) == [3.06, 3.06])
    let wrong = Sample.spotLake.text.replacing("1.0,3.06", with: "1.2,3.06")
    #expect(
      try Reading.text(wrong).problems == [
        "2 | IF | 1.2 | '1.2' is no grade (3.0, 2.5, 2.0, 1.5, 1.0)"
      ])
  }

  @Test("a SkyPilot catalog tells its cloud by its names")
  func skyPilot() throws {
    let text = """
      InstanceType,vCPUs,AcceleratorName,Region,AvailabilityZone,Price,SpotPrice
      a2-highgpu-1g,12,A100,us-central1,us-central1-a,3.67,1.1
      ,,A100,us-central1,us-central1-a,2.9,0.88
      Standard_NC6s_v3,6,V100,eastus,,3.06,0.4
      p3.2xlarge,8,V100,us-east-1,use1-az4,,

      """
    let reading = try Reading.text(text, hints: captured)
    #expect(
      reading.facts.prices.map(\.pool.key) == [
        "gcp/us-central1-a/a2-highgpu-1g"
      ])
    #expect(
      reading.facts.listPrices.map {
        "\($0.provider) \($0.region) \($0.instanceType) \($0.market.rawValue)"
      } == [
        "gcp us-central1 a2-highgpu-1g on-demand",
        "azure eastus Standard_NC6s_v3 on-demand",
        "azure eastus Standard_NC6s_v3 spot",
      ])
    #expect(
      reading.report.ignored == [
        "an accelerator without a machine": 1, "no price": 1,
      ])
  }
}
