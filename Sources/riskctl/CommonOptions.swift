import ArgumentParser
import Foundation
import Logging
import RiskDomain
import RiskPipeline

/// Options that every verb understands.
struct CommonOptions: ParsableArguments {
  @Option(help: "Database file (default: $RISKCTL_DB, else riskctl.sqlite).")
  var db: String?

  @Option(
    help: "Use no fact after this time, RFC 3339 with offset (default: now).")
  var asOf: String?

  @Option(help: "Time stamp written into documents (default: now).")
  var generatedAt: String?

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 42

  @Option(help: "Time zone for local times, for example Asia/Karachi.")
  var tz: String?

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Option(help: "Write the answer to this file instead of standard output.")
  var output: String?

  @Flag(help: "Print nothing but the answer and errors.")
  var quiet = false

  @Flag(help: "Print what is going on in more detail.")
  var verbose = false

  @Flag(
    help: """
      Hide names of files, jobs, people, accounts and resources in what is \
      written.
      """)
  var redact = false

  @Option(
    help: ArgumentHelp(
      "Permissions of files that are made (default: 600).",
      discussion: """
        Three octal digits, such as 640; folders get the same and may be listed \
        by whom may read. Files that are there keep theirs.
        """, valueName: "digits"))
  var mode: FileMode?

  @Option(
    help: "Folder with Data/catalog and Models (default: $RISKCTL_HOME).")
  var dataDir: String?

  /// The database's path.
  var databasePath: String {
    db ?? environment("RISKCTL_DB") ?? "riskctl.sqlite"
  }

  /// What hides names; nil unless `--redact` asks for it.
  var redaction: Redaction? {
    redact ? Redaction(databasePath: databasePath) : nil
  }

  /// An answer as it may be written.
  func redacted(_ data: Data) -> Data {
    guard let redaction else { return data }
    return Data(redaction.text(String(decoding: data, as: UTF8.self)).utf8)
  }

  /// Where the catalog and the specs lie.
  func dataHome() throws -> DataHome {
    try DataHome.locate(
      option: dataDir, environment: environment("RISKCTL_HOME"),
      executable: Bundle.main.executablePath ?? CommandLine.arguments[0])
  }

  /// Clock, seed, log and catalog for a use case.
  func context() throws -> RunContext {
    mode?.apply()
    let now = UTCInstant.present
    let home = try dataHome()
    let (catalog, digest) = try CatalogFile.read(directory: home.catalog)
    return RunContext(
      asOf: try Self.instant(asOf, option: "--as-of") ?? now,
      generatedAt: try Self.instant(generatedAt, option: "--generated-at")
        ?? now,
      seed: seed, log: logger(), home: home,
      catalog: catalog, catalogDigest: digest)
  }

  /// The named zone, checked.
  func timeZone() throws -> TimeZone? {
    guard let tz else { return nil }
    guard let zone = TimeZone(identifier: tz) else {
      throw ValidationError(
        "'\(tz)' is no time zone. Write a name such as Asia/Karachi or UTC.")
    }
    return zone
  }

  /// Reads an instant from an option.
  static func instant(
    _ text: String?, option: String
  ) throws -> UTCInstant? {
    guard let text else { return nil }
    do {
      return try UTCInstant(parsing: text)
    } catch {
      throw ValidationError(
        "\(option): '\(text)' is no time with an offset. "
          + "Write RFC 3339, for example 2026-01-14T02:00:00Z.")
    }
  }

  private func logger() -> Logger {
    var logger = Logger(label: "riskctl") { _ in
      StreamLogHandler.standardError(label: "riskctl")
    }
    logger.logLevel = quiet ? .error : verbose ? .debug : .notice
    return logger
  }

  private func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap {
      $0.isEmpty ? nil : $0
    }
  }
}

extension UTCInstant {
  /// What the system's clock says.
  static var present: UTCInstant {
    UTCInstant(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }
}
