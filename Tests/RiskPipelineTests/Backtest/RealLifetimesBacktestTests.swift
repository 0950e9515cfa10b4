import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// 605 preemptible machines of 2019: four origins from the middle of their time.
///
/// Figures of 2026-11-21: the model -0.736 nats a life, pooled Kaplan-Meier
/// -0.754, per pool exponential -0.877, Weibull -0.743, Kaplan-Meier -1.122.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealLifetimesBacktestTests {
  @Test func theModelBeatsSimplerOnes() throws {
    try withTemporaryFolder { folder in
      let data = try RealDatabase(
        "gcp-preemptions", at: folder + "/risk.sqlite")
      let report = try BacktestRun.run(
        databasePath: data.path, request: BacktestRun.Request(),
        context: try MonthPipeline.context(
          asOf: .init(parsing: "2020-01-01T00:00:00Z")))
      let scores = try #require(report.clocks.first)
      #expect(scores.clock == .instance)
      #expect(scores.stretches > 600)
      let score = { (name: String) throws in
        try #require(scores.forecasters.first { $0.name == name })
      }
      let model = try score("model")
      // No worse than the pooled curve: not by more than noise, 0.01 nats.
      #expect(
        try model.logScore > score("pooled Kaplan-Meier").logScore - 0.01)
      for name in [
        "per-pool exponential", "per-pool Weibull", "per-pool Kaplan-Meier",
      ] {
        #expect(try model.logScore > score(name).logScore, "\(name)")
      }
      #expect(try #require(model.dCalibrationP) > 0.05)
    }
  }
}
