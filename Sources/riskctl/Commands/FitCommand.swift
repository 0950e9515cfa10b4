import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Fits a model to the facts.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit the hazard model and store it with its evidence.")

  @Option(help: "Model spec (default: Models/specs/default.json).")
  var spec: String?

  @Option(help: "Fit to the facts up to this time (default: --as-of).")
  var fitAsOf: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let report = try FitRun.run(
      databasePath: common.databasePath, specPath: spec,
      fitAsOf: CommonOptions.instant(fitAsOf, option: "--fit-as-of"),
      context: common.context())
    guard common.json || !common.quiet || common.output != nil else { return }
    try Answer.show(report.text, document: report, options: common)
  }
}
