import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Published logs of fleets, from the file to the spells; figures counted
/// with Python.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealFleetsTests {
  private func ingested(
    _ sample: String, _ hints: IngestRun.Hints, in folder: String
  ) throws -> RealDatabase {
    let path = try #require(realData) + "/" + sample
    let outcome = try IngestRun.run(
      files: InputFiles.list([path]), format: nil, hints: hints,
      databasePath: folder + "/a.sqlite",
      context: try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-01-14T00:00:00Z")))
    return RealDatabase(path: folder + "/a.sqlite", outcome: outcome)
  }

  // 79 nodes, 74 taken at 48 instants, 488,460,000 ms alive in all.
  @Test func theFleetOfG4dnNodes() throws {
    try withTemporaryFolder { folder in
      let hints = IngestRun.Hints(
        start: try UTCInstant(parsing: "2022-03-01T00:00:00Z"),
        provider: .aws, zone: "us-east-1b", instanceType: "g4dn.xlarge")
      let database = try ingested("aws-node-log", hints, in: folder)
      #expect(database.outcome.failure(strict: true) == nil)
      #expect(
        try database.rows(
          """
          SELECT count(*), sum(exit = 'interrupted'),
            sum(watched_until_ms - watched_from_ms),
            count(DISTINCT iif(exit = 'interrupted', watched_until_ms, NULL))
          FROM spell WHERE age_after_ms = 0
          """) == [[79, 74, 488_460_000, 48]])
      #expect(
        try database.rows(
          "SELECT sum(at_risk_ms), sum(interruptions) FROM exposure")
          == [[488_460_000, 74]])
    }
  }

  // Steps down sum to 154, at 36 instants; 1,548.2347 instance-hours.
  @Test func theCountedFleetOfA100s() throws {
    try withTemporaryFolder { folder in
      let hints = IngestRun.Hints(
        provider: .gcp, zone: "us-east1-b", instanceType: "a2-highgpu-1g",
        timeZone: "Z")
      let database = try ingested("gcp-alive-counts", hints, in: folder)
      #expect(
        try database.rows(
          """
          SELECT sum(exit = 'interrupted'),
            count(DISTINCT iif(exit = 'interrupted', watched_until_ms, NULL)),
            count(age_after_ms)
          FROM spell
          """) == [[154, 36, 0]])
      let hours =
        try database.number("SELECT sum(at_risk_ms) FROM exposure") / 3_600_000
      #expect(hours.rounded(decimals: 3) == 1548.235)
    }
  }
}
