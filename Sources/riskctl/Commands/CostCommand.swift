import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Says what interruptions really cost.
struct CostCommand: ParsableCommand {
  /// How the answer is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
  }

  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Say what interruptions cost: bills joined with events.",
    discussion: """
      Every interruption's lost work, idle gang, restart and rounded-up hour at \
      the prices that were billed; what spot saved against on-demand; pools \
      that should be left; plans against the bill.
      """)

  @Option(
    help: ArgumentHelp(
      "Sums to make, separated by commas.",
      discussion: "Values: event, job, pool, team, day."))
  var by = "job,pool,team,day"

  @Option(help: "Only from this time on, RFC 3339.")
  var from: String?

  @Option(help: "Only before this time, RFC 3339.")
  var until: String?

  @Option(help: "Rows of each printed table; JSON and CSV hold all.")
  var top = 10

  @Option(
    help: ArgumentHelp(
      "Answer of `riskctl recommend --json` to hold against the bill.",
      valueName: "file"))
  var plan: [String] = []

  @Option(help: "The bill's label that names the job.")
  var jobLabel = "job"

  @Option(help: "The bill's label that names the team.")
  var teamLabel = "team"

  @Option(help: "How to write the answer.")
  var format = Format.table

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...100_000).contains(top) else {
      throw ValidationError("--top must be from 1 to 100000.")
    }
    _ = try groupings()
  }

  func run() throws {
    let first = try CommonOptions.instant(from, option: "--from")
    let last = try CommonOptions.instant(until, option: "--until")
    if let first, let last, first >= last {
      throw ValidationError("--from must lie before --until.")
    }
    var report = try CostRun.run(
      databasePath: common.databasePath,
      request: CostRun.Request(
        groupings: try groupings(), from: first, until: last,
        timeZone: try common.timeZone(),
        jobLabel: jobLabel, teamLabel: teamLabel, plans: plan),
      context: common.context())
    if let redaction = common.redaction {
      report = report.redacted(by: redaction)
    }
    switch common.json && format == .table ? .json : format {
    case .table: try Answer.write(report.text(rows: top), options: common)
    case .csv: try Answer.write(report.csv, options: common)
    case .json:
      try Answer.write(try CanonicalJSON.pretty(report), options: common)
    }
  }

  /// What `--by` names, in its order.
  private func groupings() throws -> [CostGrouping] {
    let known = CostGrouping.allCases.map(\.rawValue)
    return try by.split(separator: ",").map { word in
      guard let grouping = CostGrouping(rawValue: String(word)) else {
        throw ValidationError(
          "--by: '\(word)' is none of \(known.joined(separator: ", ")).")
      }
      return grouping
    }
  }
}
