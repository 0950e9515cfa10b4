import Foundation
import RiskDomain
import RiskStore
import Testing

@Suite struct OpeningTests {
  @Test func anEmptyFileGetsItsTables() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let database = try RiskDatabase(path: path)
      #expect(try database.pools().isEmpty)
      #expect(try database.dataThrough() == nil)
      #expect(try database.integrityCheck().isEmpty)
      try database.close()
      // SQLite's header: bytes 68..<72 hold the application id, big-endian;
      // bytes 18 and 19 are 2 in WAL mode (sqlite.org/fileformat.html).
      let header = try Data(contentsOf: URL(fileURLWithPath: path)).prefix(100)
      #expect(String(decoding: header[68..<72], as: UTF8.self) == "RISK")
      #expect(header[18] == 2)
    }
  }

  @Test func severalProcessesMayMakeTheTablesAtOnce() throws {
    try withTemporaryFolder { folder in
      for attempt in 0..<20 {
        let path = folder.appendingPathComponent("\(attempt).sqlite").path
        // Each connection is as far from the others as another process is.
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
          #expect(throws: Never.self) {
            let database = try RiskDatabase(path: path)
            #expect(try database.lastRuns(limit: 1).isEmpty)
          }
        }
      }
    }
  }

  @Test func aReaderSeesWhatAWriterStored() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let writer = try RiskDatabase(path: path)
      try writer.load([Sample.price(hour: 0, micro: 5)])
      let reader = try RiskDatabase(path: path, access: .readOnly)
      #expect(try reader.prices().count == 1)
      #expect(try reader.dataDigest() == writer.dataDigest())
      let error = #expect(throws: StoreError.self) {
        try reader.load([Sample.event()])
      }
      #expect(error?.code == .io)
      try writer.close()
      try reader.close()
      let again = try RiskDatabase(path: path, access: .readOnly)
      #expect(try again.prices().count == 1)
    }
  }

  /// A run that is killed before the file has its write-ahead log leaves a
  /// rollback journal, which a connection that only reads cannot apply.
  @Test func aReaderTakesBackWhatWasCutShort() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let writer = try RiskDatabase(path: path)
      try writer.load([Sample.price(hour: 0, micro: 5)])
      let digest = try writer.dataDigest()
      try writer.close()
      let cut = folder.appendingPathComponent("cut.sqlite").path
      try RawDatabase.cutShort(
        """
        PRAGMA journal_mode = DELETE; PRAGMA cache_size = 5; BEGIN;
        UPDATE price_observation SET usd_micro_per_hour = 6;
        CREATE TABLE filler AS WITH RECURSIVE n(i) AS (
          SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
          SELECT randomblob(4000) AS bytes FROM n;
        """, path: path, copiedTo: cut)
      let reader = try RiskDatabase(path: cut, access: .readOnly)
      #expect(try reader.prices().map(\.pricePerHour.rawValue) == [5])
      #expect(try reader.dataDigest() == digest)
      #expect(try reader.integrityCheck().isEmpty)
    }
  }

  @Test func aMissingFileIsNotFoundForReading() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("none.sqlite").path
      let error = #expect(throws: StoreError.self) {
        try RiskDatabase(path: path, access: .readOnly)
      }
      #expect(error?.code == .notFound)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func aMissingFolderIsAnIOError() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("none/risk.sqlite").path
      let error = #expect(throws: StoreError.self) {
        try RiskDatabase(path: path)
      }
      #expect(error?.code == .io)
    }
  }

  @Test(arguments: [RiskDatabase.Access.readWrite, .readOnly])
  func anotherKindOfFileIsRefusedAndLeftAlone(
    _ access: RiskDatabase.Access
  ) throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("notes.txt")
      let text = Data(String(repeating: "no database\n", count: 100).utf8)
      try text.write(to: url)
      let error = #expect(throws: StoreError.self) {
        try RiskDatabase(path: url.path, access: access)
      }
      #expect(error?.code == .notADatabase)
      #expect(
        error?.message
          == "'\(url.path)' is no SQLite database. Name another file with "
          + "--db, or move this one away.")
      #expect(try Data(contentsOf: url) == text)
    }
  }

  @Test func anotherProgramsDatabaseIsRefusedAndLeftAlone() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("other.sqlite").path
      try RawDatabase.execute("CREATE TABLE theirs (x)", path: path)
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      let error = #expect(throws: StoreError.self) {
        try RiskDatabase(path: path)
      }
      #expect(error?.code == .notOurs)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  @Test(arguments: [RiskDatabase.Access.readWrite, .readOnly])
  func aNewerSchemaIsRefused(_ access: RiskDatabase.Access) throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      try RiskDatabase(path: path).close()
      try RawDatabase.execute(
        "INSERT INTO grdb_migrations VALUES ('0999-future')", path: path)
      let error = #expect(throws: StoreError.self) {
        try RiskDatabase(path: path, access: access)
      }
      #expect(error?.code == .newerSchema)
      #expect(
        error?.message
          == "'\(path)' was written by a newer riskctl (it has "
          + "'0999-future', which this one does not know). It was left "
          + "unchanged. Update riskctl, or name another database with --db.")
    }
  }

  @Test func anOlderSchemaIsMigratedByWritersOnly() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let database = try RiskDatabase(path: path)
      try database.load([Sample.price(hour: 0, micro: 5)])
      try database.close()
      try RawDatabase.execute(
        """
        DROP TABLE run_stage;
        DELETE FROM grdb_migrations WHERE identifier = '0004-runs';
        """, path: path)
      let error = #expect(throws: StoreError.self) {
        try RiskDatabase(path: path, access: .readOnly)
      }
      #expect(error?.code == .olderSchema)
      let migrated = try RiskDatabase(path: path)
      #expect(try migrated.prices().count == 1)
      #expect(try migrated.lastRuns(limit: 1).isEmpty)
    }
  }

  @Test func aLockedDatabaseIsBusy() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let holder = try RiskDatabase(path: path)
      let other = try RiskDatabase(path: path, busyTimeoutSeconds: 0.01)
      let summary = try holder.load(file: Sample.file("a")) { loader in
        try loader.add([Sample.event("a")])
        let error = #expect(throws: StoreError.self) {
          try other.load([Sample.event("b")], "b")
        }
        #expect(error?.code == .busy)
        // Reading goes on beside a writer.
        #expect(try other.events().isEmpty)
      }
      #expect(summary.new == 1)
    }
  }

  @Test func aDamagedFileIsCorrupt() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let database = try RiskDatabase(path: path)
      try database.load(
        (0..<5000).map {
          Sample.price(hour: Double($0), micro: Int64($0), line: $0 + 1)
        })
      try database.close()
      // Overwrite everything behind the first page but keep the size.
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes.replaceSubrange(
        8192..<bytes.count,
        with: Data(repeating: 0xA5, count: bytes.count - 8192))
      try bytes.write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: StoreError.self) {
        let damaged = try RiskDatabase(path: path)
        _ = try damaged.prices()
      }
      #expect(error?.code == .corrupt)
    }
  }
}
