import Foundation
import GRDB
import RiskDomain
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Bytes that were read before in the same manner are not read again, and
/// nothing else is taken for known.
struct KnownReadingsTests {
  private static let asOf = "2026-02-01T00:00:00Z"

  /// Two prices; the times carry no zone.
  private static let prices = """
    {"SpotPriceHistory": [
      {"AvailabilityZone": "us-west-2a", "InstanceType": "p3.2xlarge",
       "ProductDescription": "Linux/UNIX", "SpotPrice": "0.95",
       "Timestamp": "2026-01-14T12:00:00"},
      {"AvailabilityZone": "us-west-2a", "InstanceType": "p3.2xlarge",
       "ProductDescription": "Linux/UNIX", "SpotPrice": "0.918",
       "Timestamp": "2026-01-14T02:00:00"}]}
    """

  private func ingest(
    _ path: String, _ database: String, format: String? = nil,
    zone: String? = "Z"
  ) throws -> IngestOutcome {
    try IngestRun.run(
      files: InputFiles.list([path]), format: format,
      hints: IngestRun.Hints(timeZone: zone),
      databasePath: database,
      context: try MonthPipeline.context(asOf: UTCInstant(parsing: Self.asOf)))
  }

  private func counts(_ outcome: IngestOutcome) -> [Int] {
    let line = outcome.lines[0]
    return [line.rows, line.new, line.repeated, line.setAside]
  }

  @Test func aSecondLookSaysTheSameWithoutReading() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.prices, to: "p.json", in: folder)
      let database = folder + "/risk.sqlite"
      let first = try ingest(path, database)
      #expect(counts(first) == [2, 2, 0, 0])
      let second = try ingest(path, database)
      #expect(counts(second) == [2, 0, 2, 0])
      #expect(second.lines[0].format == "aws-spot-price-history")
      #expect(second.lines[0].first == first.lines[0].first)
      #expect(second.lines[0].last == first.lines[0].last)
      #expect(second.notes == first.notes)
    }
  }

  @Test func theSizeAndTheTimeOfAFileAreNotTrusted() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.prices, to: "p.json", in: folder)
      let database = folder + "/risk.sqlite"
      _ = try ingest(path, database)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      // As long as before, and given the time of before.
      try write(
        Self.prices.replacing("0.95", with: "0.96"), to: "p.json", in: folder)
      try FileManager.default.setAttributes(
        [.modificationDate: try #require(attributes[.modificationDate])],
        ofItemAtPath: path)
      // The price of noon is stated again, dearer: 0 new, 2 repeated.
      #expect(counts(try ingest(path, database)) == [2, 0, 2, 0])
      let store = try RiskDatabase(path: database, access: .readOnly)
      #expect(
        try store.prices().map(\.pricePerHour.rawValue) == [918_000, 960_000])
      try store.close()
    }
  }

  @Test func anotherOptionReadsAgain() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.prices, to: "p.json", in: folder)
      let database = folder + "/risk.sqlite"
      let blind = try ingest(path, database, zone: nil)
      #expect(counts(blind) == [2, 0, 0, 2])
      #expect(counts(try ingest(path, database)) == [2, 2, 0, 0])
      // And back: the rows are set aside without being read.
      #expect(
        counts(try ingest(path, database, zone: nil)) == [2, 0, 0, 2])
    }
  }

  @Test func aPurgeForgetsWhatWasRead() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.prices, to: "p.json", in: folder)
      let database = folder + "/risk.sqlite"
      _ = try ingest(path, database)
      let store = try RiskDatabase(path: database)
      // The price of 02:00 was replaced before 13:00 and goes.
      let purged = try store.purge(
        pricesBefore: try UTCInstant(parsing: "2026-01-14T13:00:00Z"),
        eventsBefore: nil)
      #expect(purged.prices == 1)
      #expect(try store.readingsDigest() == nil)
      try store.close()
      #expect(counts(try ingest(path, database)) == [2, 1, 1, 0])
    }
  }

  // Of two files, one of January and one of December, only the older one lost
  // something.
  @Test func aPurgeRemembersFilesOfLaterTimes() throws {
    try withTemporaryFolder { folder in
      let old = try write(
        Self.prices.replacing("2026-01-14", with: "2025-12-14"), to: "o.json",
        in: folder)
      let new = try write(Self.prices, to: "p.json", in: folder)
      let database = folder + "/risk.sqlite"
      for path in [old, new] { _ = try ingest(path, database) }
      let store = try RiskDatabase(path: database)
      let purged = try store.purge(
        pricesBefore: UTCInstant(parsing: "2026-01-01T00:00:00Z"),
        eventsBefore: nil)
      try store.close()
      #expect(purged.prices == 1)
      let queue = try DatabaseQueue(path: database)
      let known = try queue.read { db in
        try String.fetchAll(
          db,
          sql: "SELECT name FROM file_reading JOIN source_file USING (file_id)")
      }
      try queue.close()
      #expect(known == ["p.json"])
      #expect(counts(try ingest(old, database)) == [2, 1, 1, 0])
    }
  }

  @Test func theSameBytesUnderAnotherNameAreReadAgain() throws {
    try withTemporaryFolder { folder in
      // Two pools were watched and did alike: only the names tell them apart.
      let trace = #"{"metadata": {"gap_seconds": 600}, "data": [1, 0, 1]}"#
      let files = folder + "/aws-10-26-2022"
      try FileManager.default.createDirectory(
        atPath: files, withIntermediateDirectories: true)
      for zone in ["us-west-2a", "us-west-2b"] {
        try write(trace, to: "\(zone)_v100_1.json", in: files)
      }
      let database = folder + "/risk.sqlite"
      for _ in 1...2 { _ = try ingest(files, database) }
      let store = try RiskDatabase(path: database, access: .readOnly)
      #expect(Set(try store.probes().map(\.pool.zone)).count == 2)
      try store.close()
    }
  }

  @Test func derivedTablesFollowFactsLoadedWithoutAReading() throws {
    try withTemporaryFolder { folder in
      let path = try write(Self.prices, to: "p.json", in: folder)
      let database = folder + "/risk.sqlite"
      _ = try ingest(path, database)
      let store = try RiskDatabase(path: database)
      #expect(try store.livesStamp() != nil)
      let digest = String(repeating: "a", count: 64)
      try store.load(
        file: SourceFile(name: "l", digest: digest, format: "launches")
      ) { loader in
        try loader.add([
          .launch(
            LaunchAttempt(
              launchID: "1", pool: try PoolID(key: "aws/us-west-2a/p3.2xlarge"),
              market: .spot, requestedAt: hour(0), launchedAt: hour(0),
              instanceID: "i-1", endedAt: hour(3), exit: .interrupted,
              job: nil, gang: nil,
              origin: RowOrigin(source: "l", fileDigest: digest, line: 1)))
        ])
      }
      #expect(try store.readingsDigest() == nil)
      try store.close()
      _ = try ingest(path, database)
      let later = try RiskDatabase(path: database, access: .readOnly)
      #expect(try later.spells().count == 2)
      try later.close()
    }
  }
}
