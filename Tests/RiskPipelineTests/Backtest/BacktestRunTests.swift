import Foundation
import RiskDomain
import RiskForecast
import RiskReport
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// The backtest of a simulated month, from files to scores.
struct BacktestRunTests {
  private func backtest(
    _ pipeline: MonthPipeline, asOf: UTCInstant, from: UTCInstant? = nil
  ) throws -> BacktestReport {
    try BacktestRun.run(
      databasePath: pipeline.database,
      request: BacktestRun.Request(from: from, folds: 2),
      context: try MonthPipeline.context(asOf: asOf))
  }

  @Test func everyForecasterIsScoredOnTheSameRows() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 20, seed: 3, scale: 0.6)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      let report = try backtest(pipeline, asOf: month.end)
      #expect(report.folds.count == 2)
      #expect(report.folds[0].until == report.folds[1].origin)
      let scores = try #require(report.clocks.first)
      #expect(scores.clock == .instance)
      #expect(
        scores.forecasters.map(\.name) == [
          "model", "age x pool Bayes", "pooled exponential",
          "per-pool exponential", "pooled Kaplan-Meier",
          "per-pool Kaplan-Meier", "pooled Weibull", "per-pool Weibull",
        ])
      // What is known of this world: age is the first-order effect, so every
      // forecaster with it beats the exponential of its kind.
      let scoreOf = Dictionary(
        uniqueKeysWithValues: scores.forecasters.map { ($0.name, $0.logScore) })
      let model = try #require(scoreOf["model"])
      for name in [
        "pooled exponential", "per-pool exponential", "per-pool Kaplan-Meier",
      ] {
        #expect(model > (scoreOf[name] ?? 0) + 0.05, "\(name)")
      }
      for horizon in scores.horizons {
        #expect(horizon.forecasters.last?.name == "climatology")
        #expect(horizon.forecasters.last?.brierSkill == 0)
        let shares = horizon.deciles.reduce(0) { $0 + $1.share }
        expectClose(shares, 1, relative: 1e-9)
      }
      for one in scores.forecasters.dropFirst() {
        let gain = try #require(one.modelGain)
        #expect(gain.low <= gain.mean && gain.mean <= gain.high)
        expectClose(gain.mean, model - one.logScore, relative: 1e-9)
      }
    }
  }

  /// A database cut at T and the whole one give the same bytes for T.
  @Test func nothingAfterTheMomentIsSeen() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 10, seed: 13, scale: 0.4)
      let whole = try MonthPipeline(month, in: folder)
      try whole.ingest()
      let instant = month.start.adding(hours: 170.4)
      let facts = try CutFacts(whole.database)
      let cut = whole.named("cut.sqlite")
      try CutFacts.load(
        facts.known(by: instant), covering: facts.coverage(knownBy: instant),
        into: cut.database)
      let expected = try CanonicalJSON.pretty(backtest(cut, asOf: instant))
      #expect(
        try CanonicalJSON.pretty(backtest(whole, asOf: instant)) == expected)
      // An origin's model is the one that `fit` makes as of it.
      let origin = month.start.adding(hours: 120)
      let report = try backtest(whole, asOf: instant, from: origin)
      #expect(report.folds[0].origin == origin)
      #expect(try whole.fit(asOf: origin) == report.folds[0].modelDigest)
    }
  }

  /// Errors are those of the forecast's own numbers, pool by pool.
  @Test func theTruthIsHeldAgainstTheForecast() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 20, seed: 6, scale: 0.6)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      let report = try BacktestRun.run(
        databasePath: pipeline.database,
        request: BacktestRun.Request(
          folds: 1, truthPath: pipeline.files + "/truth.json"),
        context: try MonthPipeline.context(asOf: month.end))
      let scores = try #require(report.truth)
      #expect(scores.scenario == "gpu-month")
      let all = try #require(scores.groups.first)
      // A small fleet does not ask every one of the 48.
      #expect((45...48).contains(all.pools))
      #expect(
        scores.groups.dropFirst().reduce(0) { $0 + $1.pools } == all.pools)
      // The spread of the true log hazards is about 0.65.
      #expect(all.modelError > 0.1 && all.modelError < 0.6)
      #expect(try #require(all.agePoolError) > 0.1)
      #expect(scores.rhythms.count == 5)
      #expect(scores.rhythms.allSatisfy { $0.trueRatio > 1.4 })
      #expect(scores.rhythms.allSatisfy { $0.isTold || $0.ratio == 1 })
    }
  }

  @Test func aTruthThatIsNoneIsNamed() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 3, seed: 6, scale: 0.2)
      let pipeline = try MonthPipeline(month, in: folder)
      let path = try write("{\"days\": 3}", to: "wrong.json", in: folder)
      for (file, kind) in [
        (path, UseCaseFailure.Kind.badData), (path + "x", .noInput),
      ] {
        #expect {
          try BacktestRun.run(
            databasePath: pipeline.database,
            request: BacktestRun.Request(truthPath: file),
            context: MonthPipeline.context(asOf: month.end))
        } throws: { error in
          guard let failure = error as? UseCaseFailure else { return false }
          return failure.kind == kind && failure.message.contains(file)
        }
      }
    }
  }
}
