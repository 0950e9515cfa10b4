import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Evaluates alert rules.
struct AlertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts",
    abstract: "Evaluate alert rules; exit with 2 when one rings.",
    usage: "riskctl alerts <options>",
    discussion: """
      Looks at interruptions, surges of whole regions, drift, stale data and \
      forecasts, spending, running instances and offerings. When an alert began \
      follows from the facts of the last 48 hours.
      """)

  /// How the answer is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, prometheus
  }

  @Option(help: "Rules file (default: Data/rules/default.yaml).")
  var rules: String?

  @Option(help: "How to write the answer.")
  var format = Format.table

  @Option(
    help: "Write what a webhook takes to this file; nothing is sent anywhere.")
  var webhook: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let report = try AlertsRun.run(
      databasePath: common.databasePath, rulesPath: rules,
      context: common.context())
    if let webhook {
      try AtomicFile.write(
        common.redacted(report.data(.webhook)), to: webhook)
    }
    switch common.json && format == .table ? .json : format {
    case .table: try Answer.show(report.text, options: common)
    case .json: try Answer.write(report.data(.json), options: common)
    case .prometheus:
      try Answer.write(report.data(.prometheus), options: common)
    }
    if report.isRinging { throw Failure(.no, "") }
  }
}
