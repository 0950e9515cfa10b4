import Foundation
import RiskSimulation
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Many nights and one catch-up end in the same state.
@Suite struct NightlyMonthTests {
  static let configuration = """
    database: risk.sqlite
    inputs: [{path: inbox}]
    backtest: {folds: 1, horizons: [4h]}
    outputs: {json: out/forecast.json, prometheus: out/riskctl.prom}
    retention: {priceDays: 12, eventDays: 16}
    """

  // A month in which prices of 18 days and facts of 14 are dropped on the way.
  @Test func aMonthOfNightsEqualsOneCatchUp() throws {
    try withTemporaryFolder { folder in
      let days = 30
      let month = try NightlyMonth(GPUMonth(days: days, seed: 21, scale: 0.05))
      let nightly = try Nights(
        in: folder + "/nightly", configuration: Self.configuration)
      let catchUp = try Nights(
        in: folder + "/catch-up", configuration: Self.configuration)
      var last: NightlyReport?
      for day in 1...days {
        try month.deliver(day: day, into: nightly.inbox)
        try month.deliver(day: day, into: catchUp.inbox)
        last = try nightly.run(asOf: month.end(ofDay: day))
      }
      let one = try #require(last)
      let other = try catchUp.run(asOf: month.end(ofDay: days))
      #expect(one.isComplete, "\(one.text)")
      let purge = try #require(other.stages.first { $0.stage == "purge" })
      #expect(purge.detail.hasPrefix("removed "), "\(purge.detail)")
      #expect(one.databaseDigest == other.databaseDigest)
      #expect(one.modelDigest == other.modelDigest)
      for name in ["out/forecast.json", "out/riskctl.prom"] {
        let bytes = [nightly, catchUp].map {
          FileManager.default.contents(atPath: $0.folder + "/" + name)
        }
        #expect(bytes[0] != nil && bytes[0] == bytes[1], "\(name)")
      }
      // The tables one by one, so that a difference is named.
      let tables = try [nightly, catchUp].map {
        try digests(ofDatabase: $0.folder + "/risk.sqlite")
      }
      let facts = tables.map { tables in
        tables.filter { $0.table != "source_file" && $0.table != "set_aside" }
          .map { "\($0.table) \($0.rows)" }
      }
      #expect(facts[0] == facts[1])
    }
  }
}
