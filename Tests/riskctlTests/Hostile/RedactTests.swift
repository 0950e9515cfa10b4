import Foundation
import RiskTestSupport
import Testing

/// `--redact`: no name of a person, an account, a job or a resource leaves the
/// house, and the same name has the same token everywhere.
struct RedactTests {
  private static let secrets = [
    "llama-ft", "alice@example.com", "123456789012",
    "arn:aws:iam::123456789012:role/trainer", "i-0123456789abcdef0",
    "nlp-team",
  ]

  private struct Month {
    var fixed: [String]
    var job: String

    init(in folder: String) throws {
      let night = try SmallNight(in: folder)
      try night.deliverFirst()
      fixed = [
        "--db", folder + "/risk.sqlite", "--as-of", SmallNight.first,
        "--generated-at", SmallNight.first,
      ]
      try write(
        """
        pool,requestedAt,launchedAt,instanceId,endedAt,exit,job,gang
        aws/us-west-2a/p3.2xlarge,2026-01-12T02:00:00Z,2026-01-12T02:00:00Z,\
        i-0123456789abcdef0,2026-01-12T02:50:00Z,interrupted,llama-ft,llama-ft
        aws/us-west-2b/p3.2xlarge,2026-01-12T05:00:00Z,2026-01-12T05:00:00Z,\
        i-0123456789abcdef1,2026-01-12T05:50:00Z,interrupted,\
        alice@example.com,

        """, to: "inbox/jobs.csv", in: folder)
      let tags =
        #""{""job"": ""llama-ft"", ""team"": ""nlp-team""}""#
      try write(
        FOCUSText.text([
          [
            "ChargePeriodStart": "2026-01-12 02:00:00",
            "ChargePeriodEnd": "2026-01-12 03:00:00",
            "ResourceId": "i-0123456789abcdef0", "Tags": tags,
            "BillingAccountId": "123456789012",
          ]
        ]), to: "inbox/123456789012-focus.csv", in: folder)
      job = try write(
        """
        name: llama-ft
        work: {hours: 2}
        pools: [aws/us-west-2a/p3.2xlarge]
        checkpoint: {continuous: true}
        labels: {team: nlp-team, owner: alice@example.com}
        when: {earliest: 2026-01-14T00:00:00Z, deadline: 2026-01-15T00:00:00Z}

        """, to: "llama-ft.yaml", in: folder)
      expectStatus(try Program.run(["ingest", folder + "/inbox"] + fixed), 0)
      expectStatus(try Program.run(["fit", "--quiet"] + fixed), 0)
    }
  }

  private func expectHidden(
    _ text: String, _ place: String, except known: Set<String> = []
  ) {
    for secret in Self.secrets where !known.contains(secret) {
      #expect(!text.contains(secret), "\(place): \(secret)")
    }
  }

  @Test func noAnswerNamesAnybody() throws {
    try withTemporaryFolder { folder in
      let month = try Month(in: folder)
      for arguments in [
        ["status", "--verbose"], ["status", "--json"], ["alerts", "--json"],
        ["cost", "--by", "event,job,pool,team,day", "--json"],
        ["cost", "--by", "event,job,pool,team,day"],
        ["cost", "--by", "event,job,team", "--format", "csv"],
        ["recommend", "--job", month.job], ["verify", "--json"],
        ["recommend", "--job", month.job, "--format", "json"],
        ["report", "--json", "--job", month.job],
        ["forecast", "--format", "json"],
      ] {
        let outcome = try Program.run(
          arguments + ["--redact"] + month.fixed)
        #expect([0, 2].contains(outcome.status), "\(outcome.errors)")
        expectHidden(outcome.text, "\(arguments)")
      }
      let page = folder + "/page.html"
      expectStatus(
        try Program.run(
          ["report", "--out", page, "--job", month.job, "--redact"]
            + month.fixed), 0)
      expectHidden(try String(contentsOfFile: page, encoding: .utf8), "page")
    }
  }

  @Test func noExportNamesAnybody() throws {
    try withTemporaryFolder { folder in
      let month = try Month(in: folder)
      let settings: [String: [String]] = [
        "karpenter": ["nodeClass=gpu"], "kueue": [], "slurm": [],
        "torchrun": [],
        "json": [], "csv": [], "skypilot": [],
      ]
      for (target, set) in settings.sorted(by: { $0.key < $1.key }) {
        let out = folder + "/" + target
        let outcome = try Program.run(
          ["export", "--for", target, "--job", month.job, "--out", out]
            + set.flatMap { ["--set", $0] } + ["--redact"] + month.fixed)
        #expect([0, 2].contains(outcome.status), "\(target) \(outcome.errors)")
        let names =
          (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
        for name in names {
          expectHidden(name, target)
          expectHidden(
            try String(contentsOfFile: out + "/" + name, encoding: .utf8),
            "\(target) \(name)")
        }
      }
    }
  }

  @Test func aTokenIsTheSameInEveryAnswerOfOneDatabaseAlone() throws {
    func token(_ folder: String) throws -> (job: String, team: String) {
      let month = try Month(in: folder)
      let outcome = try Program.run(
        ["cost", "--by", "job,team", "--json", "--redact"] + month.fixed)
      expectStatus(outcome, 0)
      let groups = try JSONAnswer(outcome.output).array("groups")
      func names(_ by: String) throws -> [String] {
        let group = try #require(groups.first { $0["by"] as? String == by })
        let rows = try #require(group["rows"] as? [[String: Any]])
        return rows.compactMap { $0["name"] as? String }
      }
      let advice = try Program.run(
        ["recommend", "--job", month.job, "--format", "json", "--redact"]
          + month.fixed)
      let job = try JSONAnswer(advice.output).text("job")
      #expect(try names("job").contains(job))
      return (job, try #require(try names("team").first))
    }
    let tokens = try (0..<2).map { _ in
      try withTemporaryFolder { folder in try token(folder) }
    }
    for token in tokens {
      // 40 bits in hexadecimal digits.
      #expect(token.job.wholeMatch(of: /hidden-[0-9a-f]{10}/) != nil)
      #expect(token.team.wholeMatch(of: /hidden-[0-9a-f]{10}/) != nil)
    }
    // Another database has another key.
    #expect(tokens[0].job != tokens[1].job)
  }
}
