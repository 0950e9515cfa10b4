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
      Looks at interruptions, surges of whole regions, drift and stale data. \
      When an alert began follows from the facts of the last 48 hours.
      """)

  @Option(help: "Rules file (default: Data/rules/default.yaml).")
  var rules: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let report = try AlertsRun.run(
      databasePath: common.databasePath, rulesPath: rules,
      context: common.context())
    try Answer.write(
      common.json ? CanonicalJSON.pretty(report) : Data(report.text.utf8),
      options: common)
    if report.isRinging { throw Failure(.no, "") }
  }
}
