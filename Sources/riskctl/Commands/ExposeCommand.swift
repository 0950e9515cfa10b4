import ArgumentParser
import Foundation
import RiskDomain
import RiskPipeline

/// The filter of a distributed engine.
struct ExposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expose",
    abstract: "Turn rows of whole instances into cells of exposure.",
    discussion: """
      The filter of an engine such as Apache Spark. With files it prints their \
      rows as lines with a key; with --stdin it reads such lines, all of a key \
      together, and prints cells for `riskctl ingest - --format exposures`. \
      guides/expose.md describes the lines.
      """)

  @Argument(help: "Files or folders to read into lines.")
  var paths: [String] = []

  @Flag(help: "Read lines from standard input and print cells.")
  var stdin = false

  @Option(
    help: """
      What --stdin prints: lives that are alike, counted; time at risk summed \
      by age and hour of the week; or what a part tells of the whole (values: \
      lives, summed, survey).
      """)
  var answer = "lives"

  @Option(help: "Name of whoever sums, written into every cell.")
  var source = "expose"

  @Option(help: "Format of the files (default: by content).")
  var format: String?

  @Flag(help: "Fail with exit code 65 when a row or line was set aside.")
  var strict = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard stdin != !paths.isEmpty else {
      throw ValidationError(
        "Please provide either files to read or --stdin.")
    }
    guard ExposeRun.Answer(rawValue: answer) != nil else {
      throw ValidationError(
        "'\(answer)' is no answer. Please provide one of: "
          + ExposeRun.Answer.allCases.map(\.rawValue).joined(separator: ", ")
          + ".")
    }
    if let format, !IngestRun.formatNames.contains(format) {
      throw ValidationError(
        "'\(format)' is no format. Please provide one of: "
          + IngestRun.formatNames.joined(separator: ", ") + ".")
    }
  }

  func run() throws {
    if stdin { try expose() } else { try read() }
  }

  private func read() throws {
    let outcome = try ExposeRead.run(
      files: InputFiles.list(paths, spooled: [:]), format: format,
      hints: IngestRun.Hints(duckdb: IngestCommand.duckdb()),
      context: common.context()
    ) { try Answer.standardOutput(Data($0)) }
    if !common.quiet, outcome.setAside + outcome.untaken > 0 {
      Answer.note(
        "\(outcome.rows) rows, \(outcome.setAside) set aside; "
          + "\(outcome.untaken) facts are of kinds that are not summed in "
          + "parts (traces, fleets, other names of instances).")
    }
    for failure in outcome.failures.dropLast() { Answer.note("\(failure)") }
    if let failure = outcome.failures.last { throw failure }
    if strict, outcome.setAside > 0 { throw ExitCode(65) }
  }

  private func expose() throws {
    let outcome = try ExposeRun.run(
      answer: ExposeRun.Answer(rawValue: answer) ?? .lives, source: source,
      context: common.context(),
      chunk: {
        try FileHandle.standardInput.read(upToCount: 1 << 20).map(Array.init)
      },
      write: { try Answer.standardOutput(Data($0)) })
    if !common.quiet {
      if outcome.rejected > 0 {
        Answer.note(
          "\(outcome.rejected) of \(outcome.rows) lines could not be taken.")
      }
      outcome.notes.forEach(Answer.note)
    }
    if strict, outcome.rejected > 0 { throw ExitCode(65) }
  }
}
