import Foundation
import RiskTestSupport
import Testing

/// Exit codes 0, 2 and 78 of a planned job, and of model specs.
struct JobExitTests {
  private func recommend(
    _ job: String, _ options: [String] = []
  ) throws -> Program.Outcome {
    let month = try SmallMonth.shared()
    return try withTemporaryFolder { folder in
      let path = try write(job, to: "job.yaml", in: folder)
      return try Program.run(
        ["recommend", "--job", path] + month.fixed + options)
    }
  }

  @Test func feasibleJob() throws {
    expectStatus(try recommend(SmallMonth.job), 0)
  }

  @Test func deadlineBeforeTheEarliestEnd() throws {
    // Twelve hours of work do not fit into two.
    let outcome = try recommend(
      SmallMonth.job.replacing(
        "2026-01-18T00:00:00Z", with: "2026-01-15T02:00:00Z"), ["--json"])
    expectStatus(outcome, 2)
    let answer = try #require(
      JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    #expect(answer["verdict"] as? String == "infeasible")
    #expect(answer["chosen"] is NSNull)
  }

  @Test func realtimeIsRefused() throws {
    let outcome = try recommend(SmallMonth.job + "\nclass: realtime\n")
    expectStatus(outcome, 2)
    #expect(outcome.text.contains("realtime"))
  }

  @Test func overBudgetIsANo() throws {
    let outcome = try recommend(
      SmallMonth.job + "\nmoney: {budgetUSD: 0.01}\n", ["--json"])
    expectStatus(outcome, 2)
    let answer = try #require(
      JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    #expect(answer["verdict"] as? String == "over-budget")
  }

  /// What cannot both hold is named with its line before anything is read.
  @Test func contradictionsAreNamed() throws {
    let outcome = try recommend(
      SmallMonth.job.replacing(
        "2026-01-18T00:00:00Z", with: "2026-01-14T00:00:00Z"))
    expectStatus(outcome, 78)
    #expect(outcome.errors.contains("when.deadline 2026-01-14T00:00:00Z"))
    #expect(outcome.errors.contains("when.earliest 2026-01-15T00:00:00Z"))
    #expect(outcome.errors.contains("line 5"))
  }

  @Test func severalJobsAreAList() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let paths = try ["first", "second"].map { name in
        try write(
          SmallMonth.job.replacing("small", with: name),
          to: name + ".yaml", in: folder)
      }
      let outcome = try Program.run(
        ["recommend", "--job", paths[0], "--job", paths[1], "--json"]
          + month.fixed)
      expectStatus(outcome, 0)
      let answer = try #require(
        JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
      let plans = try #require(
        answer["recommendations"] as? [[String: Any]])
      #expect(plans.compactMap { $0["job"] as? String } == ["first", "second"])
      let portfolio = try #require(answer["portfolio"] as? [String: Any])
      #expect((portfolio["items"] as? [Any])?.count == 2)
      #expect((portfolio["meanUSD"] as? Double ?? 0) > 0)
    }
  }

  @Test func unknownKeyNamesTheNearest() throws {
    let outcome = try recommend(
      SmallMonth.job.replacing("work:", with: "wrok:"))
    expectStatus(outcome, 78)
    #expect(outcome.errors.contains("wrok"))
    #expect(outcome.errors.contains("'work'"))
    #expect(outcome.errors.contains("job.yaml"))
  }

  @Test func staleFactsAreRefusedUnlessAllowed() throws {
    let month = try SmallMonth.shared()
    // 73 hours after the last fact; the limit is 72.
    let late = [
      "forecast", "--db", month.database, "--as-of", "2026-01-18T01:00:00Z",
    ]
    let refused = try Program.run(late)
    expectStatus(refused, 2)
    #expect(refused.errors.contains("--allow-stale"))
    #expect(refused.output.isEmpty)
    expectStatus(try Program.run(late + ["--allow-stale"]), 0)
  }

  /// A plan is refused like a forecast; nothing is said that nobody asked for.
  @Test func stalePlansAreRefusedUnlessAllowed() throws {
    let month = try SmallMonth.shared()
    let later = SmallMonth.job
      .replacing("2026-01-18T00:00:00Z", with: "2026-01-22T00:00:00Z")
      .replacing("2026-01-15T00:00:00Z", with: "2026-01-19T00:00:00Z")
    try withTemporaryFolder { folder in
      let late = [
        "recommend", "--job", try write(later, to: "job.yaml", in: folder),
        "--db", month.database, "--as-of", "2026-01-18T01:00:00Z",
      ]
      let refused = try Program.run(late)
      expectStatus(refused, 2)
      #expect(refused.errors.contains("--allow-stale"))
      #expect(refused.output.isEmpty)
      expectStatus(try Program.run(late + ["--allow-stale"]), 0)
    }
  }

  @Test func badSpec() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      for spec in ["{}", "not json", #"{"schemaVersion": 99}"#] {
        let path = try write(spec, to: "spec.json", in: folder)
        let outcome = try Program.run(["fit", "--spec", path] + month.fixed)
        expectStatus(outcome, 78)
        #expect(outcome.errors.contains(path))
      }
    }
  }

  @Test func folderWithoutACatalog() throws {
    try withTemporaryFolder { folder in
      let outcome = try Program.run(["status", "--data-dir", folder])
      expectStatus(outcome, 78)
      #expect(outcome.errors.contains("--data-dir"))
    }
  }
}
