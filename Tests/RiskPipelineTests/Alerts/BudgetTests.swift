import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What the rule on the budget says of bills.
struct BudgetTests {
  private func alerts(
    _ files: [String: String], fireAbove: Double
  ) throws -> AlertsReport {
    try withTemporaryFolder { folder in
      let paths = try files.sorted { $0.key < $1.key }
        .map { try write($0.value, to: $0.key, in: folder) }
      let rules = try write(
        "rules: [{name: burn, kind: budgetBurn, windowHours: 24, "
          + "budgetUSD: 2, fireAbove: \(fireAbove)}]", to: "rules.yaml",
        in: folder)
      let context = try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-01-16T00:00:00Z"))
      _ = try IngestRun.run(
        files: InputFiles.list(paths), format: nil, hints: IngestRun.Hints(),
        databasePath: folder + "/r.sqlite", context: context)
      return try AlertsRun.run(
        databasePath: folder + "/r.sqlite", rulesPath: rules, context: context)
    }
  }

  /// Two hours at 0.918 USD, and one at 0.918 EUR.
  private static let dollars = GCPText.jsonl(
    GCPText.machineHour(of: "vm-1", hour: 2)
      + GCPText.machineHour(of: "vm-1", hour: 3))
  private static let euros = GCPText.jsonl(
    GCPText.machineHour(of: "vm-2", hour: 3)
  ).replacing("\"currency\":\"USD\"", with: "\"currency\":\"EUR\"")

  // 1.836 of 2 dollars are 0.918 of the budget, up to the last billed hour.
  @Test func oneCurrencyIsSaidPlainly() throws {
    let report = try alerts(["a.jsonl": Self.dollars], fireAbove: 0.9)
    let alert = try #require(report.alerts.first)
    #expect(abs(alert.value - 0.918) < 1e-9)
    #expect(
      alert.reason
        == "$1.84 were billed in the 24 h to 2026-01-14T04:00:00Z, of a "
        + "budget of $2.00: stop what is not needed, or raise the budget.")
    #expect(report.rules.map(\.note) == [nil])
  }

  @Test func anotherCurrencyIsNamedAndNotAdded() throws {
    let report = try alerts(
      ["a.jsonl": Self.dollars, "b.jsonl": Self.euros], fireAbove: 0.9)
    let alert = try #require(report.alerts.first)
    #expect(abs(alert.value - 0.918) < 1e-9)
    #expect(
      alert.reason
        == "At least $1.84 were billed in the 24 h to 2026-01-14T04:00:00Z, "
        + "of a budget of $2.00, and more in EUR: stop what is not needed, or "
        + "raise the budget.")
    #expect(
      report.text.contains(
        "Left out: burn, amounts in EUR: they are not converted to dollars."))
  }

  @Test func euroAloneIsNoDollar() throws {
    let report = try alerts(["b.jsonl": Self.euros], fireAbove: 0.001)
    #expect(report.alerts.isEmpty)
    #expect(
      report.rules.map(\.note) == ["no bill in US dollars is loaded"])
  }
}
