import Foundation
import GRDB
import RiskDomain
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// A database made of one folder of real samples.
struct RealDatabase {
  var path: String
  var outcome: IngestOutcome

  /// Ingests the folder's files, or some of them in an order of the caller.
  init(
    _ sample: String, at path: String, order: ([String]) -> [String] = { $0 }
  ) throws {
    self.path = path
    let folder = try #require(realData) + "/" + sample
    let files = try InputFiles.list([folder]).map(\.path)
    outcome = try IngestRun.run(
      files: InputFiles.list(order(files)), format: nil,
      hints: IngestRun.Hints(), databasePath: path,
      context: try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-01-14T00:00:00Z")))
  }

  /// A database that was made otherwise.
  init(path: String, outcome: IngestOutcome) {
    self.path = path
    self.outcome = outcome
  }

  /// Rows of a statement, each as its columns' numbers.
  func rows(_ sql: String) throws -> [[Double]] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        (0..<row.count).map { row[$0] as Double? ?? .nan }
      }
    }
  }

  /// The one number that a statement gives.
  func number(_ sql: String) throws -> Double {
    try #require(try rows(sql).first?.first)
  }

  /// Reading twice, backwards and file by file changes nothing.
  static func expectSameTables(_ sample: String) throws {
    try withTemporaryFolder { folder in
      let first = try RealDatabase(sample, at: folder + "/a.sqlite")
      let expected = try digests(ofDatabase: first.path)
      let again = try RealDatabase(sample, at: first.path)
      #expect(again.outcome.lines.allSatisfy { $0.new == 0 })
      #expect(try digests(ofDatabase: first.path) == expected)
      let backwards = try RealDatabase(
        sample, at: folder + "/b.sqlite", order: { $0.reversed() })
      #expect(try digests(ofDatabase: backwards.path) == expected)
    }
  }
}

extension Double {
  /// Rounded to so many decimals.
  func rounded(decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    return (self * scale).rounded() / scale
  }
}
