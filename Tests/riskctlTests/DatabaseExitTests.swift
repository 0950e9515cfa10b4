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

  @Test func noFactAndNoModel() throws {
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      // An empty database is made and cannot answer: a valid no.
      let empty = try Program.run(["forecast", "--db", database])
      expectStatus(empty, 2)
      #expect(empty.errors.contains("riskctl ingest"))
      let prices = try write(Snippets.prices, to: "prices.json", in: folder)
      expectStatus(try Program.run(["ingest", prices, "--db", database]), 0)
      let unfitted = try Program.run(
        ["forecast", "--db", database, "--as-of", "2026-01-14T13:00:00Z"])
      expectStatus(unfitted, 78)
      #expect(unfitted.errors.contains("riskctl fit"))
    }
  }
}
