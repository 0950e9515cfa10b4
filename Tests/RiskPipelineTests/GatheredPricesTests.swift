import Foundation
import RiskDomain
import RiskIngest
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Prices of a long file are sorted before its load begins.
struct GatheredPricesTests {
  /// 12,000 hours of three zones, newest first as the command line hands them
  /// out; every 9,000th record has a price that is none.
  private static let records: [String] = (0..<36_000).map { i in
    let hour = 11_999 - i / 3
    let at = UTCInstant(
      unixMilliseconds: 1_700_000_000_000 + Int64(hour) * 3_600_000)
    let price = i % 9_000 == 4_500 ? "n/a" : "1.\(1000 + hour % 7)"
    return """
      {"AvailabilityZone":"us-west-2\(["a", "b", "c"][i % 3])",\
      "InstanceType":"p3.2xlarge","ProductDescription":"Linux/UNIX",\
      "SpotPrice":"\(price)","Timestamp":"\(at)"}
      """
  }

  private static func file(_ records: ArraySlice<String>) -> String {
    "{\"SpotPriceHistory\":[\(records.joined(separator: ",\n"))]}"
  }

  private func ingest(
    _ files: [String: String], _ folder: String
  ) throws -> (IngestOutcome, RiskDatabase) {
    let database = folder + "/risk.sqlite"
    try FileManager.default.createDirectory(
      atPath: folder + "/in", withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: "in/" + name, in: folder) }
    let outcome = try IngestRun.run(
      files: InputFiles.list([folder + "/in"]), format: nil,
      hints: IngestRun.Hints(), databasePath: database,
      context: try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-02-01T00:00:00Z")))
    return (outcome, try RiskDatabase(path: database, access: .readOnly))
  }

  /// Ten short files are loaded row by row.
  @Test func aLongFileHoldsWhatItsPartsHold() throws {
    try withTemporaryFolder { folder in
      let long = Self.file(Self.records[...])
      #expect(long.utf8.count >= ReadAhead.longBytes)
      let (outcome, whole) = try ingest(["all.json": long], folder + "/whole")
      #expect(outcome.lines.map(\.rows) == [36_000])
      #expect(outcome.lines.map(\.new) == [35_996])
      #expect(outcome.lines.map(\.setAside) == [4])
      var parts: [String: String] = [:]
      for part in 0..<10 {
        let records = Self.records[(3_600 * part)..<(3_600 * (part + 1))]
        parts["\(part).json"] = Self.file(records)
      }
      let (_, split) = try ingest(parts, folder + "/split")
      func rows(_ database: RiskDatabase) throws -> [String] {
        try database.prices().map {
          "\($0.pool.key) \($0.effectiveFrom) \($0.pricePerHour.rawValue)"
        }
      }
      let all = try rows(whole)
      #expect(all.count == 35_996)
      #expect(try rows(split) == all)
    }
  }

  /// What is known of some pools is added to in any order of pools.
  @Test func poolsThatAreKnownKeepTheirPlace() throws {
    try withTemporaryFolder { folder in
      // Zone c before zone b.
      let known = [Self.records[35_999], Self.records[35_998]][...]
      let (first, _) = try ingest(["0.json": Self.file(known)], folder)
      #expect(first.lines.map(\.new) == [2])
      let (second, store) = try ingest(
        ["0.json": Self.file(known), "1.json": Self.file(Self.records[...])],
        folder)
      #expect(second.lines.map(\.new) == [0, 35_994])
      #expect(second.lines.map(\.repeated) == [2, 2])
      #expect(try store.prices().count == 35_996)
      #expect(
        try store.pools().map(\.zone)
          == ["us-west-2a", "us-west-2b", "us-west-2c"])
      #expect(try store.prices().map(\.pool.zone).last == "us-west-2c")
    }
  }
}
