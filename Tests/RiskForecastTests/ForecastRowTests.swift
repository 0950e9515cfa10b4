import Foundation
import RiskDomain
import Testing

@testable import RiskForecast

/// A row read back is the row that was written.
struct ForecastRowTests {
  @Test func rowsComeBack() throws {
    let row = ForecastRow(
      asOf: UTCInstant(unixSeconds: 1_768_356_000),
      pool: PoolID(
        provider: .gcp, zone: "us-central1-a", instanceType: "a2-highgpu-1g"),
      region: "us-central1", state: .down, ageHours: 0.5,
      ageIsLowerBound: true, aheadHours: [1, 6], survival: [0.5, nil],
      survivalLow: [0.25, nil], survivalHigh: [0.75, nil], level: 0.9,
      obtain: [0.5, 1], interruptions: 3, hoursAtRisk: 12.5, evidence: .pooled,
      pricePerHour: 1.5, onDemandPerHour: nil,
      priceForecast: PriceForecast(
        expected: [1.5, 1.5], low: [1.25, nil], high: [2, nil],
        isConstant: false, historyDays: 3, changesPerDay: 0.5),
      effectivePerHour: 1.75, surgeProbability: 0.25, gang: nil,
      reason: "half of it")
    let data = try JSONEncoder().encode(row)
    #expect(try JSONDecoder().decode(ForecastRow.self, from: data) == row)
  }
}
