import Foundation
import RiskTestSupport
import Testing

/// What `status` says of sources that lack something or do not fit.
struct StatusTests {
  /// Ingests small files into a new database and asks for its status.
  private func status(
    _ files: [String: String], asOf: String = "2026-01-15T00:00:00Z",
    _ options: [String] = [], _ body: (Program.Outcome) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let inbox = folder + "/in"
      try FileManager.default.createDirectory(
        atPath: inbox, withIntermediateDirectories: true)
      for (name, text) in files { try write(text, to: name, in: inbox) }
      let database = ["--db", folder + "/risk.sqlite"]
      let clock = ["--as-of", asOf, "--generated-at", asOf]
      let loaded = try Program.run(["ingest", inbox] + database + clock)
      expectStatus(loaded, 0)
      let outcome = try Program.run(["status"] + options + database + clock)
      expectStatus(outcome, 0)
      try body(outcome)
    }
  }

  private func warnings(_ outcome: Program.Outcome) throws -> [String] {
    let path = SourceTree.root + "/Models/schema/status.schema.json"
    let checker = try JSONSchemaChecker(
      schema: Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(try checker.complaints(about: outcome.output) == [])
    return try JSONAnswer(outcome.output).array("warnings").map {
      "\($0["kind"] ?? "-") \($0["count"] ?? "-")"
    }
  }

  private static let warning = """
    {"id": "e-1", "source": "aws.ec2", "region": "us-east-1",
     "detail-type": "EC2 Spot Instance Interruption Warning",
     "time": "2026-01-14T06:58:00Z",
     "resources": ["arn:aws:ec2:us-east-1b:instance/i-01"],
     "detail": {"instance-id": "i-01", "instance-action": "terminate"}}
    """

  /// One life from 02:00 to 07:00.
  private static let launches = """
    pool,requestedAt,launchedAt,instanceId,endedAt,exit
    aws/us-east-1b/p3.2xlarge,2026-01-14T02:00:00Z,2026-01-14T02:00:00Z,i-01,\
    2026-01-14T07:00:00Z,interrupted

    """

  @Test func aLogAloneHasNoDenominator() throws {
    try status(["events.json": Self.warning], ["--json"]) { outcome in
      let found = try warnings(outcome)
      #expect(found == ["noDenominator 1"])
    }
    let both = ["events.json": Self.warning, "launches.csv": Self.launches]
    try status(both, ["--json"]) { outcome in
      let found = try warnings(outcome)
      #expect(found == [])
      let sources = try JSONAnswer(outcome.output).array("sources")
      // The life begins in the launch log and lasts 5 h.
      #expect(
        sources.map { $0["format"] as? String } == [
          "aws-eventbridge", "launches",
        ])
      #expect(sources.map { $0["hoursAtRisk"] as? Double } == [0, 5])
      #expect(sources.map { $0["interruptions"] as? Int } == [0, 1])
    }
  }

  @Test func clocksFiveHoursApartLookLikeAZone() throws {
    let shifted = Self.warning.replacing("06:58", with: "11:58")
    let again = shifted.replacing("e-1", with: "e-2")
    try status(
      ["events.json": shifted + again, "launches.csv": Self.launches],
      ["--json"]
    ) { outcome in
      let found = try warnings(outcome)
      #expect(found == ["clock 2"])
      #expect(outcome.text.contains("2 of them by 5 h later"))
    }
  }

  @Test func pricesOfTwoFilesThatDifferAreNamed() throws {
    try status(
      [
        "a.json": Snippets.prices,
        "b.json": Snippets.prices.replacing("0.950000", with: "0.960000"),
      ]
    ) { outcome in
      #expect(
        outcome.text.replacing("\n  ", with: " ").contains(
          "For example aws/us-west-2a/p3.2xlarge at 2026-01-14T12:00:00Z: "
            + "$0.9500 and $0.9600."))
    }
  }

  @Test func oldSourcesAndFactsOfTheFuture() throws {
    let files = ["a.json": Snippets.prices]
    try status(files, asOf: "2026-01-25T12:00:00Z", ["--json"]) { outcome in
      let found = try warnings(outcome)
      #expect(found == ["stale 1"])
      // From noon of the 14th to noon of the 25th.
      #expect(
        outcome.text.contains("in: aws-spot-price-history (11.0 d). Ingest"))
    }
    try status(files, asOf: "2026-01-14T03:00:00Z", ["--json"]) { outcome in
      let found = try warnings(outcome)
      #expect(found == ["futureDated 1"])
    }
  }

  @Test func runsAreListed() throws {
    try status(["a.json": Snippets.prices]) { outcome in
      #expect(
        outcome.text.contains(
          "2026-01-15T00:00:00Z ingest done: 1 file, 2 rows read, 2 new, 0 "))
    }
  }

  @Test func rejectedRowsAreGroupedByReason() throws {
    let second = Snippets.pricesWithBadRow.replacing("cheap", with: "free\u{7}")
    let files = ["a.json": Snippets.pricesWithBadRow, "b.json": second]
    try status(files, ["--rejected"]) { outcome in
      #expect(
        outcome.text.hasSuffix(
          """
          2 rows are set aside:
          2 × aws-spot-price-history, column SpotPrice: '…' is not a number (2 files)
              a.json:2, column SpotPrice 'cheap': 'cheap' is not a number
              b.json:2, column SpotPrice 'free\\u{7}': 'free\\u{7}' is not a number

          """))
    }
    try status(files, ["--rejected", "--verbose"]) { outcome in
      #expect(!outcome.text.contains("2 × aws-spot-price-history"))
      #expect(outcome.text.contains("\na.json:2, column SpotPrice 'cheap'"))
    }
    try status(files, ["--rejected", "--json"]) { outcome in
      _ = try warnings(outcome)
      let answer = try JSONAnswer(outcome.output)
      let reasons = try answer.array("rejectedReasons")
      #expect(reasons.map { $0["rows"] as? Int } == [2])
      let rows = try answer.array("rejected")
      #expect(rows.count == 2)
    }
  }

  @Test func ingestDocumentsFitTheirSchema() throws {
    let path = SourceTree.root + "/Models/schema/ingest.schema.json"
    let checker = try JSONSchemaChecker(
      schema: Data(contentsOf: URL(fileURLWithPath: path)))
    try withTemporaryFolder { folder in
      try write("x", to: "notes.txt", in: folder)
      try write(Snippets.pricesWithBadRow, to: "prices.json", in: folder)
      let outcome = try Program.run(
        ["ingest", folder, "--json", "--db", folder + "/risk.sqlite"])
      expectStatus(outcome, 0)
      #expect(try checker.complaints(about: outcome.output) == [])
    }
  }
}
