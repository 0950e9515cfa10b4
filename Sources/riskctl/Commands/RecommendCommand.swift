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

  @Option(
    help:
      "Job file (YAML, JSON) or SkyPilot task; several are planned as a list.")
  var job: [String]

  @Option(
    help: "A key that stands over the job file's, such as work.hours=48.")
  var jobSet: [String] = []

  @Option(help: "Spot plans to keep beside the chosen one.")
  var top = 5

  @Flag(help: "Say what a small measurement of each pool is worth first.")
  var measure = false

  @Flag(
    help: """
      Answer even when the newest record of losses is more than 72 h old.
      """)
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
    let inputs = try job.map { try JobInput(path: $0, settings: jobSet) }
    var answers = try RecommendList.run(
      databasePath: common.databasePath, jobs: inputs, mostAlternatives: top,
      allowsStale: allowStale, measures: measure, context: common.context())
    if let redaction = common.redaction {
      answers = answers.map { $0.redacted(by: redaction) }
    }
    if common.verbose {
      for input in inputs {
        for line in input.file.defaults { Answer.note("default " + line) }
      }
    }
    if format == .json || (common.json && format == .table) {
      try writeJSON(answers)
    } else {
      try writeText(answers)
    }
    if answers.contains(where: { $0.chosen == nil }) { throw Failure(.no, "") }
  }

  /// One answer as it is; several in one document with the list of them.
  private func writeJSON(_ answers: [Recommendation]) throws {
    guard answers.count > 1 else {
      try Answer.write(try CanonicalJSON.pretty(answers[0]), options: common)
      return
    }
    try Answer.write(
      try CanonicalJSON.pretty(
        RecommendationList(
          recommendations: answers, portfolio: Portfolio(answers))),
      options: common)
  }

  private func writeText(_ answers: [Recommendation]) throws {
    let zone = try common.timeZone()
    let isMarkdown = format == .markdown
    var text = answers.map {
      isMarkdown
        ? RecommendationTable.markdown($0, timeZone: zone)
        : RecommendationTable.text($0, timeZone: zone)
    }.joined(separator: "\n")
    if answers.count > 1 {
      let portfolio = Portfolio(answers)
      text +=
        isMarkdown
        ? PortfolioTable.markdown(portfolio) : PortfolioTable.text(portfolio)
    }
    if isMarkdown {
      try Answer.write(PlainText.escapedLines(text), options: common)
    } else {
      try Answer.show(text, options: common)
    }
  }
}

/// What several jobs answer as JSON.
private struct RecommendationList: Encodable {
  var schemaVersion = 1
  var recommendations: [Recommendation]
  var portfolio: Portfolio
}
