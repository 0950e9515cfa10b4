import Foundation
import GRDB
import RiskTestSupport
import Testing

/// `riskctl verify` and `riskctl purge` on a copy of a small month.
struct UpkeepTests {
  private func withCopy(_ body: (String) throws -> Void) throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let path = folder + "/risk.sqlite"
      try FileManager.default.copyItem(atPath: month.untouched, toPath: path)
      try body(path)
    }
  }

  private func arguments(_ path: String) -> [String] {
    [
      "--db", path, "--as-of", SmallMonth.end, "--generated-at",
      SmallMonth.stamp,
    ]
  }

  @Test func soundDatabaseSaysSo() throws {
    try withCopy { path in
      let outcome = try Program.run(["verify", "--redact"] + arguments(path))
      expectStatus(outcome, 0)
      #expect(
        outcome.text
          == "(file) is sound: pages, indexes, rules and references hold, and "
          + "1 stored model\nhas its digest.\n")
    }
  }

  @Test func changedModelIsNamed() throws {
    try withCopy { path in
      let queue = try DatabaseQueue(path: path)
      try queue.write { db in
        try db.execute(
          sql: "UPDATE model_artifact SET json = json_set(json, '$.x', 1)")
      }
      try queue.close()
      let outcome = try Program.run(["verify", "--json"] + arguments(path))
      expectStatus(outcome, 65)
      let answer = try JSONAnswer(outcome.output)
      let problems = answer.object["problems"] as? [String]
      #expect(problems?.count == 1)
      #expect(
        problems?.first?.hasSuffix(
          "was changed after it had been stored. Fit it again with "
            + "`riskctl fit`.") == true)
    }
  }

  @Test func dryRunCountsAndLeavesEverything() throws {
    try withCopy { path in
      let before = ["--before", "2026-01-10T00:00:00Z"]
      func removed(_ more: [String]) throws -> [String: Any] {
        let outcome = try Program.run(
          ["purge", "--json"] + before + more + arguments(path))
        expectStatus(outcome, 0)
        return try #require(
          JSONAnswer(outcome.output).object["removed"] as? [String: Any])
      }
      let counted = try removed(["--dry-run"])
      #expect((counted["billingRows"] as? Int ?? 0) > 0)
      #expect((counted["prices"] as? Int ?? 0) > 0)
      let again = try removed(["--compact"])
      #expect(NSDictionary(dictionary: counted).isEqual(to: again))
      let third = try removed([])
      #expect(third.values.allSatisfy { $0 as? Int == 0 })
      expectStatus(try Program.run(["verify"] + arguments(path)), 0)
      expectStatus(
        try Program.run(["forecast"] + arguments(path)), 0)
    }
  }

  @Test func purgeOfTheFutureIsRefused() throws {
    try withCopy { path in
      let outcome = try Program.run(
        ["purge", "--before", "2027-01-01T00:00:00Z"] + arguments(path))
      expectStatus(outcome, 78)
      #expect(
        outcome.errors.contains("2027-01-01T00:00:00Z lies after"))
    }
  }
}
