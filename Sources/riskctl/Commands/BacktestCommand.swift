import ArgumentParser
import Foundation
import RiskDomain
import RiskPipeline
import RiskReport

/// Scores forecasts of the past against what followed.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Score forecasts of the past against simple baselines.",
    discussion: """
      At each origin the model is fitted on what was known there and forecasts \
      the time up to the next. The scores are stored for `riskctl status`.
      """)

  @Option(
    help: "First origin, RFC 3339 (default: the middle of the time watched).")
  var from: String?

  @Option(help: "Origins between the first one and the end of the data.")
  var folds = 4

  @Option(help: "Horizons, separated by commas (units: s, m, h, d, w).")
  var horizon = "1h,4h,24h"

  @Option(help: "Model spec (default: Models/specs/default.json).")
  var spec: String?

  @Option(help: "The truth.json of a simulated month, to be held against.")
  var truth: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...100).contains(folds) else {
      throw ValidationError("--folds must be from 1 to 100.")
    }
  }

  func run() throws {
    let report = try BacktestRun.run(
      databasePath: common.databasePath,
      request: BacktestRun.Request(
        specPath: spec,
        from: CommonOptions.instant(from, option: "--from"), folds: folds,
        horizonsHours: try Horizons.parse(horizon), truthPath: truth),
      context: common.context())
    guard common.json || !common.quiet || common.output != nil else { return }
    try Answer.write(
      common.json ? CanonicalJSON.pretty(report) : Data(report.text.utf8),
      options: common)
  }
}
