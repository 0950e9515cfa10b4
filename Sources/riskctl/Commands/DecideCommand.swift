import ArgumentParser
import Foundation
import RiskPipeline

/// Answers requests of running jobs line by line.
struct DecideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide",
    abstract: "Answer, line by line, what a running job should do now.",
    discussion: """
      Reads one JSON request per line from standard input and writes one \
      answer per line, in order, flushed at once. A line that cannot be read \
      is answered with an error, and the stream goes on.
      """)

  @Option(help: "Job file (YAML, JSON) or SkyPilot task.")
  var job: String

  @Option(
    help: "A key that stands over the job file's, such as work.hours=48.")
  var jobSet: [String] = []

  @Option(help: "Take parameters fitted on the facts up to this time only.")
  var fitAsOf: String?

  @Flag(
    help: """
      Answer even when the newest record of losses is more than 72 h old.
      """)
  var allowStale = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    var decide = try DecideRun(
      databasePath: common.databasePath,
      job: JobInput(path: job, settings: jobSet),
      fitAsOf: CommonOptions.instant(fitAsOf, option: "--fit-as-of"),
      allowsStale: allowStale,
      context: common.context())
    while let line = readLine(strippingNewline: true) {
      if let answer = try decide.answer(Data(line.utf8)) {
        try Answer.standardOutput(answer)
      }
    }
  }
}
