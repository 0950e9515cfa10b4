import Foundation
import RiskTestSupport

/// Ten simulated days, ingested and fitted once by the program itself; tests
/// that write take a copy.
struct SmallMonth {
  /// The midnight after the last simulated day.
  static let end = "2026-01-15T00:00:00Z"
  static let stamp = "2026-01-15T01:00:00Z"

  var folder: String
  var files: String { folder + "/files" }
  var database: String { folder + "/risk.sqlite" }
  /// The database before any test asked for a model of its own.
  var untouched: String { folder + "/untouched.sqlite" }

  /// Arguments that make an answer repeatable.
  var fixed: [String] {
    ["--db", database, "--as-of", Self.end, "--generated-at", Self.stamp]
  }

  static func shared() throws -> SmallMonth { try made.get() }

  private static let made = Result { try SmallMonth() }

  private init() throws {
    folder = try TemporaryFolder.make()
    atexit { SmallMonth.remove() }
    for arguments in [
      [
        "simulate", "--days", "10", "--scale", "0.4", "--seed", "5", "--out",
        files, "--quiet",
      ],
      ["ingest", files, "--quiet"] + fixed,
      ["fit", "--quiet"] + fixed,
    ] {
      let outcome = try Program.run(arguments)
      guard outcome.status == 0 else { throw Broken(text: outcome.errors) }
    }
    try FileManager.default.copyItem(atPath: database, toPath: untouched)
  }

  private struct Broken: Error { var text: String }

  private static func remove() {
    if case .success(let month) = made {
      try? FileManager.default.removeItem(atPath: month.folder)
    }
  }

  /// A job of 12 hours on one T4 that fits these days.
  static let job = """
    name: small
    work: {hours: 12}
    accept: [{gpu: T4-16GB, throughput: 1.0}]
    checkpoint: {sizeGB: 20, durableUploadMBps: 400}
    when: {earliest: 2026-01-15T00:00:00Z, deadline: 2026-01-18T00:00:00Z}
    """
}
