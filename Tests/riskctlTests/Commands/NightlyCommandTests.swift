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
          "karpenter/karpenter-tiny.yaml", "night.json",
          "plans/recommendation-tiny.json",
          "riskctl.prom", "slurm/slurm-tiny.sh", "webhook.json",
        ])
      // Plans may be acted on as long as the forecast that they rest on.
      let plan = try JSONAnswer(
        #require(try night.outputs()["plans/recommendation-tiny.json"]))
      #expect(try plan.text("validUntil") == "2026-01-15T01:00:00Z")
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
      // Without any output a scheduler mails what stands on standard error. In
      // one of the three zones no life is ever lost.
      let quiet = try Program.run([
        "nightly", "--config", night.config, "--as-of", SmallNight.first,
        "--generated-at", SmallNight.first, "--quiet",
      ])
      expectStatus(quiet, 2)
      #expect(quiet.output.isEmpty)
      #expect(quiet.errors == "riskctl: alerts: 2 alerts ring: any\n")
    }
  }

  // The first half of a packed file, and a file of which no row can be used,
  // fail the stage by name; a note beside them does not.
  @Test func aUselessFileInTheInboxIsNamed() throws {
    try withNight { night in
      try silence(night)
      try write("to do", to: "inbox/notes.txt", in: night.folder)
      expectStatus(try night.run(asOf: SmallNight.first), 0)
      let cut = night.folder + "/inbox/prices.json.gz"
      let packed = try #require(
        FileManager.default.contents(
          atPath: Self.packed(night.folder + "/inbox/a.json", in: night)))
      try packed.prefix(packed.count / 2).write(
        to: URL(fileURLWithPath: cut))
      try write(
        "pool,requestedAt,launchedAt,instanceId,endedAt,exit\n"
          + "aws/us-west-2a/p3.2xlarge,yesterday,,,,\n",
        to: "inbox/broken.csv", in: night.folder)
      let outcome = try night.run(asOf: SmallNight.second)
      expectStatus(outcome, 65)
      let stage = try #require(
        JSONAnswer(outcome.output).array("stages").first)
      #expect(stage["state"] as? String == "failed")
      let detail = try #require(stage["detail"] as? String)
      #expect(detail.contains("2 of 5 files could not be loaded."))
      #expect(detail.contains("prices.json.gz: "))
      #expect(
        detail.contains("broken.csv: all of its rows were set aside (1)"))
      #expect(try stages(outcome)["forecast"] == "done")
    }
  }

  private static func packed(
    _ path: String, in night: SmallNight
  ) throws -> String {
    let copy = night.folder + "/packed.json"
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = ["-n", copy]
    try gzip.run()
    gzip.waitUntilExit()
    return copy + ".gz"
  }

  // The file is what stands: an old night that is done again puts its forecast
  // there, and a configuration that has moved finds it.
  @Test func theForecastInForceIsTheFile() throws {
    try withNight { night in
      try silence(night)
      try night.deliverSecond()
      func inForce(_ outcome: Program.Outcome) throws -> [String: Any] {
        try #require(
          JSONAnswer(outcome.output).object["forecastInForce"]
            as? [String: Any])
      }
      expectStatus(try night.run(asOf: SmallNight.second), 0)
      let redone = try inForce(night.run(asOf: SmallNight.first))
      #expect(redone["asOf"] as? String == SmallNight.first)
      #expect(redone["isTonights"] as? Bool == true)
      #expect(
        (redone["file"] as? String)?.hasSuffix("/out/forecast.json") == true)
      let status = try JSONAnswer(
        Program.run([
          "status", "--json", "--db", night.database, "--as-of",
          SmallNight.second,
        ]).output)
      let nightly = try #require(status.object["nightly"] as? [String: Any])
      #expect(nightly["forecastAsOf"] as? String == SmallNight.first)
      // Another name for the configuration, and a night too late to forecast.
      let moved = night.folder + "/moved.yaml"
      try FileManager.default.moveItem(atPath: night.config, toPath: moved)
      let late = try inForce(
        Program.run(
          SmallNight.arguments(moved, asOf: "2026-01-30T00:00:00Z")))
      #expect(late["asOf"] as? String == SmallNight.first)
      #expect(late["isTonights"] as? Bool == false)
    }
  }

  // Of three nights two lie before the last one; the model in force stays.
  @Test func pastNightsAreForgotten() throws {
    try withNight { night in
      try silence(night)
      try write(
        String(contentsOfFile: night.config, encoding: .utf8).replacing(
          "eventDays: 1200}", with: "eventDays: 1200, nights: 1}"),
        to: "nightly.yaml", in: night.folder)
      for day in ["12", "13"] {
        _ = try night.run(asOf: "2026-01-\(day)T00:00:00Z")
      }
      let last = try night.run(asOf: "2026-01-15T00:00:00Z")
      let stage = try #require(
        JSONAnswer(last.output).array("stages").dropFirst().first)
      // Two runs, their models and their backtests.
      #expect(
        (stage["detail"] as? String)?.contains("records of past nights")
          == true)
      let status = try JSONAnswer(
        Program.run([
          "status", "--json", "--db", night.database, "--as-of",
          "2026-01-15T00:00:00Z",
        ]).output)
      #expect(try status.array("runs").count == 1)
      #expect(try status.text("modelDigest") != "none")
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
      let fit = try #require(
        lines.first {
          $0.object["stage"] as? String == "fit"
            && $0.object["seconds"] != nil
        })
      #expect(fit.object["seconds"] is Double)
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
    let folder = try Program.run(["nightly", "--config", "/"])
    expectStatus(folder, 65)
    #expect(folder.errors.contains("/ is a folder and no configuration."))
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
