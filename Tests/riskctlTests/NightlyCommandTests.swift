import Foundation
import RiskTestSupport
import Testing

/// `riskctl nightly`: what it writes, what it says and with which code it ends.
@Suite struct NightlyCommandTests {
  private func withNight(_ body: (SmallNight) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let night = try SmallNight(in: folder + "/night")
      try night.deliverFirst()
      try body(night)
    }
  }

  private func stages(_ outcome: Program.Outcome) throws -> [String: String] {
    var states: [String: String] = [:]
    for stage in try JSONAnswer(outcome.output).array("stages") {
      states[stage["stage"] as? String ?? ""] = stage["state"] as? String
    }
    return states
  }

  /// A rule that never rings, so that the code says what the stages did.
  private func silence(_ night: SmallNight) throws {
    try rule("{name: never, kind: staleData, fireAbove: 999999}", night)
  }

  private func rule(_ rule: String, _ night: SmallNight) throws {
    try write("rules: [\(rule)]", to: "rules.yaml", in: night.folder)
    try write(
      SmallNight.configuration + "\nrules: rules.yaml\n", to: "nightly.yaml",
      in: night.folder)
  }

  @Test func everyStageAndItsFiles() throws {
    try withNight { night in
      try silence(night)
      let outcome = try night.run(asOf: SmallNight.first)
      expectStatus(outcome, 0)
      let path = SourceTree.root + "/Models/schema/nightly.schema.json"
      let checker = try JSONSchemaChecker(
        schema: Data(contentsOf: URL(fileURLWithPath: path)))
      #expect(try checker.complaints(about: outcome.output) == [])
      let states = try stages(outcome)
      #expect(states["report"] == "skipped")
      #expect(states.count == 9)
      #expect(states.filter { $0.value == "done" }.count == 8)
      #expect(
        try night.outputs().keys.sorted() == [
          "alerts.json", "alerts.prom", "forecast.csv", "forecast.json",
          "karpenter/karpenter-tiny.yaml", "plans/recommendation-tiny.json",
          "riskctl.prom", "slurm/slurm-tiny.sh", "webhook.json",
        ])
      let verified = try Program.run([
        "verify", "--json", "--db", night.database, "--as-of", SmallNight.first,
      ])
      #expect(
        try JSONAnswer(verified.output).text("databaseDigest")
          == JSONAnswer(outcome.output).text("databaseDigest"))
      // The same night again finds everything as it is.
      let again = try night.run(asOf: SmallNight.first)
      expectStatus(again, 0)
      #expect(Set(try stages(again).values) == ["kept", "skipped"])
      // And what somebody removed is made again, with the same bytes.
      let before = try night.outputs()
      try FileManager.default.removeItem(atPath: night.out + "/forecast.csv")
      let mended = try night.run(asOf: SmallNight.first)
      #expect(try stages(mended)["forecast"] == "done")
      #expect(try night.outputs() == before)
    }
  }

  // Two lives of three are lost within hours.
  @Test func aRingingRuleEndsWithTwo() throws {
    try withNight { night in
      try rule(
        "{name: any, kind: lossRate, windowHours: 24, fireAbove: 0.01}", night)
      let outcome = try night.run(asOf: SmallNight.first)
      expectStatus(outcome, 2)
      #expect(try JSONAnswer(outcome.output).text("worst") == "valid")
    }
  }

  @Test func aBadFileEndsWith65AndTheRestIsDone() throws {
    try withNight { night in
      try silence(night)
      try write("no\tprices", to: "inbox/AWS_x.json", in: night.folder)
      try write(
        "inputs: [{path: inbox}, {path: inbox/AWS_x.json}]\n"
          + String(
            contentsOfFile: night.config, encoding: .utf8
          ).replacing("inputs: [{path: inbox}]", with: ""),
        to: "nightly.yaml", in: night.folder)
      let outcome = try night.run(asOf: SmallNight.first)
      expectStatus(outcome, 65)
      let states = try stages(outcome)
      #expect(states["ingest"] == "failed")
      #expect(states["forecast"] == "done")
    }
  }

  @Test func aMissingInboxEndsWith66AndTheRestIsDone() throws {
    try withNight { night in
      try silence(night)
      try write(
        String(contentsOfFile: night.config, encoding: .utf8).replacing(
          "[{path: inbox}]", with: "[{path: inbox}, {path: nowhere}]"),
        to: "nightly.yaml", in: night.folder)
      let outcome = try night.run(asOf: SmallNight.first)
      expectStatus(outcome, 66)
      #expect(try stages(outcome)["forecast"] == "done")
    }
  }

  // Facts of the 14th are too old on the 30th: the forecast is refused, the one
  // before stays as it is, and everybody says so.
  @Test func theLastGoodForecastStaysInForce() throws {
    try withNight { night in
      try silence(night)
      expectStatus(try night.run(asOf: SmallNight.first), 0)
      let before = try night.outputs()
      let late = "2026-01-30T00:00:00Z"
      let outcome = try night.run(asOf: late)
      expectStatus(outcome, 2)
      #expect(try stages(outcome)["forecast"] == "failed")
      let inForce = try #require(
        JSONAnswer(outcome.output).object["forecastInForce"] as? [String: Any])
      #expect(inForce["asOf"] as? String == SmallNight.first)
      // As-of and 25 hours.
      #expect(inForce["validUntil"] as? String == "2026-01-15T01:00:00Z")
      #expect(inForce["isValid"] as? Bool == false)
      #expect(try night.outputs()["forecast.json"] == before["forecast.json"])
      #expect(try night.outputs()["riskctl.prom"] == before["riskctl.prom"])
      let forecast = try JSONAnswer(#require(before["forecast.json"]))
      #expect(try forecast.text("validUntil") == "2026-01-15T01:00:00Z")
      let status = try Program.run([
        "status", "--db", night.database, "--as-of", late,
      ])
      let words = status.text.split { $0 == " " || $0 == "\n" }
        .joined(separator: " ")
      #expect(
        words.contains(
          "The last good forecast, as of 2026-01-14T00:00:00Z, stays in force: "
            + "it could be acted on until 2026-01-15T01:00:00Z and no longer."))
      #expect(words.contains("failed in forecast: The newest fact is of"))
    }
  }

  @Test func oneRunAtATime() throws {
    try withNight { night in
      let path = night.database + ".nightly.lock"
      try FileManager.default.createDirectory(
        atPath: night.folder + "/var", withIntermediateDirectories: true)
      let holder = open(path, O_RDWR | O_CREAT, 0o644)
      #expect(flock(holder, LOCK_EX | LOCK_NB) == 0)
      _ = Foundation.write(holder, "pid 4711\n", 9)
      let outcome = try night.run(asOf: SmallNight.first)
      expectStatus(outcome, 75)
      #expect(outcome.errors.contains("(pid 4711) is at work"))
      close(holder)
      #expect([0, 2].contains(try night.run(asOf: SmallNight.first).status))
    }
  }

  @Test func logLinesAreJSON() throws {
    try withNight { night in
      let outcome = try night.run(
        asOf: SmallNight.first, ["--log", "json", "--quiet"])
      // Quiet: errors only, and there are none.
      #expect(outcome.errors.isEmpty)
      let loud = try night.run(asOf: SmallNight.second, ["--log", "json"])
      let lines = try JSONAnswer.lines(Data(loud.errors.utf8))
      #expect(lines.contains { $0.object["stage"] as? String == "fit" })
      #expect(lines.allSatisfy { $0.object["level"] != nil })
    }
  }

  @Test(
    arguments: [
      ("databse: x\ninputs: [{path: a}]", "nightly.yaml:1:1", "'database'"),
      ("database: x", "nightly.yaml", "'inputs' is missing"),
      (
        "database: x\ninputs: [{path: a, format: aws-curr}]",
        "nightly.yaml:2:28", "'aws-cur'"
      ),
      (
        "database: x\ninputs: [{path: a}]\noutputs: {json: x}",
        "nightly.yaml:3", "outputs.json would be written over"
      ),
      (
        "database: x\ninputs: [{path: a}]\noutputs: {csv: a/b.csv}",
        "nightly.yaml:3", "outputs.csv would be written over"
      ),
      (
        "database: x\ninputs: [{path: a}]\noutputs: {karpentr: out}",
        "nightly.yaml:3:11", "'karpenter'"
      ),
      (
        "database: x\ninputs: [{path: a}]\n"
          + "outputs: {karpenter: {path: a, set: {nodeClas: x}}}",
        "nightly.yaml:3:", "'nodeClass'"
      ),
      (
        "database: x\ninputs: [{path: a}]\noutputs: {slurm: out}",
        "nightly.yaml:3:18", "jobs"
      ),
      (
        "database: x\ninputs: [{path: a}]\noutputs: {json: a, csv: a}",
        "nightly.yaml:3", "no other output"
      ),
      (
        "database: x\ninputs: [{path: a}]\njobs: [j/*.yaml]",
        "nightly.yaml:3:7", "nothing fits"
      ),
      (
        "database: x\ninputs: [{path: a}]\nforecast: {horizons: [6h, 1h]}",
        "nightly.yaml:3:22", "ascends"
      ),
      (
        "database: x\ninputs: [{path: a}]\nretention: {priceDays: 0}",
        "nightly.yaml:3:24", "whole number"
      ),
      (
        "database: x\ninputs: [{path: a}]\nspec: nowhere.json",
        "nightly.yaml:3:7", "spec"
      ),
      ("database: [", "nightly.yaml", "YAML"),
    ] as [(String, String, String)])
  func badConfigurationsNameThePlace(
    text: String, place: String, word: String
  ) throws {
    try withTemporaryFolder { folder in
      let config = try write(text, to: "nightly.yaml", in: folder)
      let outcome = try Program.run(["nightly", "--config", config])
      expectStatus(outcome, 78)
      #expect(outcome.errors.contains(place), "\(outcome.errors)")
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
  }

  @Test func aConfigurationThatIsNotThere() throws {
    expectStatus(
      try Program.run(["nightly", "--config", "/nowhere.yaml"]), 66)
  }

  /// The sample as its guide runs it, with a forecast and exports of its jobs.
  @Test func theSampleRuns() throws {
    try withTemporaryFolder { folder in
      let samples = folder + "/samples"
      try FileManager.default.copyItem(
        atPath: SourceTree.root + "/Data/samples", toPath: samples)
      let end = "2026-02-04T00:00:00Z"
      let outcome = try Program.run(
        SmallNight.arguments(samples + "/nightly.yaml", asOf: end))
      // Its month ends with pools in which many were lost.
      expectStatus(outcome, 2)
      let states = try stages(outcome)
      #expect(!states.values.contains("failed"))
      let files = try FileManager.default.subpathsOfDirectory(
        atPath: samples + "/out")
      for name in [
        "forecast.json", "karpenter/karpenter-llama-finetune.yaml",
        "slurm/slurm-batch-embed.sh",
      ] { #expect(files.contains(name)) }
    }
  }
}
