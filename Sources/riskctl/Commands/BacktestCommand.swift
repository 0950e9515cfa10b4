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

      With --policy deadline jobs are replayed on what probed pools were seen \
      to do: on-demand, greedy, Uniform Progress with and without hysteresis, \
      riskctl, and a plan that knows the future.
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

  @Flag(help: "Replay what policies would have cost.")
  var policy = false

  @Option(help: "With --policy: hours of work of a job.")
  var work = 48.0

  @Option(help: "With --policy: deadlines in hours, separated by commas.")
  var deadlines = "52,60,72,92"

  @Option(help: "With --policy: hours of a launch or restart.")
  var restart = 0.2

  @Option(help: "With --policy: hours between the starts of jobs.")
  var every = 8.0

  @Option(
    help: "With --policy: on-demand over spot where a price is not known.")
  var onDemandOverSpot = 10.0 / 3

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...100).contains(folds) else {
      throw ValidationError("--folds must be from 1 to 100.")
    }
  }

  func run() throws {
    if policy { return try runPolicy() }
    let report = try BacktestRun.run(
      databasePath: common.databasePath,
      request: BacktestRun.Request(
        specPath: spec,
        from: CommonOptions.instant(from, option: "--from"), folds: folds,
        horizonsHours: try Horizons.parse(horizon), truthPath: truth),
      context: common.context())
    guard common.json || !common.quiet || common.output != nil else { return }
    try Answer.show(report.text, document: report, options: common)
  }

  private func runPolicy() throws {
    let hours = try deadlines.split(separator: ",").map { part in
      guard let value = Double(part.trimmingCharacters(in: .whitespaces))
      else {
        throw ValidationError(
          "--deadlines: '\(part)' is not a number of hours.")
      }
      return value
    }
    let report = try PolicyBacktestRun.run(
      databasePath: common.databasePath,
      request: PolicyBacktestRun.Request(
        from: CommonOptions.instant(from, option: "--from"), workHours: work,
        deadlinesHours: hours, restartHours: restart,
        hoursBetweenStarts: every, onDemandOverSpot: onDemandOverSpot),
      context: common.context())
    guard common.json || !common.quiet || common.output != nil else { return }
    try Answer.show(report.text, document: report, options: common)
  }
}
