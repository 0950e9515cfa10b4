import Foundation
import GRDB
import RiskTestSupport
import Testing

/// Exit codes 65, 74, 75 and 78 where database and disk are at fault.
struct DatabaseExitTests {
  /// A database with two prices.
  private func withDatabase(
    _ body: (_ folder: String, _ database: String) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      let prices = try write(Snippets.prices, to: "prices.json", in: folder)
      expectStatus(try Program.run(["ingest", prices, "--db", database]), 0)
      try body(folder, database)
    }
  }

  @Test func lockedByAnotherProcess() throws {
    try withDatabase { folder, database in
      let more = try write(
        Snippets.prices.replacing("p3.2xlarge", with: "p3.8xlarge"),
        to: "more.json", in: folder)
      let holder = try DatabaseQueue(path: database)
      try holder.writeWithoutTransaction { db in
        try db.execute(sql: "BEGIN IMMEDIATE")
        let outcome = try Program.run(["ingest", more, "--db", database])
        expectStatus(outcome, 75)
        #expect(outcome.errors.contains(database))
        try db.execute(sql: "ROLLBACK")
      }
      try holder.close()
      expectStatus(try Program.run(["ingest", more, "--db", database]), 0)
    }
  }

  @Test func newerSchemaIsLeftAlone() throws {
    try withDatabase { _, database in
      let other = try DatabaseQueue(path: database)
      try other.write { db in
        try db.execute(
          sql: "INSERT INTO grdb_migrations VALUES ('9999-from-the-future')")
      }
      try other.close()
      for verb in ["status", "fit"] {
        let outcome = try Program.run([verb, "--db", database])
        expectStatus(outcome, 78)
        #expect(outcome.errors.contains("9999-from-the-future"))
      }
    }
  }

  @Test func databaseOfAnotherProgramIsLeftAlone() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/other.sqlite"
      let other = try DatabaseQueue(path: path)
      try other.write { db in try db.execute(sql: "CREATE TABLE t (a)") }
      try other.close()
      let before = try Data(contentsOf: URL(filePath: path))
      expectStatus(try Program.run(["fit", "--db", path]), 65)
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }

  @Test func outputIntoAFolderThatDoesNotExist() throws {
    try withDatabase { folder, database in
      let target = folder + "/nowhere/status.txt"
      let outcome = try Program.run(
        ["status", "--db", database, "--output", target])
      expectStatus(outcome, 74)
      #expect(outcome.errors.contains(target))
      #expect(outcome.output.isEmpty)
    }
  }

  @Test func databaseInAFolderThatDoesNotExist() throws {
    try withTemporaryFolder { folder in
      let prices = try write(Snippets.prices, to: "prices.json", in: folder)
      let outcome = try Program.run(
        ["ingest", prices, "--db", folder + "/nowhere/risk.sqlite"])
      expectStatus(outcome, 74)
    }
  }

  @Test func simulatedFilesIntoAFile() throws {
    try withTemporaryFolder { folder in
      let file = try write("", to: "file", in: folder)
      expectStatus(
        try Program.run([
          "simulate", "--days", "1", "--scale", "0.1", "--out", file,
        ]), 74)
    }
  }

  @Test func noFactIsAValidNo() throws {
    try withTemporaryFolder { folder in
      let database = ["--db", folder + "/risk.sqlite"]
      let inbox = folder + "/inbox"
      try FileManager.default.createDirectory(
        atPath: inbox, withIntermediateDirectories: true)
      let broken = Snippets.prices.replacing("0.9", with: "cheap ")
      try write(broken, to: "prices.json", in: inbox)
      expectStatus(try Program.run(["ingest", inbox] + database), 0)
      for verb in ["forecast", "fit"] {
        let outcome = try Program.run([verb] + database)
        expectStatus(outcome, 2)
        #expect(outcome.errors.contains("riskctl ingest"))
        #expect(outcome.output.isEmpty)
      }
    }
  }

  @Test func lossesWithoutAModelAskForAFit() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let database = ["--db", folder + "/risk.sqlite"]
      let launches = month.files + "/launches"
      expectStatus(try Program.run(["ingest", launches] + database), 0)
      let asOf = ["--as-of", SmallMonth.end]
      let outcome = try Program.run(["forecast"] + database + asOf)
      expectStatus(outcome, 78)
      #expect(outcome.errors.contains("riskctl fit"))
    }
  }

  @Test func pricesAloneAreAnsweredWithoutAModel() throws {
    try withDatabase { _, database in
      let outcome = try Program.run([
        "forecast", "--format", "json", "--db", database, "--as-of",
        "2026-01-14T13:00:00Z",
      ])
      expectStatus(outcome, 0)
      let answer = try JSONAnswer(outcome.output)
      #expect(try answer.text("modelDigest") == "none")
      let row = try #require(try answer.array("forecasts").first)
      #expect(row["evidence"] as? String == "none")
      #expect(row["reason"] is String)
      // The later of the two prices.
      #expect(row["pricePerHour"] as? Double == 0.95)
      let survival = try #require(row["survival"] as? [Any])
      #expect(survival.count == 3 && survival.allSatisfy { $0 is NSNull })
    }
  }
}
