import Foundation
import RiskDomain
import RiskNumerics
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What a price list leaves in the database depends on its rows alone.
struct MarketFilesTests {
  private static let asOf = Result {
    try UTCInstant(parsing: "2026-03-01T00:00:00Z")
  }

  /// Ingests texts into a database of its own, in order.
  private func ingest(
    _ file: MarketFile, _ texts: [String], name: String, in folder: String
  ) throws -> (path: String, outcomes: [IngestOutcome]) {
    let path = folder + "/" + name + ".sqlite"
    let outcomes = try texts.enumerated().map { index, text in
      let written = try write(text, to: "\(name)-\(index).txt", in: folder)
      let outcome = try IngestRun.run(
        files: InputFiles.list([written]), format: nil, hints: file.hints,
        databasePath: path,
        context: try MonthPipeline.context(asOf: Self.asOf.get()))
      let line = try #require(outcome.lines.first)
      #expect(line.format == file.format)
      #expect(line.problem == nil)
      return outcome
    }
    return (path, outcomes)
  }

  private func dataDigest(_ path: String) throws -> String {
    let database = try RiskDatabase(path: path, access: .readOnly)
    defer { try? database.close() }
    return try database.dataDigest()
  }

  @Test(arguments: MarketFile.all)
  func orderRepetitionAndPortionsDoNotMatter(file: MarketFile) throws {
    try withTemporaryFolder { folder in
      let records = file.records
      let (whole, _) = try ingest(
        file, [file.text(records)], name: "whole", in: folder)
      let wanted = try dataDigest(whole)
      let tables = try digests(ofDatabase: whole).filter { $0.rows > 0 }
      #expect(tables.count >= 2, "source_file and a table of facts")

      let (twice, outcomes) = try ingest(
        file, [file.text(records), file.text(records)], name: "twice",
        in: folder)
      #expect(try dataDigest(twice) == wanted)
      #expect(outcomes.last?.lines.first?.new == 0)

      // Two pulls that overlap in two records, in both orders.
      let parts = [file.text(records.prefix(4)), file.text(records.suffix(4))]
      let (forth, _) = try ingest(file, parts, name: "forth", in: folder)
      let (back, _) = try ingest(
        file, parts.reversed(), name: "back", in: folder)
      #expect(try dataDigest(forth) == wanted)
      #expect(try dataDigest(back) == wanted)

      let (newest, _) = try ingest(
        file, [file.text(records.reversed())], name: "newest", in: folder)
      #expect(try dataDigest(newest) == wanted)
      for seed in 1...3 as ClosedRange<UInt64> {
        var random = SplitMix64(seed: seed)
        let (shuffled, _) = try ingest(
          file, [file.text(records.shuffled(using: &random))],
          name: "shuffled-\(seed)", in: folder)
        #expect(try dataDigest(shuffled) == wanted, "seed \(seed)")
      }
    }
  }

  /// Two files read in two orders leave the same rows and the same places
  /// where they were read.
  @Test(arguments: MarketFile.all)
  func twoOrdersLeaveTheSameTables(file: MarketFile) throws {
    try withTemporaryFolder { folder in
      let paths = try [
        file.text(file.records.prefix(4)), file.text(file.records.suffix(4)),
      ].enumerated().map { index, text in
        try write(text, to: "part-\(index).txt", in: folder)
      }
      var tables: [[TableDigest]] = []
      for (index, order) in [paths, paths.reversed()].enumerated() {
        let database = folder + "/order-\(index).sqlite"
        _ = try IngestRun.run(
          files: InputFiles.list(order), format: nil, hints: file.hints,
          databasePath: database,
          context: try MonthPipeline.context(asOf: Self.asOf.get()))
        tables.append(try digests(ofDatabase: database))
      }
      #expect(tables[0] == tables[1])
    }
  }
}
