import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskIngest

/// Figures counted once with Python's json, csv and gzip modules.
@Suite(
  "Real price lists and advisories",
  .enabled(if: realData != nil, skipReason))
struct RealMarketSamplesTests {
  private func read(
    _ path: String, hints: IngestHints = IngestHints()
  ) throws -> Reading {
    let full = try #require(realData) + "/" + path
    return try Reading.file(
      full, name: URL(fileURLWithPath: full).lastPathComponent, hints: hints)
  }

  @Test("Google Cloud: 3,926 rows with two prices each")
  func gcp() throws {
    let reading = try read("gcp-prices/gcp_gpu_price_changes_to_2024-12.csv.gz")
    #expect(reading.report.format == .gcpPriceList)
    #expect(reading.report.rowsRead == 3926)
    #expect(reading.setAside.isEmpty)
    let prices = reading.facts.listPrices
    #expect(prices.filter { $0.market == .onDemand }.count == 3926)
    #expect(prices.filter { $0.market == .spot }.count == 3129)
    let last = try #require(
      prices.filter {
        $0.market == .spot && $0.region == "us-central1"
          && $0.instanceType == "a3-highgpu-8g"
      }.max { $0.from < $1.from })
    #expect(last.pricePerHour == MicroUSD(rawValue: 35_593_010))
    #expect(try last.from == .at("2024-10-31T00:00:00Z"))
  }

  @Test("on-demand: 1,376 changes, and 1,367 prices without a day")
  func onDemand() throws {
    let changes = try read("aws-on-demand/aws_linux_ondemand_changes.csv.gz")
    #expect(changes.report.format == .onDemandPrices)
    #expect(changes.facts.listPrices.count == 1376)
    #expect(changes.setAside.isEmpty)
    let p5 = changes.facts.listPrices.filter {
      $0.instanceType == "p5.48xlarge"
    }
    #expect(p5.map(\.pricePerHour.usd) == [98.32, 55.04])
    let latest = "aws-on-demand/aws_linux_ondemand_latest.csv"
    let error = #expect(throws: IngestError.self) { try read(latest) }
    #expect(error?.option == "--captured-at")
    let reading = try read(
      latest, hints: IngestHints(capturedAt: Sample.captured))
    #expect(reading.facts.listPrices.count == 1367)
    #expect(reading.setAside.isEmpty)
  }

  @Test("the advisor of 2021 and 2024: p3.2xlarge in the open bucket")
  func advisor() throws {
    for (file, grades) in [
      ("spot-advisor-data.2021-02-10.json.gz", 7890),
      ("spot-advisor-data.2024-02-28.json.gz", 20_887),
    ] {
      let reading = try read(
        "aws-spot-advisor/" + file,
        hints: IngestHints(capturedAt: Sample.captured))
      #expect(reading.report.format == .awsSpotAdvisor)
      #expect(reading.report.rowsRead == grades)
      #expect(reading.facts.grades.count == grades)
      #expect(reading.setAside.isEmpty)
      let p3 = reading.facts.grades.first {
        $0.region == "us-east-1" && $0.os == "linux"
          && $0.instanceType == "p3.2xlarge"
      }
      #expect(p3?.reclaimShare == .above20)
    }
  }

  @Test("Capacity Block rates: 60 and 62 rows, regions that are unknown")
  func rates() throws {
    for (file, rows, unknown) in [
      ("pricing.2026-01-31.23bac71.json", 60, 0),
      ("pricing.2026-03-01.ff99bc1.json", 62, 4),
    ] {
      let reading = try read("aws-capacity-blocks/" + file)
      #expect(reading.report.format == .awsCapacityBlocks)
      #expect(reading.report.rowsRead == rows)
      #expect(reading.setAside.count == unknown)
      #expect(reading.facts.blockRates.count == rows - unknown)
      let p5 = reading.facts.blockRates.first {
        $0.instanceType == "p5.48xlarge" && $0.place == "us-east-1"
      }
      #expect(p5?.pricePerHour == MicroUSD(rawValue: 31_464_000))
    }
    // 10.582 USD · 72 and · 36 accelerators.
    let servers = try read(
      "aws-capacity-blocks/pricing.2026-01-31.23bac71.json"
    ).facts.blockRates.filter { $0.instanceType.hasPrefix("u-") }
    #expect(servers.map(\.pricePerHour.usd) == [761.904, 380.952])
  }
}
