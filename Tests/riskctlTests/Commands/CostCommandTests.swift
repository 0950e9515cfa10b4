import Foundation
import RiskTestSupport
import Testing

/// `riskctl cost`: its document, its tables, its exit codes.
struct CostCommandTests {
  /// Eight days of training, ingested once.
  private static let database = Result {
    let folder = try TemporaryFolder.make()
    atexit { CostCommandTests.remove() }
    for arguments in [
      [
        "simulate", "--scenario", "training-month", "--days", "8", "--seed",
        "11", "--out", folder + "/files", "--quiet",
      ],
      ["ingest", folder + "/files", "--quiet", "--db", folder + "/r.sqlite"],
    ] {
      let outcome = try Program.run(arguments)
      guard outcome.status == 0 else { throw Broken(text: outcome.errors) }
    }
    return folder
  }

  private struct Broken: Error { var text: String }

  private static func remove() {
    if case .success(let folder) = database {
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  private func cost(_ arguments: [String]) throws -> Program.Outcome {
    let folder = try Self.database.get()
    return try Program.run(
      ["cost"] + arguments + [
        "--db", folder + "/r.sqlite", "--as-of", "2026-01-13T00:00:00Z",
        "--generated-at", "2026-01-13T01:00:00Z",
      ])
  }

  @Test func theDocumentIsAsItsSchemaSays() throws {
    let outcome = try cost(["--json", "--by", "event,job,pool,team,day"])
    expectStatus(outcome, 0)
    let path = SourceTree.root + "/Models/schema/cost.schema.json"
    let schema = try JSONSchemaChecker(
      schema: Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(try schema.complaints(about: outcome.output) == [])
    let answer = try JSONAnswer(outcome.output)
    let events = try answer.array("events")
    #expect(events.count > 50)
    #expect(
      try answer.array("groups").map { $0["by"] as? String }
        == ["job", "pool", "team", "day"])
    #expect(
      try cost(["--json", "--by", "event,job,pool,team,day"]).output
        == outcome.output)
    // Events only where they are asked for.
    #expect(
      try JSONAnswer(cost(["--json", "--by", "job"]).output).object["events"]
        == nil)
  }

  @Test(arguments: [
    [], ["--by", "event"], ["--by", "day", "--tz", "America/Los_Angeles"],
    ["--top", "3"], ["--until", "2026-01-05T00:00:00Z"],
  ])
  func tablesFitIntoEightyColumns(arguments: [String]) throws {
    let outcome = try cost(arguments)
    expectStatus(outcome, 0)
    #expect(!outcome.text.isEmpty)
    for line in outcome.text.split(separator: "\n") {
      #expect(line.count <= 80, "\(line.count) columns: \(line)")
    }
  }

  @Test func everyRowOfTheCSVHasEveryColumn() throws {
    let outcome = try cost(["--format", "csv", "--by", "event,job"])
    expectStatus(outcome, 0)
    let lines = outcome.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(lines.allSatisfy { $0.count == 11 })
    #expect(Set(lines.dropFirst().map { $0[0] }) == ["total", "job", "event"])
    // Events and jobs each add up to the total, in millionths.
    func micro(_ kind: String) -> Int {
      lines.filter { $0[0] == kind }.reduce(0) {
        $0 + Int(((Double($1[9]) ?? 0) * 1e6).rounded())
      }
    }
    #expect(micro("job") == micro("total"))
    #expect(micro("event") == micro("total"))
  }

  // A plan for a job of the bill, and one that nothing was billed for.
  @Test func plansAreHeldAgainstTheBill() throws {
    try withTemporaryFolder { folder in
      let jobs = try #require(
        JSONAnswer(cost(["--json", "--by", "job"]).output).array("groups")
          .first?["rows"] as? [[String: Any]])
      let name = try #require(jobs.first?["name"] as? String)
      let month = try SmallMonth.shared()
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      let plan = try Program.run(
        ["recommend", "--job", job, "--json"] + month.fixed)
      expectStatus(plan, 0)
      let text = plan.text.replacing(
        "\"job\" : \"small\"", with: "\"job\" : \"\(name)\"")
      #expect(text != plan.text)
      let known = try write(text, to: "known.json", in: folder)
      let other = try write(plan.text, to: "other.json", in: folder)
      let outcome = try cost(
        ["--json", "--by", "job", "--plan", known, "--plan", other])
      expectStatus(outcome, 0)
      let plans = try JSONAnswer(outcome.output).array("plans")
      #expect(plans.map { $0["job"] as? String } == [name, "small"])
      let actual = try #require(plans[0]["actual"] as? Double)
      #expect(actual > 0)
      #expect(
        plans[0]["lost"] as? Double == jobs.first?["known"] as? Double)
      let p90 = try #require(plans[0]["plannedP90USD"] as? Double)
      #expect(plans[0]["isWithinP90"] as? Bool == (actual <= p90))
      #expect(plans[1]["actual"] == nil && plans[1]["isWithinP90"] == nil)
      let table = try cost(["--by", "job", "--plan", known])
      #expect(table.text.contains("plan "))
    }
  }

  @Test func whatIsWrongIsNamed() throws {
    try withTemporaryFolder { folder in
      let text = try write("{}", to: "plan.json", in: folder)
      for (arguments, status, word) in [
        (["--by", "jobs"], 64, "job, pool"), (["--top", "0"], 64, "--top"),
        (["--from", "yesterday"], 64, "--from"),
        (
          [
            "--from", "2026-01-09T00:00:00Z", "--until", "2026-01-08T00:00:00Z",
          ],
          64, "--from"
        ),
        (["--plan", "/nowhere.json"], 66, "/nowhere.json"),
        (["--plan", text], 65, "plan.json"),
      ] as [([String], Int32, String)] {
        let outcome = try cost(arguments)
        expectStatus(outcome, status)
        #expect(outcome.errors.contains(word), "\(outcome.errors)")
      }
    }
    expectStatus(try Program.run(["cost", "--db", "/nowhere.sqlite"]), 66)
  }
}
