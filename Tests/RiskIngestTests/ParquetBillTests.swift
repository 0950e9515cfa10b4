import Foundation
import RiskDomain
import Testing

@testable import RiskIngest

/// The `duckdb` command that tests use; nil without one.
private let duckdb: String? = {
  let environment = ProcessInfo.processInfo.environment
  if let named = environment["RISKCTL_DUCKDB"], !named.isEmpty { return named }
  return (environment["PATH"] ?? "").split(separator: ":")
    .map { $0 + "/duckdb" }
    .first(where: FileManager.default.isExecutableFile(atPath:))
}()

@Suite("Parquet bills")
struct ParquetBillTests {
  /// Runs SQL that writes a Parquet file, and gives the file to the body.
  private func withParquet<Value>(
    _ select: String, folder: String = ".", _ body: (String) throws -> Value
  ) throws -> Value {
    try withFile([]) { placeholder in
      let place = URL(fileURLWithPath: placeholder).deletingLastPathComponent()
        .appendingPathComponent(folder)
      try FileManager.default.createDirectory(
        at: place, withIntermediateDirectories: true)
      let path =
        place.appendingPathComponent("it's a bill.snappy.parquet").path
      let quoted = path.replacing("'", with: "''")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(duckdb))
      process.arguments = [
        "-init", "/dev/null", "-c",
        "COPY (\(select)) TO '\(quoted)' (FORMAT parquet)",
      ]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return try body(path)
    }
  }

  private func read(_ path: String) throws -> Reading {
    try Reading.file(
      path, name: "bill.parquet", hints: IngestHints(duckdb: duckdb))
  }

  @Test(
    "CUR 2.0: maps, timestamps and decimals give what the CSV gives",
    .enabled(if: duckdb != nil, "the duckdb command is not installed"))
  func dataExport() throws {
    try withParquet(
      """
      SELECT '' AS bill_invoice_id, '000000000012' AS bill_payer_account_id,
        TIMESTAMP '2026-01-01 00:00:00' AS bill_billing_period_start_date,
        'li-' || i AS identity_line_item_id,
        'Usage' AS line_item_line_item_type,
        TIMESTAMP '2026-01-14 00:00:00' + to_hours(i::INT)
          AS line_item_usage_start_date,
        TIMESTAMP '2026-01-14 01:00:00' + to_hours(i::INT)
          AS line_item_usage_end_date,
        'AmazonEC2' AS line_item_product_code,
        'USW2-SpotUsage:p3.2xlarge' AS line_item_usage_type,
        'RunInstances:SV001' AS line_item_operation,
        'us-west-2a' AS line_item_availability_zone,
        'i-0a' AS line_item_resource_id, 0.5::DOUBLE AS line_item_usage_amount,
        'USD' AS line_item_currency_code,
        0.459::DOUBLE AS line_item_unblended_cost,
        MAP {'region': 'us-west-2', 'vcpu': '8'} AS product,
        MAP {'user_job': 'llama "7b", large'} AS resource_tags,
        'never read' AS line_item_line_item_description
      FROM range(3) t(i)
      """
    ) { path in
      #expect(
        try IngestFile.detect(path: path, duckdb: duckdb) == .awsCUR2)
      let reading = try read(path)
      #expect(reading.problems == [])
      #expect(reading.report.rowsRead == 3)
      let usages = reading.facts.usages
      #expect(
        usages.map(\.usedMilliseconds) == [1_800_000, 1_800_000, 1_800_000])
      #expect(usages.map(\.amounts.billedMicro) == [459_000, 459_000, 459_000])
      #expect(
        usages.map(\.labels)
          == Array(
            repeating: ["job": "llama \"7b\", large"], count: 3))
      #expect(
        usages.map(\.usageStart.rfc3339) == [
          "2026-01-14T00:00:00Z", "2026-01-14T01:00:00Z",
          "2026-01-14T02:00:00Z",
        ])
    }
  }

  @Test(
    "FOCUS: times with a zone are read as UTC",
    .enabled(if: duckdb != nil, "the duckdb command is not installed"))
  func focus() throws {
    try withParquet(
      """
      SELECT 0.918::DECIMAL(18, 6) AS BilledCost, 0.918 AS EffectiveCost,
        '000000000012' AS BillingAccountId, 'USD' AS BillingCurrency,
        TIMESTAMPTZ '2026-01-01 00:00:00+00' AS BillingPeriodStart,
        'Usage' AS ChargeCategory,
        TIMESTAMPTZ '2026-01-14 07:00:00+05' AS ChargePeriodStart,
        TIMESTAMPTZ '2026-01-14 08:00:00+05' AS ChargePeriodEnd,
        1.0 AS ConsumedQuantity, 'Hrs' AS ConsumedUnit,
        'Dynamic' AS PricingCategory, 'AWS' AS ProviderName,
        'us-west-2' AS RegionId, NULL AS AvailabilityZone, 'i-0a' AS ResourceId,
        'Compute' AS ServiceCategory,
        'USW2-SpotUsage:p3.2xlarge' AS x_UsageType
      """
    ) { path in
      let reading = try read(path)
      #expect(reading.problems == [])
      #expect(reading.report.format == .focus)
      let usage = try #require(reading.facts.usages.first)
      #expect(usage.usageStart.rfc3339 == "2026-01-14T02:00:00Z")
      #expect(usage.market == .spot)
      #expect(usage.zone == nil)
      #expect(usage.cost == MicroUSD(rawValue: 918_000))
    }
  }

  @Test(
    "a folder that is named like a column does not take its place",
    .enabled(if: duckdb != nil, "the duckdb command is not installed"))
  func partitionFolder() throws {
    try withParquet(
      """
      SELECT 0.918 AS BilledCost, 0.918 AS EffectiveCost,
        '000000000012' AS BillingAccountId, 'USD' AS BillingCurrency,
        TIMESTAMP '2026-01-01 00:00:00' AS BillingPeriodStart,
        'Usage' AS ChargeCategory,
        TIMESTAMP '2026-01-14 02:00:00' AS ChargePeriodStart,
        TIMESTAMP '2026-01-14 03:00:00' AS ChargePeriodEnd,
        1.0 AS ConsumedQuantity, 'Hrs' AS ConsumedUnit,
        'Dynamic' AS PricingCategory, 'AWS' AS ProviderName,
        'us-west-2' AS RegionId, 'i-0a' AS ResourceId,
        'Compute' AS ServiceCategory,
        'USW2-SpotUsage:p3.2xlarge' AS x_UsageType
      """, folder: "BillingAccountId=000000000099"
    ) { path in
      let reading = try read(path)
      #expect(reading.problems == [])
      #expect(reading.facts.usages.map(\.account) == ["000000000012"])
    }
  }

  @Test(
    "a table that is no bill, and a file cut off, are refused",
    .enabled(if: duckdb != nil, "the duckdb command is not installed"))
  func refused() throws {
    try withParquet("SELECT 1 AS a") { path in
      let error = #expect(throws: IngestError.self) { try read(path) }
      #expect(error?.code == .unrecognised)
    }
    try withFile(Array("PAR1 and no more".utf8)) { path in
      let error = #expect(throws: IngestError.self) { try read(path) }
      #expect(error?.code == .malformedDocument)
      #expect(
        error?.message.hasPrefix("`duckdb` could not read it: ") == true)
    }
  }

  @Test("without the command, the file is refused with the way to get it")
  func noCommand() throws {
    try withFile(Array("PAR1".utf8)) { path in
      let error = #expect(throws: IngestError.self) {
        try Reading.file(path, name: "bill.parquet")
      }
      #expect(error?.code == .unsupported)
      #expect(
        error?.message
          == "this is a Parquet file, which is read through the `duckdb` "
          + "command, and there is none on the PATH. Install it with "
          + "`pip install duckdb-cli`, name it with RISKCTL_DUCKDB, or export "
          + "the report as CSV.")
    }
  }
}
