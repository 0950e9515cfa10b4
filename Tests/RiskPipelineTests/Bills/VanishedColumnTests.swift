import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// A delivery whose second part lacks a column of the first.
@Suite("A column that vanishes in part 2")
struct VanishedColumnTests {
  struct Vanished: Sendable, CustomTestStringConvertible {
    var column: String
    /// Why the part is not loaded; nil when it is.
    var problem: String?
    /// Hours of one line each that are loaded from both parts.
    var hours: Double

    var testDescription: String { column }
  }

  private static func missing(_ column: String) -> String {
    "needed columns are missing: \(column). "
      + "Export the report with all columns."
  }

  static let columns = [
    Vanished(
      column: "lineItem/UsageAmount", problem: missing("lineItem/UsageAmount"),
      hours: 2),
    Vanished(
      column: "lineItem/UsageStartDate",
      problem: missing("lineItem/UsageStartDate"), hours: 2),
    Vanished(column: "resourceTags/user:job", problem: nil, hours: 4),
    Vanished(column: "lineItem/ResourceId", problem: nil, hours: 4),
    Vanished(column: "bill/InvoiceId", problem: nil, hours: 4),
  ]

  private func without(_ column: String, _ text: String) -> String {
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let place = rows[0].firstIndex { $0 == column } ?? 0
    return rows.map { row in
      row.enumerated().filter { $0.offset != place }.map(\.element)
        .joined(separator: ",") + "\n"
    }.joined()
  }

  @Test(
    "the good part counts, the other is loaded or says what it lacks",
    arguments: columns)
  func vanished(_ vanished: Vanished) throws {
    try withTemporaryFolder { path in
      let lines = (10...13).map {
        CURLines.Line(id: "l\($0)", hour: "\($0) 02", cost: "0.918")
      }
      let parts = [
        CURLines(lines: Array(lines[..<2])).text,
        without(vanished.column, CURLines(lines: Array(lines[2...])).text),
      ]
      let files = try parts.enumerated().map {
        try write($1, to: "report-\($0 + 1).csv", in: path)
      }
      let outcome = try IngestRun.run(
        files: InputFiles.list(files), format: nil, hints: IngestRun.Hints(),
        databasePath: path + "/risk.sqlite",
        context: try MonthPipeline.context(
          asOf: UTCInstant(parsing: "2026-03-01T00:00:00Z")))
      #expect(outcome.lines[0].problem == nil)
      #expect(outcome.lines[1].problem == vanished.problem)
      #expect(outcome.lines.allSatisfy { $0.setAside == 0 })
      let database = RealDatabase(path: path + "/risk.sqlite", outcome: outcome)
      #expect(
        try database.number(
          "SELECT coalesce(sum(used_ms), 0) / 3.6e6 FROM billing_usage")
          == vanished.hours)
    }
  }
}
