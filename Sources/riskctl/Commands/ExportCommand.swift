import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Writes files that orchestrators and monitors read.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a plan or a forecast in the form of another program.",
    discussion: """
      Without --out the one file of a target goes to standard output, in the \
      target's own form; with --out --json lists what was written. What only you \
      know is given with --set; `--for TARGET --list` names it. Exits with 2 \
      when the target cannot carry the plan.
      """)

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Program to write for (\(ExportTarget.all.map(\.name).joined(separator: ", "))).",
      valueName: "target"))
  var target: String

  @Option(help: "Job file, YAML or JSON, for targets that carry a plan.")
  var job: String?

  @Option(help: "Folder for the files.")
  var out: String?

  @Option(
    help: ArgumentHelp(
      "A name that only you know; may be repeated.", valueName: "name=value"))
  var set: [String] = []

  @Flag(help: "Say what the target writes and what can be set, and stop.")
  var list = false

  @Option(
    help: "Horizons of a forecast, separated by commas (units: s, m, h, d, w).")
  var horizon = "1h,6h,24h"

  @Option(help: "Glob over the pool keys of a forecast.")
  var pool: String?

  @Flag(help: "Answer even when the newest fact is more than 72 h old.")
  var allowStale = false

  @Option(
    help: "A key that stands over the job file's, such as work.hours=48.")
  var jobSet: [String] = []

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if out != nil, common.output != nil {
      throw ValidationError("Please give --out or --output, not both.")
    }
  }

  func run() throws {
    let target = try named()
    if list {
      return try Answer.show(
        Self.description(of: target), document: TargetDocument(target),
        options: common)
    }
    let request = ExportRun.Request(
      target: target,
      job: try job.map { try JobInput(path: $0, settings: jobSet) },
      settings: try settings(),
      forecast: ForecastRun.Request(
        horizonsHours: try Horizons.parse(horizon), pools: pool,
        allowsStale: allowStale), allowsStale: allowStale,
      redaction: common.redaction)
    do {
      try write(
        ExportRun.files(
          databasePath: common.databasePath, request: request,
          context: common.context()))
    } catch let refusal as ExportRefusal where refusal.kind == .usage {
      throw ValidationError(refusal.reason)
    }
  }

  private func write(_ files: [ExportFile]) throws {
    if let out {
      let paths = try ExportRun.write(files, folder: out)
      if common.json {
        try Answer.write(
          CanonicalJSON.pretty(WrittenFiles(target: target, files: paths)),
          options: common)
      } else if !common.quiet {
        paths.forEach { Answer.note("wrote \($0)") }
      }
      return
    }
    guard let only = files.first, files.count == 1 else {
      throw ValidationError(
        "\(self.target) has \(files.count) files: name a folder with --out.")
    }
    try Answer.write(only.text, options: common)
  }

  private func named() throws -> ExportTarget {
    if let found = ExportTarget.all.first(where: { $0.name == target }) {
      return found
    }
    throw ValidationError(
      "'\(target)' is no target. Write one of "
        + ExportTarget.all.map(\.name).joined(separator: ", ") + ".")
  }

  private func settings() throws -> [String: String] {
    var values: [String: String] = [:]
    for text in set {
      guard let split = text.firstIndex(of: "=") else {
        throw ValidationError("--set '\(text)' is no name=value.")
      }
      values[String(text[..<split])] = String(
        text[text.index(after: split)...])
    }
    return values
  }

  private static func description(of target: ExportTarget) -> String {
    var lines = ["\(target.name): \(target.summary)."]
    lines += target.settings.map { setting in
      let standard = setting.standard.map {
        $0.isEmpty ? "" : " (default: \($0))"
      }
      return "  --set \(setting.name)=…  \(setting.meaning)"
        + (standard ?? " (needed)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The files that were written.
private struct WrittenFiles: Encodable {
  var schemaVersion = 1
  var target: String
  var files: [String]
}

/// What a target writes and what can be set.
private struct TargetDocument: Encodable {
  struct Setting: Encodable {
    var name, meaning: String
    /// Left out where it must be given.
    var standard: String?
  }

  var schemaVersion = 1
  var target, summary: String
  var needsJob, takesJob: Bool
  var settings: [Setting]

  init(_ target: ExportTarget) {
    self.target = target.name
    summary = target.summary
    needsJob = target.needsJob
    takesJob = target.takesJob
    settings = target.settings.map {
      Setting(name: $0.name, meaning: $0.meaning, standard: $0.standard)
    }
  }
}
