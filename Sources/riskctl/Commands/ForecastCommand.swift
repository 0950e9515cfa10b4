import ArgumentParser
import Foundation
import RiskDomain
import RiskPipeline
import RiskReport

/// Writes survival and obtain probabilities per pool.
struct ForecastCommand: ParsableCommand {
  /// How the answer is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, jsonl, csv
  }

  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecast survival, launch success and price of every pool.")

  @Option(help: "Horizons, separated by commas (units: s, m, h, d, w).")
  var horizon = "1h,6h,24h"

  @Option(help: "Age of the instance where the data do not show it.")
  var age = "0h"

  @Option(help: "Glob over pool keys, for example 'aws/us-west-2*/p4d*'.")
  var pool: String?

  @Option(help: "First moment of a series, RFC 3339.")
  var from: String?

  @Option(help: "Last moment of a series, RFC 3339.")
  var until: String?

  @Option(help: "Step of a series, for example 15m.")
  var every: String?

  @Option(help: "Take parameters fitted on the facts up to this time only.")
  var fitAsOf: String?

  @Option(
    help: """
      Instances of one pool, all needed: survival is that none is lost, obtain \
      that all are had at once.
      """)
  var gang = 1

  @Option(help: "Model spec (default: Models/specs/default.json).")
  var spec: String?

  @Flag(
    help: """
      Answer even when the newest record of losses is more than 72 h old.
      """)
  var allowStale = false

  @Option(help: "How to write the answer.")
  var format = Format.table

  @OptionGroup var common: CommonOptions

  func validate() throws {
    let given = [from, until, every].compactMap { $0 }.count
    guard given == 0 || given == 3 else {
      throw ValidationError(
        "Please provide --from, --until and --every together.")
    }
    guard gang >= 1, gang <= 4096 else {
      throw ValidationError("--gang must be from 1 to 4096.")
    }
  }

  func run() throws {
    let context = try common.context()
    if let last = try CommonOptions.instant(until, option: "--until"),
      last > context.asOf
    {
      throw ValidationError(
        "--until \(last) lies after --as-of \(context.asOf): no fact of that "
          + "time may be used. Please look ahead with --horizon instead.")
    }
    let request = ForecastRun.Request(
      horizonsHours: try Horizons.parse(horizon),
      ageHours: try Horizons.hours(age, option: "--age"), pools: pool,
      span: try span(),
      fitAsOf: try CommonOptions.instant(fitAsOf, option: "--fit-as-of"),
      gangSize: gang, allowsStale: allowStale, specPath: spec)
    let document = try ForecastRun.run(
      databasePath: common.databasePath, request: request, context: context)
    switch common.json && format == .table ? .json : format {
    case .table:
      try Answer.show(
        ForecastTable.text(document.forecasts, showsTime: from != nil),
        options: common)
    case .csv:
      try Answer.write(ForecastTable.csv(document.forecasts), options: common)
    case .json:
      try Answer.write(CanonicalJSON.pretty(document), options: common)
    case .jsonl:
      try Answer.write(
        document.forecasts.reduce(into: Data()) { data, row in
          data += try CanonicalJSON.line(row)
        }, options: common)
    }
  }

  private func span() throws -> ForecastRun.Request.Span? {
    guard let every,
      let from = try CommonOptions.instant(from, option: "--from"),
      let until = try CommonOptions.instant(until, option: "--until")
    else { return nil }
    let step = try Horizons.hours(every, option: "--every")
    guard step > 0, from <= until else {
      throw ValidationError(
        "--from must not lie after --until, and --every must be above 0.")
    }
    guard until.hours(since: from) / step <= 10_000_000 else {
      throw ValidationError("--every: more than ten million moments.")
    }
    return .init(
      from: from, until: until,
      everyMilliseconds: Int64((step * 3_600_000).rounded()))
  }
}
