import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Checks a database.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the database and the models in it for damage.",
    usage: "riskctl verify [<options>]",
    discussion: "Exits with 65 when something is wrong.")

  @Flag(
    help: """
      Seal a sound database: verify then tells of every later change that no \
      riskctl made.
      """)
  var seal = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let report = try VerifyRun.run(
      databasePath: common.databasePath, seals: seal, redacted: common.redact,
      context: common.context())
    try Answer.show(report.text, document: report, options: common)
    if !report.problems.isEmpty { throw Failure(.badData, "") }
  }
}
