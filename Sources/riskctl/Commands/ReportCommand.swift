import ArgumentParser
import Foundation
import RiskPipeline
import RiskReport

/// Writes the page that people look at.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one self-contained HTML page with tables and charts.",
    discussion: """
      The page needs no network and no server: open it in any browser, mail it, \
      or print it. With --json the document behind it goes to standard output, \
      and --out may then be left away.
      """)

  @Option(help: ArgumentHelp("File of the page.", valueName: "file.html"))
  var out: String?

  @Option(help: "Job file to plan, YAML or JSON; may be repeated.")
  var job: [String] = []

  @Option(help: "Alert rules (default: Data/rules/default.yaml).")
  var rules: String?

  @Flag(help: "Forecast even when the newest fact is more than 72 h old.")
  var allowStale = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard out != nil || common.json else {
      throw ValidationError("Please name the page's file with --out.")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    var document = try ReportRun.document(
      databasePath: common.databasePath,
      request: ReportRun.Request(
        jobs: try job.map { try ReportRun.Request.NamedJob(path: $0) },
        timeZone: try common.timeZone(), rulesPath: rules,
        allowsStale: allowStale),
      context: try common.context())
    if let redaction = common.redaction {
      document = document.redacted(by: redaction)
    }
    if common.verbose {
      Answer.note("gathered in \(Self.seconds(since: start)) s")
    }
    if let out { try write(document, to: out) }
    if common.json {
      try Answer.write(try CanonicalJSON.pretty(document), options: common)
    }
  }

  private func write(_ document: ReportDocument, to path: String) throws {
    let start = ContinuousClock.now
    let page = common.redacted(Data(ReportPage.html(document).utf8))
    try AtomicFile.write(page, to: path)
    if common.verbose {
      Answer.note(
        "page of \(page.count) bytes made and written in "
          + "\(Self.seconds(since: start)) s")
    }
    if !common.quiet { Answer.note("wrote \(path)") }
  }

  private static func seconds(since start: ContinuousClock.Instant) -> String {
    NumberText.fixed((ContinuousClock.now - start) / .seconds(1), 2)
  }
}
