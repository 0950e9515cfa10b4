import Foundation
import RiskTestSupport
import Testing

/// JSON documents parse and say what they rest on.
struct DocumentTests {
  @Test(arguments: [
    ["ingest", "FILES", "--json"], ["status", "--json"], ["fit", "--json"],
    ["backtest", "--json"], ["forecast", "--json"], ["report", "--json"],
    ["forecast", "--format", "json"],
    ["recommend", "--job", "JOB", "--json"],
    ["recommend", "--job", "JOB", "--format", "json"],
  ])
  func everyDocumentCarriesItsProvenance(arguments: [String]) throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      // A copy: ingest writes, and other tests read meanwhile.
      let database = folder + "/risk.sqlite"
      try FileManager.default.copyItem(
        atPath: month.database, toPath: database)
      let outcome = try Program.run(
        arguments.map {
          $0 == "JOB" ? job : $0 == "FILES" ? month.files + "/launches" : $0
        } + [
          "--db", database, "--as-of", SmallMonth.end, "--generated-at",
          SmallMonth.stamp, "--seed", "7",
        ])
      expectStatus(outcome, 0)
      let answer = try JSONAnswer(outcome.output)
      #expect(answer.object["schemaVersion"] as? Int == 1)
      #expect(try answer.text("generatedAt") == SmallMonth.stamp)
      #expect(try answer.text("asOf") == SmallMonth.end)
      #expect(try answer.text("dataThrough") <= SmallMonth.end)
      #expect(answer.object["seed"] as? Int == 7)
      #expect(try answer.text("modelDigest").count == 64)
    }
  }

  /// What other programs read fits the schemas that are published for it.
  @Test(arguments: [
    (["forecast", "--format", "json"], "forecast"),
    (["recommend", "--job", "JOB", "--format", "json"], "recommendation"),
    (["status", "--json"], "status"),
    (["status", "--json", "--rejected"], "status"),
    (["verify", "--json"], "verify"),
    (["purge", "--json", "--dry-run", "--before", SmallMonth.end], "purge"),
  ])
  func documentsFitTheirSchemas(arguments: [String], schema: String) throws {
    let month = try SmallMonth.shared()
    let path = SourceTree.root + "/Models/schema/\(schema).schema.json"
    let checker = try JSONSchemaChecker(
      schema: Data(contentsOf: URL(fileURLWithPath: path)))
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      let outcome = try Program.run(
        arguments.map { $0 == "JOB" ? job : $0 } + month.fixed)
      expectStatus(outcome, 0)
      #expect(
        try checker.complaints(about: outcome.output) == [])
    }
    #expect(
      try checker.complaints(about: Data("{\"schemaVersion\":2}".utf8))
        .isEmpty == false)
  }

  /// Keys of one line, from the published contract of a forecast.
  static let forecastKeys: Set<String> = [
    "asOf", "pool", "provider", "region", "zone", "instanceType", "state",
    "ageHours", "aheadHours", "survival", "survivalLow", "survivalHigh",
    "level", "obtain", "interruptions", "hoursAtRisk", "evidence",
    "pricePerHour", "onDemandPerHour", "effectivePerHour",
  ]

  @Test func forecastLinesHaveTheirKeys() throws {
    let month = try SmallMonth.shared()
    let outcome = try Program.run(
      ["forecast", "--format", "jsonl", "--pool", "aws/us-east-1*"]
        + month.fixed)
    expectStatus(outcome, 0)
    let rows = try JSONAnswer.lines(outcome.output)
    #expect(!rows.isEmpty)
    for row in rows {
      #expect(Self.forecastKeys.isSubset(of: row.object.keys))
      #expect(try row.text("pool").hasPrefix("aws/us-east-1"))
    }
    // The document holds the same rows.
    let document = try Program.run(
      ["forecast", "--json", "--pool", "aws/us-east-1*"] + month.fixed)
    #expect(
      try JSONAnswer(document.output).array("forecasts").count == rows.count)
  }

  @Test func spansGiveOneRowPerMomentAndPool() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      // Fitting as of another moment stores that model.
      let copy = folder + "/risk.sqlite"
      try FileManager.default.copyItem(atPath: month.database, toPath: copy)
      let outcome = try Program.run([
        "forecast", "--format", "jsonl", "--from", "2026-01-12T00:00:00Z",
        "--until", "2026-01-12T06:00:00Z", "--every", "2h", "--fit-as-of",
        "2026-01-12T00:00:00Z", "--pool", "aws/us-east-1a/*", "--db", copy,
        "--as-of", SmallMonth.end, "--generated-at", SmallMonth.stamp,
      ])
      expectStatus(outcome, 0)
      let rows = try JSONAnswer.lines(outcome.output)
      let moments = try rows.map { try $0.text("asOf") }
      let pools = try Set(rows.map { try $0.text("pool") })
      // 0, 2, 4 and 6 o'clock.
      #expect(Set(moments).count == 4)
      #expect(rows.count == 4 * pools.count)
      #expect(moments == moments.sorted())
    }
  }

  @Test func tablesAndCSVNameTheSamePools() throws {
    let month = try SmallMonth.shared()
    let csv = try Program.run(["forecast", "--format", "csv"] + month.fixed)
    let table = try Program.run(["forecast"] + month.fixed)
    // The table groups by zone: "provider/zone" on a line of its own, then
    // one indented line per instance type.
    var named: [String] = []
    var zone = ""
    for line in table.text.split(separator: "\n").dropFirst().dropLast(2) {
      let word = line.drop { $0 == " " }.prefix { $0 != " " }
      if line.hasPrefix(" ") {
        named.append(zone + "/" + word)
      } else {
        zone = String(word)
      }
    }
    let rows = csv.text.split(separator: "\n").dropFirst()
    let pools = rows.map { row in
      String(row.split(separator: ",", omittingEmptySubsequences: false)[1])
    }
    #expect(pools.count > 30)
    #expect(named == pools)
  }
}
