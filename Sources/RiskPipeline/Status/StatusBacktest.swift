import Foundation
import RiskDomain
import RiskForecast
import RiskReport
import RiskStore

extension StatusReport {
  /// The newest backtest of the default spec, one entry a clock.
  static func backtests(
    _ store: StoreAccess, _ context: RunContext
  ) throws(UseCaseFailure) -> [Backtest] {
    let spec = try ModelSpecFile.load(path: context.home.defaultSpec)
    guard
      let report = try BacktestReport.stored(
        store, spec, until: context.asOf)
    else { return [] }
    return report.clocks.compactMap { scores in
      let others = scores.forecasters.dropFirst()
      guard let model = scores.forecasters.first,
        let best = others.max(by: { $0.logScore < $1.logScore })
      else { return nil }
      return Backtest(
        clock: scores.clock, asOf: report.asOf,
        dataThrough: report.dataThrough, folds: report.folds.count,
        stretches: scores.stretches, losses: scores.losses,
        logScore: model.logScore, bestOther: best.logScore,
        bestOtherName: best.name,
        observedToExpected: model.observedToExpected,
        alarms: report.alarms.count { $0.clock == scores.clock })
    }
  }

  /// One paragraph a clock.
  var backtestsText: String {
    backtests.map { test in
      Paragraph.wrapped(
        "Backtest of \(test.clock == .probe ? "probed pools" : "instances") "
          + "through \(test.dataThrough): "
          + "\(NumberText.fixed(test.logScore, 3)) nats an up-spell, "
          + "\(test.bestOtherName) \(NumberText.fixed(test.bestOther, 3)); "
          + "\(NumberText.fixed(test.observedToExpected, 2)) losses for one "
          + "expected; "
          + Counted.of(test.alarms, "place departs", "places depart")
          + " from "
          + "their forecasts.")
    }.joined()
  }
}

extension BacktestReport {
  /// The newest stored backtest of a spec that saw nothing after `until`.
  static func stored(
    _ store: StoreAccess, _ spec: ModelSpecFile, until: UTCInstant
  ) throws(UseCaseFailure) -> BacktestReport? {
    let stored = try store { (db) throws(StoreError) in
      try db.latestBacktest(
        specDigest: FittedModel.digest(spec, gangSize: 1), until: until)
    }
    guard let stored else { return nil }
    do {
      return try JSONDecoder().decode(
        BacktestReport.self, from: Data(stored.json.utf8))
    } catch {
      throw UseCaseFailure(
        .badData,
        "The stored backtest \(stored.digest.prefix(12)) cannot be read: "
          + "\(error). Make it again with `riskctl backtest`.")
    }
  }
}
