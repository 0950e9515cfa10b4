import ArgumentParser
import Foundation
import Logging
import RiskDomain
import RiskPipeline
import RiskReport

/// Does everything that is done once a night.
struct NightlyCommand: ParsableCommand {
  /// How the log on standard error is written.
  enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  static let configuration = CommandConfiguration(
    commandName: "nightly",
    abstract: "Ingest, fit, backtest, forecast, alert, plan and export.",
    discussion: """
      One run at a time per database. A run that was cut short is taken up by \
      the next one. Exits with 0 when all is done, 2 when an alert rings or \
      something is refused, 65 or 66 when inputs are bad or missing and the \
      rest was done, 74 when something could not be written, and 75 while \
      another run is at work.
      """)

  @Option(help: "Configuration, YAML.")
  var config: String

  @Option(help: "How to write the log: text, or JSON lines of every stage.")
  var log = LogFormat.text

  @OptionGroup var common: CommonOptions

  func run() throws {
    var context = try common.context()
    if log == .json {
      context.log = JSONLogHandler.logger(
        level: common.quiet ? .error : common.verbose ? .debug : .info)
    }
    let file = try NightlyFile.load(config, home: context.home)
    let start = ContinuousClock.now
    let clock = NightlyClock(
      now: { .present },
      seconds: { (ContinuousClock.now - start) / .seconds(1) })
    var report = try NightlyRun.run(
      NightlyRun.Request(
        file: file, databasePath: common.db,
        asOf: CommonOptions.instant(common.asOf, option: "--as-of"),
        generatedAt: CommonOptions.instant(
          common.generatedAt, option: "--generated-at"),
        isRedacted: common.redact),
      context: context, clock: clock)
    if common.redact || file.isRedacted { report = report.redacted }
    if common.json || !common.quiet || common.output != nil {
      try Answer.show(report.text, document: report, options: common)
    }
    // Nothing else would say what rings.
    let isSilent = common.quiet && !common.json && common.output == nil
    if let worst = report.worst {
      throw UseCaseFailure(worst, isSilent ? report.troubles : "")
    }
  }
}
