import Foundation
import RiskTestSupport
import Testing

/// `riskctl alerts`: what rings, its document, its exit codes.
struct AlertsCommandTests {
  private func schema(_ output: Data) throws -> [String] {
    let path = SourceTree.root + "/Models/schema/alerts.schema.json"
    return try JSONSchemaChecker(
      schema: Data(contentsOf: URL(fileURLWithPath: path))
    ).complaints(about: output)
  }

  @Test func theDefaultRulesGiveADocument() throws {
    let month = try SmallMonth.shared()
    let outcome = try Program.run(["alerts", "--json"] + month.fixed)
    #expect([0, 2].contains(outcome.status))
    #expect(try schema(outcome.output) == [])
    let answer = try JSONAnswer(outcome.output)
    #expect(
      try answer.array("rules").compactMap { $0["name"] as? String } == [
        "many-interrupted", "frequent-losses", "regional-surge",
        "forecasts-drift", "data-stale", "forecast-stale",
        "offering-beats-spot",
      ])
    #expect(
      try answer.array("alerts").isEmpty == (outcome.status == 0))
    #expect(
      try Program.run(["alerts", "--json"] + month.fixed).output
        == outcome.output)
  }

  // A week after the last fact only that is told which silence leaves true.
  @Test func staleDataRing() throws {
    let month = try SmallMonth.shared()
    let outcome = try Program.run([
      "alerts", "--json", "--db", month.database, "--as-of",
      "2026-01-22T00:00:00Z", "--generated-at", SmallMonth.stamp,
    ])
    expectStatus(outcome, 2)
    let stale = try JSONAnswer(outcome.output).array("alerts").filter {
      $0["kind"] as? String == "staleData"
    }
    let alert = try #require(stale.first)
    // Losses and prices of three clouds; one does not hide the other.
    #expect(
      stale.compactMap { $0["place"] as? String }.prefix(2) == [
        "aws/losses", "aws/prices",
      ])
    #expect(alert["state"] as? String == "firing")
    let value = try #require(alert["value"] as? Double)
    #expect((168...170).contains(value))
  }

  // One loss in a million running hours is more than never.
  @Test func thresholdsDecide() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      func status(_ fireAbove: String) throws -> Int32 {
        let rules = try write(
          """
          rules:
            - {name: any, kind: lossRate, windowHours: 240, fireAbove: \(fireAbove)}
          """, to: "rules.yaml", in: folder)
        return try Program.run(["alerts", "--rules", rules] + month.fixed)
          .status
      }
      let (rings, rests) = (try status("0.000001"), try status("1000"))
      #expect(rings == 2)
      #expect(rests == 0)
    }
  }

  @Test(
    arguments: [
      ("rules: []", "rules"),
      ("rules: [{name: a}]", "kind"),
      ("rules: [{name: a, kind: wafe, fireAbove: 1}]", "wave"),
      ("rules: [{name: a, kind: wave}]", "fireAbove"),
      ("rules: [{name: a, kind: lossRate, fireAbove: 1}]", "windowHours"),
      (
        "rules: [{name: a, kind: wave, fireAbove: 1, clearBelow: 2}]",
        "clearBelow"
      ),
      ("rules: [{name: a, kind: wave, fireAbove: 1, minimum: 2}]", "minimum"),
      ("rules: [{name: a, kind: drift, fireAbove: 1}]", "drift"),
      (
        "rules: [{name: a, kind: drift}, {name: a, kind: drift}]", "name"
      ),
      (
        "rules: [{name: a, kind: budgetBurn, fireAbove: 1, windowHours: 24}]",
        "budgetUSD"
      ),
      ("rules: [{name: a, kind: wave, fireAbove: 1, pools: x}]", "pools"),
      (
        "rules: [{name: a, kind: spotNodeCap, fireAbove: 1, minimum: 2}]",
        "minimum"
      ), ("rools: []", "rules"), ("{", "YAML"),
    ] as [(String, String)])
  func badRulesNameTheKey(text: String, word: String) throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let rules = try write(text, to: "rules.yaml", in: folder)
      let outcome = try Program.run(["alerts", "--rules", rules] + month.fixed)
      expectStatus(outcome, 78)
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
  }

  @Test func missingFiles() throws {
    let month = try SmallMonth.shared()
    expectStatus(
      try Program.run(["alerts", "--rules", "/nowhere.yaml"] + month.fixed), 66)
  }
}

extension AlertsCommandTests {
  @Test func theWebhookFileFitsItsSchema() throws {
    let month = try SmallMonth.shared()
    let schema = SourceTree.root + "/Models/schema/webhook.schema.json"
    let checker = try JSONSchemaChecker(
      schema: Data(contentsOf: URL(fileURLWithPath: schema)))
    try withTemporaryFolder { folder in
      for (fireAbove, status) in [("0.000001", "firing"), ("1000", "resolved")]
      {
        let rules = try write(
          "rules: [{name: any, kind: lossRate, windowHours: 240, "
            + "fireAbove: \(fireAbove)}]", to: "rules.yaml", in: folder)
        let path = folder + "/webhook.json"
        _ = try Program.run(
          ["alerts", "--rules", rules, "--webhook", path] + month.fixed)
        let data = try #require(FileManager.default.contents(atPath: path))
        #expect(try checker.complaints(about: data) == [])
        let answer = try JSONAnswer(data)
        #expect(try answer.text("status") == status)
        #expect(try answer.array("alerts").isEmpty == (status == "resolved"))
      }
    }
  }
}
