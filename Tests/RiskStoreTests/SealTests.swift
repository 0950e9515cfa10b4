import Foundation
import RiskDomain
import RiskStore
import Testing

/// A seal tells of changes that no write of ours made.
@Suite struct SealTests {
  private func withSealed(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let database = try RiskDatabase(path: path)
      try database.load([
        Sample.price(hour: 0, micro: 5), Sample.event(),
      ])
      #expect(try database.seal().count == 64)
      #expect(try database.integrityCheck().isEmpty)
      try database.close()
      try body(path)
    }
  }

  private func problems(_ path: String) throws -> [String] {
    let database = try RiskDatabase(path: path, access: .readOnly)
    defer { try? database.close() }
    return try database.integrityCheck()
  }

  @Test func aPriceThatIsChangedByOthersIsTold() throws {
    try withSealed { path in
      try RawDatabase.execute(
        "UPDATE price_observation SET usd_micro_per_hour = 6", path: path)
      #expect(
        try problems(path) == [
          "The content is not what was sealed: the disk changed it, or another "
            + "program did. Restore the file from a copy, or move it away and "
            + "ingest the source files again."
        ])
    }
  }

  @Test(arguments: [
    "UPDATE source_file SET name = 'b'",
    "UPDATE instance_event SET state = 'stop'",
    "DELETE FROM price_observation",
    "INSERT INTO zone_alias VALUES ('000123456789', 'us-west-2a', 'usw2-az1', 1, 1)",
    "CREATE INDEX more ON pool (zone)",
    "DROP VIEW price_change",
  ])
  func everyTableIsUnderTheSeal(sql: String) throws {
    try withSealed { path in
      try RawDatabase.execute(sql, path: path)
      #expect(try problems(path).count == 1)
    }
  }

  @Test func ourOwnWritesBreakTheSealOpenly() throws {
    try withSealed { path in
      let database = try RiskDatabase(path: path)
      try database.load([Sample.price(hour: 1, micro: 7, "b")], "b")
      #expect(try database.integrityCheck().isEmpty)
      // Without a seal nobody can tell, and nothing is claimed.
      #expect(
        try RawDatabase.rows("SELECT count(*) FROM seal", path: path) == [[0]])
      try database.close()
    }
  }

  @Test func aWriteThatIsRolledBackLeavesTheSeal() throws {
    try withSealed { path in
      let database = try RiskDatabase(path: path)
      struct Stop: Error {}
      #expect(throws: Stop.self) {
        try database.load(file: Sample.file("c")) { _ in throw Stop() }
      }
      try database.close()
      #expect(
        try RawDatabase.rows("SELECT count(*) FROM seal", path: path) == [[1]])
      #expect(try problems(path).isEmpty)
    }
  }
}
