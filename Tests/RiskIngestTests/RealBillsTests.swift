import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskIngest

/// What each real bill gives.
///
/// Rows of every file were counted with Python's csv, json, gzip and zipfile
/// modules; what they give was read off the rows, of FOCUS and `test_cur` with
/// Python too. Every type is wanted, because no sample has a GPU on spot.
@Suite(
  "Real bills",
  .enabled(if: realData != nil, skipReason))
struct RealBillsTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    var path: String
    var format: IngestFormat
    var rows: Int
    var usages = 0
    var charges = 0
    var ignored: [String: Int] = [:]
    var reasons: Set<String> = []

    var testDescription: String { path }
  }

  static let all: [Expected] = [
    Expected(
      path: "aws-cur/2022-07-01-alt-columns.csv", format: .awsCUR, rows: 2,
      ignored: ["other product": 2]),
    Expected(path: "aws-cur/empty_frame.csv", format: .awsCUR, rows: 0),
    Expected(
      path: "aws-cur-deliveries/cur_1_0/MockTestReport-00001.csv.zip",
      format: .awsCUR, rows: 3, usages: 2, ignored: ["other product": 1]),
    Expected(
      path: "aws-cur-deliveries/cur_1_0/sample_billing_data.csv",
      format: .awsCUR, rows: 3, usages: 2, ignored: ["other product": 1]),
    Expected(
      path: "aws-cur-deliveries/cur_1_0/cur1_manifest.json", format: .awsCUR,
      rows: 1, ignored: ["manifest, read with its parts": 1]),
    Expected(
      path: "aws-cur-deliveries/cur_2_0/MockTestReportV2-00001.csv.gz",
      format: .awsCUR, rows: 4, usages: 2, ignored: ["other product": 2]),
    Expected(
      path: "aws-cur-deliveries/cur_2_0/cur2_manifest.json",
      format: .awsCUR2, rows: 1,
      ignored: ["manifest, read with its parts": 1]),
    Expected(
      path: "azure-cost-export/azure_camelCased.csv", format: .azureCost,
      rows: 3, charges: 2, ignored: ["nothing charged": 1]),
    Expected(
      path: "azure-cost-export/azure_ea_export_sample_anonymous.csv",
      format: .azureCost, rows: 27, usages: 3, charges: 6,
      ignored: [
        "other service": 13, "nothing charged": 1, "no machine type stated": 4,
      ]),
    Expected(
      path: "azure-cost-export/azure_version_2.csv", format: .azureCost,
      rows: 5, ignored: ["charge type Purchase": 1, "other service": 1],
      reasons: ["'MC' is not a currency code"]),
    Expected(
      path: "azure-cost-export/camel_azure_version_2.csv",
      format: .azureCost, rows: 4, charges: 3,
      ignored: ["nothing charged": 1]),
    Expected(
      path: "azure-cost-export/"
        + "costreport_a243c6f2-199f-4074-9a2c-40e671cf1584.csv",
      format: .azureCost, rows: 3, charges: 2,
      ignored: ["nothing charged": 1]),
    Expected(
      path: "azure-cost-export/headersets_BOM.csv", format: .azureCost,
      rows: 1, ignored: ["other service": 1]),
    Expected(
      path: "azure-cost-export/headersets_Enterprise.csv",
      format: .azureCost, rows: 1, usages: 1),
    Expected(
      path: "azure-cost-export/headersets_EnterpriseCamel.csv",
      format: .azureCost, rows: 1, ignored: ["other service": 1]),
    Expected(
      path: "azure-cost-export/headersets_German.csv", format: .azureCost,
      rows: 1, ignored: ["other service": 1]),
    Expected(
      path: "azure-cost-export/headersets_PayAsYouGo.csv",
      format: .azureCost, rows: 1, ignored: ["other service": 1]),
    Expected(
      path: "azure-cost-export/headersets_YA.csv", format: .azureCost,
      rows: 1, ignored: ["other service": 1]),
    Expected(
      path: "azure-cost-export/values_MissingBrackets.csv",
      format: .azureCost, rows: 1, reasons: ["the value is missing"]),
    Expected(
      path: "azure-cost-export/values_VirtualMachine.csv",
      format: .azureCost, rows: 1, reasons: ["the value is missing"]),
    Expected(
      path: "azure-cost-export/values_Template.csv", format: .azureCost,
      rows: 87,
      reasons: ["the row has 10 fields where the header has 11"]),
    Expected(
      path: "gcp-billing/202011_30c31bca571d9b7f3b2c8459dd8bc34a_"
        + "2020-11-08_2020-11-11.csv", format: .gcpBilling, rows: 25,
      ignored: ["other service": 25]),
    Expected(
      path: "gcp-billing/2022-08-01_5.csv", format: .gcpBilling, rows: 9,
      charges: 2, ignored: ["nothing charged": 7]),
    Expected(
      path: "aws-spot-data-feed/111122223333.2020-10-29-19.001.aaaaaaaa.gz",
      format: .awsSpotDataFeed, rows: 1, usages: 1),
    Expected(
      path: "aws-spot-data-feed/111122223333.2021-02-25-15.002.3eb820a5.gz",
      format: .awsSpotDataFeed, rows: 2, usages: 2),
    Expected(
      path: "aws-spot-data-feed/111122223333.2023-12-09-07.001.b959dbc6.gz",
      format: .awsSpotDataFeed, rows: 1, usages: 1),
  ]

  private func read(_ path: String) throws -> Reading {
    let root = try #require(realData)
    return try Reading.file(
      root + "/" + path, name: URL(fileURLWithPath: path).lastPathComponent,
      hints: IngestHints(isAccelerated: { _, _ in true }))
  }

  @Test("gives the counted rows", arguments: all)
  func counts(expected: Expected) throws {
    let reading = try read(expected.path)
    #expect(reading.report.format == expected.format)
    #expect(reading.report.rowsRead == expected.rows)
    #expect(reading.facts.usages.count == expected.usages)
    #expect(reading.facts.charges.count == expected.charges)
    #expect(reading.report.ignored == expected.ignored)
    #expect(Set(reading.setAside.map(\.reason)) == expected.reasons)
  }

  /// 400 rows of one AWS account.
  ///
  /// A charge whose billed and list cost are both below half a millionth of a
  /// dollar counts as none: 7 of 56 rows of storage, 49 of 112 of egress, of
  /// which 28 between zones.
  @Test("FOCUS 1.0: instance-hours from the words of the charge")
  func focus() throws {
    let reading = try read("focus/focus_1.0_sample_400.csv")
    #expect(reading.report.format == .focus)
    #expect(reading.report.rowsRead == 400)
    #expect(reading.problems == [])
    let kinds = Dictionary(grouping: reading.facts.charges, by: \.kind)
      .mapValues(\.count)
    #expect(kinds == [.storage: 49, .egress: 63])
    #expect(reading.report.ignored["nothing charged"] == 7 + 49)
    #expect(reading.facts.usages.count == 10)
    let types = Set(reading.facts.usages.map(\.instanceType))
    #expect(types.isSuperset(of: ["g3.4xlarge", "g5.4xlarge", "c5.2xlarge"]))
    let gpu = reading.facts.usages.filter { $0.instanceType == "g5.4xlarge" }
    #expect(gpu.allSatisfy { $0.market == .onDemand && $0.region != "" })
    let coverage = try #require(reading.report.coverage.first)
    #expect(coverage.delivery.account == "1234567890123")
    #expect(try coverage.from == .at("2024-09-01T00:00:00Z"))
  }

  /// Somewhere behind `pricing/unit` the header has a name more than its 19
  /// rows have fields; `product/usagetype` shows that all before it fits.
  @Test("a report with a name too many at its end is read up to there")
  func headerThatDoesNotFit() throws {
    let reading = try read("aws-cur/test_cur.csv.gz")
    #expect(reading.report.rowsRead == 19)
    #expect(reading.problems == [])
    let ignored = reading.report.ignored.values.reduce(0, +)
    #expect(reading.facts.charges.count + ignored == 19)
    #expect(reading.facts.charges.allSatisfy { $0.labels == .none })
  }

  @Test("a part takes its version from the manifest that names it")
  func versions() throws {
    let root = "aws-cur-deliveries/"
    let legacy = try read(
      root + "cur_1_0/s3_structure/mock-cur-bucket/20240101-20240131/"
        + "MockTestReport-00001.csv.zip")
    #expect(
      legacy.report.coverage.map(\.delivery.version)
        == ["123e4567-e89b-12d3-a456-426614174000"])
    let export = try read(
      root + "cur_2_0/s3_structure/mock-cur-v2-bucket/data/"
        + "BILLING_PERIOD=2024-09/MockTestReportV2-00001.csv.gz")
    #expect(
      export.report.coverage.map(\.delivery.version) == ["test-exec-id-12345"])
    let bare = try read(root + "cur_1_0/sample_billing_data.csv")
    #expect(bare.report.coverage.map(\.delivery.version) == [""])
    #expect(bare.report.coverage.map(\.delivery.isFinal) == [true])
  }
}
