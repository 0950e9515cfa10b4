import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Shows what the database holds.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what the database holds and how fresh it is.",
    usage: "riskctl status [<options>]")

  @Flag(
    help: """
      Say why rows were set aside, with counts and examples; with --verbose \
      every row.
      """)
  var rejected = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let report = try StatusRun.run(
      databasePath: common.databasePath, withRejected: rejected,
      redacted: common.redact, context: common.context())
    try Answer.show(
      report.text(everything: common.verbose), document: report, options: common
    )
  }
}
