import ArgumentParser
import Foundation
import RiskDomain
import RiskPipeline
import RiskReport

/// Loads files into the database.
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Load billing, price, event, trace and launch files.",
    discussion: """
      Reads files or whole folders, plain, gzip, zstd or zip; - is standard input. The \
      format is told by the content. Reading a file again changes nothing.
      """)

  @Argument(help: "Files or folders; - reads standard input.")
  var paths: [String]

  @Option(
    help: """
      Format of the files (values: \
      \(IngestRun.formatNames.joined(separator: ", ")); default: by content).
      """)
  var format: String?

  @Flag(help: "Fail with exit code 65 when anything was set aside or skipped.")
  var strict = false

  @Option(help: "When tick 0 of an availability trace began, RFC 3339.")
  var start: String?

  @Option(help: "Seconds between the ticks of an availability trace.")
  var gapSeconds: Double?

  @Option(help: "Provider that a file cannot name (values: aws, gcp, azure).")
  var provider: String?

  @Option(help: "Zone that a file cannot name.")
  var zone: String?

  @Option(help: "Instance type that a file cannot name.")
  var instanceType: String?

  @Option(
    help: "Zone of times without one: +05:00, Z or America/New_York.")
  var timeZone: String?

  @Option(help: "When a list that carries no time was fetched, RFC 3339.")
  var capturedAt: String?

  @OptionGroup var common: CommonOptions

  /// The `duckdb` command: RISKCTL_DUCKDB, else the first on the PATH.
  static func duckdb() -> String? {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["RISKCTL_DUCKDB"], !named.isEmpty {
      return named
    }
    return (environment["PATH"] ?? "").split(separator: ":")
      .map { $0 + "/duckdb" }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }

  func validate() throws {
    if let gapSeconds, !(gapSeconds > 0 && gapSeconds.isFinite) {
      throw ValidationError("--gap-seconds must be more than 0.")
    }
    if let provider, PoolID.Provider(rawValue: provider) == nil {
      throw ValidationError(
        "'\(provider)' is no provider. Please provide aws, gcp or azure.")
    }
    if let timeZone, !IngestRun.isTimeZone(timeZone) {
      throw ValidationError(
        "--time-zone: '\(timeZone)' is no zone. Write an offset such as "
          + "+05:00, Z, or a name such as America/New_York.")
    }
    if let format, !IngestRun.formatNames.contains(format) {
      throw ValidationError(
        "'\(format)' is no format. Please provide one of: "
          + IngestRun.formatNames.joined(separator: ", ") + ".")
    }
  }

  func run() throws {
    let hints = IngestRun.Hints(
      start: try CommonOptions.instant(start, option: "--start"),
      gapSeconds: gapSeconds,
      provider: provider.flatMap(PoolID.Provider.init), zone: zone,
      instanceType: instanceType, timeZone: timeZone,
      capturedAt: try CommonOptions.instant(
        capturedAt, option: "--captured-at"), duckdb: Self.duckdb())
    var spools: [String: InputSpool] = [:]
    defer { spools.values.forEach { $0.remove() } }
    for path in paths where path == "-" || InputFiles.isReadOnce(path) {
      if spools[path] == nil { spools[path] = try InputSpool(path) }
    }
    let files = try InputFiles.list(paths, spooled: spools.mapValues(\.path))
    let digestAhead = DigestAhead(files)
    let context = try common.context()
    let outcome = try IngestRun.run(
      files: files, format: format, hints: hints,
      databasePath: common.databasePath, context: context,
      digestAhead: digestAhead, progress: TerminalProgress.make(common))
    if !(common.quiet && common.output == nil) || common.json {
      try Answer.show(
        outcome.table(redacted: common.redact, allFiles: common.verbose),
        document: outcome.document(redacted: common.redact, context: context),
        options: common)
    }
    if !common.quiet {
      outcome.messages(redacted: common.redact, allFiles: common.verbose)
        .forEach(Answer.note)
    }
    if let failure = outcome.failure(strict: strict) { throw failure }
  }
}
