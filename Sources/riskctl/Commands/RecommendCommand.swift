import ArgumentParser
import Foundation
import RiskDecision
import RiskPipeline
import RiskReport

/// Plans a job.
struct RecommendCommand: ParsableCommand {
  /// How the answer is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, markdown
  }

  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "Plan a job: when, where, how, at what cost, and why.",
    discussion: "Exits with 2 when no plan meets what the job demands.")

  @Option(help: "Job file, YAML or JSON.")
  var job: String

  @Option(help: "Spot plans to keep beside the chosen one.")
  var top = 5

  @Flag(help: "Say what a small measurement of each pool is worth first.")
  var measure = false

  @Flag(help: "Answer even when the newest fact is more than 72 h old.")
  var allowStale = false

  @Option(help: "How to write the answer.")
  var format = Format.table

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...100).contains(top) else {
      throw ValidationError("--top must be from 0 to 100.")
    }
  }

  func run() throws {
    let input = try JobInput(path: job)
    let advice = try RecommendRun.run(
      databasePath: common.databasePath, job: input, mostAlternatives: top,
      allowsStale: allowStale, measures: measure, context: common.context())
    if common.verbose {
      for line in input.file.defaults { Answer.note("default " + line) }
    }
    switch common.json && format == .table ? .json : format {
    case .json:
      try Answer.write(try CanonicalJSON.pretty(advice), options: common)
    case .table:
      try Answer.write(
        RecommendationTable.text(advice, timeZone: common.timeZone()),
        options: common)
    case .markdown:
      try Answer.write(
        RecommendationTable.markdown(advice, timeZone: common.timeZone()),
        options: common)
    }
    if advice.chosen == nil { throw Failure(.no, "") }
  }
}
