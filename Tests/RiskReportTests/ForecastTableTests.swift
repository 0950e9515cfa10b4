import RiskDomain
import RiskForecast
import RiskReport
import Testing

/// The table of forecasts as a terminal shows it.
struct ForecastTableTests {
  private func row(_ type: String) throws -> ForecastRow {
    forecast(
      outlook: PoolOutlook(
        pool: try PoolID(key: "azure/southafricanorth-1/\(type)"),
        asOf: UTCInstant(unixSeconds: 1_768_348_800), evidence: .none,
        reason: "nothing"), aheadHours: [1, 6, 24])
  }

  // 35 and 22 letters: the first leaves no room for eight columns of numbers.
  @Test func longNamesAreCutInTheirMiddle() throws {
    let text = ForecastTable.text(
      [
        try row("Standard_NC64as_T4_v3_Confidential_x2"),
        try row("Standard_NC6s_v3"),
      ], showsTime: false)
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(text)")
    #expect(text.contains(".."))
    #expect(text.contains(" Standard_NC6s_v3 "))
  }
}
