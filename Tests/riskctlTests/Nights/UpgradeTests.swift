import Foundation
import GRDB
import RiskTestSupport
import Testing

/// Databases of every earlier schema come up to the present one and answer
/// alike.
///
/// The fixtures hold the same facts; Scripts/torture-tools/
/// schema_fixtures.py says how they were made.
struct UpgradeTests {
  private static let folder = SourceTree.root + "/Tests/Fixtures/databases"
  private static let clocks = [
    "--as-of", "2026-01-13T00:00:00Z", "--generated-at",
    "2026-01-13T00:00:00Z",
  ]

  private static func fixtures() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".sql") }.sorted()
  }

  /// Executes a dump as `sqlite3` does: without looking at references, which
  /// hold at its end only.
  private static func make(_ fixture: String, at path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let text = try String(
      contentsOfFile: folder + "/" + fixture, encoding: .utf8)
    try queue.writeWithoutTransaction { db in try db.execute(sql: text) }
    try queue.close()
  }

  @Test func everyEarlierSchemaMigratesAndForecastsTheSame() throws {
    let fixtures = try Self.fixtures()
    // One for each migration but the last; none may go missing.
    #expect(fixtures.first == "schema-0001.sql" && fixtures.count >= 11)
    var answers: [Data] = []
    var digests: Set<String> = []
    for fixture in fixtures {
      try withTemporaryFolder { folder in
        let database = folder + "/risk.sqlite"
        try Self.make(fixture, at: database)
        let options = ["--db", database] + Self.clocks
        let before = try Data(contentsOf: URL(filePath: database))
        let reading = try Program.run(["forecast"] + options)
        expectStatus(reading, 78)
        #expect(reading.errors.contains("has older tables"), "\(fixture)")
        #expect(
          try Data(contentsOf: URL(filePath: database)) == before, "\(fixture)")

        expectStatus(try Program.run(["fit", "--quiet"] + options), 0)
        let forecast = try Program.run(
          ["forecast", "--format", "json", "--allow-stale"] + options)
        expectStatus(forecast, 0)
        answers.append(forecast.output)
        let verified = try Program.run(["verify", "--json"] + options)
        expectStatus(verified, 0)
        digests.insert(try JSONAnswer(verified.output).text("databaseDigest"))
      }
    }
    #expect(answers.count == fixtures.count)
    for (fixture, answer) in zip(fixtures, answers) {
      #expect(answer == answers[0], "\(fixture)")
    }
    #expect(digests.count == 1)
    // Four pools lie in the dumps; 24 losses of the three that have launches,
    // of 36 lives every third was released.
    let rows = try JSONAnswer(answers[0]).array("forecasts")
    #expect(rows.count == 4)
    #expect(
      rows.filter { $0["provider"] as? String == "aws" }
        .compactMap { $0["interruptions"] as? Int }.reduce(0, +) == 24)
  }
}
