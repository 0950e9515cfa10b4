import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Removes old facts.
struct PurgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Remove facts from before a time.",
    discussion: """
      Of every pool the price that was then in force stays, and so do launches \
      that had not ended. What is gone comes back only when its file is read \
      again.
      """)

  @Option(help: "Remove facts from before this time, RFC 3339 with offset.")
  var before: String

  @Option(help: "Another time for prices (default: that of --before).")
  var pricesBefore: String?

  @Flag(help: "Count what would go, and leave everything.")
  var dryRun = false

  @Flag(
    help: "Give the room back to the file system; needs as much while it runs.")
  var compact = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if dryRun, compact {
      throw ValidationError("Please give --dry-run or --compact, not both.")
    }
  }

  func run() throws {
    guard let before = try CommonOptions.instant(before, option: "--before")
    else { return }
    let report = try PurgeRun.run(
      databasePath: common.databasePath,
      request: PurgeRun.Request(
        before: before,
        pricesBefore: try CommonOptions.instant(
          pricesBefore, option: "--prices-before"),
        isDryRun: dryRun, compacts: compact), context: common.context())
    try Answer.show(report.text, document: report, options: common)
  }
}
