import Foundation
import GRDB
import RiskDomain
import Testing

@testable import RiskStore

/// A database of before deliveries keeps its bills.
@Suite struct BillingMigrationTests {
  private func withOldDatabase(
    _ body: (RiskDatabase) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let queue = try DatabaseQueue(path: path)
      try queue.write { db in try Schema.claim(db, path: path) }
      try Schema.migrator.migrate(queue, upTo: "0004-runs")
      let digest = Sample.digest("a")
      let start = Sample.hour(0).unixMilliseconds
      try queue.write { db in
        try db.execute(
          sql: """
            INSERT INTO source_file (file_id, digest, name, format)
            VALUES (1, '\(digest)', 'a.csv', 'aws-cur');
            INSERT INTO billing_usage VALUES
              ('aws', '000123456789', \(start), 'li-1', \(start),
                \(start + 3_600_000), 918000, 3600000, NULL, 'us-west-2a',
                'us-west-2', 'p3.2xlarge', 'linux', 'spot', 'i-1',
                '{"job":"llama"}', 1, 2),
              ('aws', '000123456789', \(start), 'li-2', \(start),
                \(start + 3_600_000), 100, 60000, NULL, NULL, 'us-west-2',
                'p3.2xlarge', 'linux', 'spot', NULL, '{}', 1, 3);
            """)
      }
      try queue.close()
      let database = try RiskDatabase(path: path)
      try body(database)
      try database.close()
    }
  }

  @Test func itsRowsAreADelivery() throws {
    try withOldDatabase { database in
      let usage = try database.billingUsage()
      #expect(usage.map(\.resourceID) == [nil, "i-1"])
      #expect(usage.map(\.usedMilliseconds) == [60_000, 3_600_000])
      #expect(usage.map(\.amounts.billedMicro) == [100, 918_000])
      #expect(usage.last?.labels == ["job": "llama"])
      #expect(usage.last?.origin == Sample.origin("a", line: 2))
      #expect(try database.integrityCheck().isEmpty)
    }
  }

  /// The same month read again stands alone: no hour counts twice.
  @Test func aNewReadingStandsBeforeIt() throws {
    try withOldDatabase { database in
      try database.load([Sample.usage("b")], "b")
      #expect(try database.billingUsage().map(\.origin.source) == ["b.csv"])
    }
  }
}
