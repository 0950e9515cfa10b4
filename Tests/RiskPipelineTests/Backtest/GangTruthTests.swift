import RiskDomain
import RiskForecast
import RiskModels
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Gangs of simulated months against the shocks that they came from.
struct GangTruthTests {
  // Every pool's truth is a share of 0.5 in shocks that take all of an age:
  // 0.5 + 0.5 · 4 = 2.5 loss events of a gang of four for one of a member.
  @Test func shocksAreToldByPool() throws {
    var inside = 0
    var total = 0
    for seed in [3, 4] as [UInt64] {
      try withTemporaryFolder { folder in
        let month = try GPUMonth(days: 20, seed: seed)
        let pipeline = try MonthPipeline(month, in: folder)
        try pipeline.ingest()
        let store = try StoreAccess(pipeline.database, for: .derive)
        let context = try MonthPipeline.context(asOf: month.end)
        let market = try PoolMarket(
          store, pools: nil, matching: nil,
          parameters: .fitted(asOf: month.end), gangSize: 1, context: context)
        for forecaster in market.forecasters {
          let outlook = forecaster.outlook(asOf: month.end)
          let belief = try #require(outlook.gang)
          total += 1
          if belief.eventQuantile(0.05, size: 4) <= 2.5,
            belief.eventQuantile(0.95, size: 4) >= 2.5
          {
            inside += 1
          }
          let row = forecast(outlook: outlook, aheadHours: [6], gangSize: 4)
          let gang = try #require(row.gang)
          let none = try #require(row.survival[0])
          let all = try #require(gang.allLost?[0])
          // What is neither none nor all lies between.
          #expect(none + all <= 1 + 1e-3)
          #expect(gang.meanLost[0] >= 4 * all)
        }
      }
    }
    // Shares are all alike, which the nested prior covers generously.
    #expect(Double(inside) >= 0.87 * Double(total), "\(inside) of \(total)")
  }
}
