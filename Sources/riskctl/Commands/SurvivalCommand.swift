import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Runs the survival core on anyone's table.
struct SurvivalCommand: ParsableCommand {
  /// How the answer is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  static let configuration = CommandConfiguration(
    commandName: "survival",
    abstract: "Estimate survival from the rows of a CSV table.",
    discussion: """
      Families: \(SurvivalRun.families.joined(separator: ", ")). Rows with \
      missing or impossible cells are set aside and counted.
      """)

  @Option(help: "CSV file with a header, plain, gzip or zip; - reads stdin.")
  var input: String

  @Option(help: "Column of times of leaving, or of lower ends of intervals.")
  var time: String

  @Option(help: "Column of events: 1, or 0 for censored; causes 1, 2, 3 ...")
  var event: String?

  @Option(help: "Column of times of entry, before which nobody was at risk.")
  var entry: String?

  @Option(help: "Column of upper ends of intervals; empty = right-censored.")
  var upper: String?

  @Option(help: "Columns of covariates, separated by commas.")
  var covariates: String?

  @Option(help: "Column of strata, each with a curve of its own.")
  var strata: String?

  @Option(help: "Column of clusters, for robust standard errors.")
  var cluster: String?

  @Option(help: "Column of weights; a row of weight 0 is left out.")
  var weights: String?

  @Option(help: "What to fit.")
  var family: String

  @Option(help: "How tied events share a risk set: efron, breslow, exact.")
  var ties: String?

  @Option(help: "Scale of confidence limits: log, log-log, plain.")
  var confType: String?

  @Option(help: "Ridge penalty: this, halved, times the squared coefficients.")
  var penalty: Double?

  @Option(
    help: "Times at which a piecewise rate changes, separated by commas.")
  var cuts: String?

  @Option(help: "Times at which to show the curve, separated by commas.")
  var at: String?

  @Option(help: "How to write the answer.")
  var format = Format.table

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (event == nil) != (upper == nil) else {
      throw ValidationError("Please provide either --event or --upper.")
    }
    if let penalty, !(penalty >= 0 && penalty.isFinite) {
      throw ValidationError("--penalty must be a number from 0 on.")
    }
    let cuts = try numbers(cuts, of: "--cuts")
    guard zip([0] + cuts, cuts).allSatisfy(<) else {
      throw ValidationError("--cuts must ascend from above 0, each once.")
    }
    do {
      try SurvivalRun.validate(request(path: input))
    } catch let misuse as SurvivalRun.Misuse {
      throw ValidationError(misuse.message)
    }
  }

  func run() throws {
    let context = try common.context()
    let isStream = input == "-" || InputFiles.isReadOnce(input)
    let spool = try isStream ? InputSpool(input) : nil
    defer { spool?.remove() }
    let request = try request(path: spool?.path ?? input)
    let document = try SurvivalRun.run(request, context: context)
    let isJSON = common.json || format == .json
    try Answer.show(
      SurvivalText.text(document), document: document, options: common,
      isJSON: isJSON)
  }

  private func request(path: String) throws -> SurvivalRun.Request {
    var columns = SurvivalColumns(time: time)
    columns.event = event
    columns.entry = entry
    columns.upper = upper
    columns.covariates = (covariates ?? "").split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    columns.strata = strata
    columns.cluster = cluster
    columns.weights = weights
    var request = SurvivalRun.Request(
      path: path, name: input == "-" ? "stdin" : input, family: family,
      columns: columns)
    request.ties = ties
    request.limits = confType
    request.penalty = penalty
    request.at = try numbers(at, of: "--at")
    request.cuts = try numbers(cuts, of: "--cuts")
    return request
  }

  /// Ascending times of an option; none when it was not given.
  private func numbers(_ text: String?, of option: String) throws -> [Double] {
    guard let text else { return [] }
    let numbers = text.split(separator: ",").map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    let known = numbers.compactMap(\.self).filter { $0.isFinite && $0 >= 0 }
    guard !known.isEmpty, known.count == numbers.count, known == known.sorted()
    else {
      throw ValidationError(
        "\(option): '\(text)' must be numbers from 0 on that ascend, for "
          + "example 10,20,30.")
    }
    return known
  }
}
