import Foundation
import RiskTestSupport
import Testing

/// The files of a night as a set: what names them, what hides names in them,
/// and what the facts at hand say in them.
@Suite struct NightlySetTests {
  private func withNight(
    _ configuration: String = SmallNight.configuration,
    _ body: (SmallNight) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let night = try SmallNight(in: folder + "/night")
      try night.deliverFirst()
      try write(configuration, to: "nightly.yaml", in: night.folder)
      try body(night)
    }
  }

  @Test func theManifestNamesEveryFile() throws {
    try withNight { night in
      _ = try night.run(asOf: SmallNight.first)
      var outputs = try night.outputs()
      let written = outputs.removeValue(forKey: "night.json")
      let manifest = try #require(written)
      let schema = SourceTree.root + "/Models/schema/night-manifest.schema.json"
      let checker = try JSONSchemaChecker(
        schema: Data(contentsOf: URL(fileURLWithPath: schema)))
      #expect(try checker.complaints(about: manifest) == [])
      let files = try JSONAnswer(manifest).array("files")
      var digests: [String: String] = [:]
      for file in files {
        digests[file["path"] as? String ?? ""] = file["sha256"] as? String
      }
      #expect(digests == outputs.mapValues(SmallNight.sha256))
    }
  }

  // Sixteen days later the facts are too old for a forecast and a plan: the
  // manifest names what the night wrote and what it could not.
  @Test func whatFailsIsNotOfTheNight() throws {
    try withNight { night in
      _ = try night.run(asOf: SmallNight.first)
      let before = try night.outputs()
      _ = try night.run(asOf: "2026-01-30T00:00:00Z")
      let after = try night.outputs()
      let manifest = try JSONAnswer(#require(after["night.json"]))
      let failed = try #require(manifest.object["failed"] as? [String])
      #expect(failed.contains("forecast"))
      let paths = try manifest.array("files").compactMap {
        $0["path"] as? String
      }
      #expect(paths.contains("alerts.json"))
      #expect(!paths.contains("forecast.json"))
      #expect(after["forecast.json"] == before["forecast.json"])
      #expect(!after.keys.contains { $0.hasSuffix(".riskctl-next") })
    }
  }

  // A night that was given up left files that wait: another night neither
  // publishes nor keeps them, and touches no file of others.
  @Test func whatAnAbandonedNightLeftIsDropped() throws {
    try withNight { night in
      _ = try night.run(asOf: SmallNight.first)
      let left = night.out + "/forecast.json.riskctl-next"
      try Data("half a night".utf8).write(to: URL(fileURLWithPath: left))
      let plan = night.out + "/plans/old.json.riskctl-next"
      try Data("of a job that is gone".utf8).write(
        to: URL(fileURLWithPath: plan))
      let other = night.out + "/plans/notes.next"
      try Data("mine".utf8).write(to: URL(fileURLWithPath: other))
      _ = try night.run(asOf: "2026-01-14T01:00:00Z")
      let names = try night.outputs().keys
      #expect(names.contains("plans/notes.next"))
      #expect(!names.contains { $0.hasSuffix(".riskctl-next") })
      #expect(!names.contains("plans/old.json"))
    }
  }

  // After the manifest the night is in force: what waits is put in its place
  // by the next, whatever night that is.
  @Test func aSwitchThatWasCutShortIsEnded() throws {
    try withNight { night in
      _ = try night.run(asOf: SmallNight.first)
      let place = night.out + "/plans/recommendation-tiny.json"
      let whole = try #require(FileManager.default.contents(atPath: place))
      try FileManager.default.moveItem(
        atPath: place, toPath: place + ".riskctl-next")
      try Data("an older plan".utf8).write(to: URL(fileURLWithPath: place))
      // No plan is made in this night: the one before it must be there.
      try FileManager.default.removeItem(atPath: night.folder + "/jobs")
      try write(
        SmallNight.configuration
          .replacing("jobs: [jobs/*.yaml]", with: "jobs: [later/*.yaml]"),
        to: "nightly.yaml", in: night.folder)
      try FileManager.default.createDirectory(
        atPath: night.folder + "/later", withIntermediateDirectories: true)
      try write("name: [", to: "later/broken.yaml", in: night.folder)
      _ = try night.run(asOf: "2026-01-14T01:00:00Z")
      #expect(FileManager.default.contents(atPath: place) == whole)
    }
  }

  @Test(arguments: [true, false])
  func namesAreHiddenInEveryFile(byConfiguration: Bool) throws {
    let configuration =
      SmallNight.configuration.replacing(
        "slurm: out/slurm", with: "slurm: out/slurm\n  report: out/page.html")
      + (byConfiguration ? "\nredact: true\n" : "\n")
    try withNight(configuration) { night in
      // A name that is in no other word.
      try write(
        SmallNight.job.replacing("name: tiny", with: "name: zweckverband"),
        to: "jobs/tiny.yaml", in: night.folder)
      let outcome = try night.run(
        asOf: SmallNight.first, byConfiguration ? [] : ["--redact"])
      #expect([0, 2].contains(outcome.status))
      #expect(!outcome.text.contains("zweckverband"))
      #expect(!outcome.text.contains(night.folder))
      let outputs = try night.outputs()
      #expect(outputs.count == 11)
      for (name, data) in outputs {
        #expect(!name.contains("zweckverband"))
        #expect(
          !String(decoding: data, as: UTF8.self).contains("zweckverband"),
          "\(name)")
      }
      #expect(outputs.keys.contains { $0.hasPrefix("slurm/slurm-hidden-") })
      // Asked for in the clear, all of them are written anew.
      if !byConfiguration {
        _ = try night.run(asOf: SmallNight.first)
        #expect(
          try night.outputs().keys.contains(
            "plans/recommendation-zweckverband.json"))
      }
    }
  }

  // 6 USD for 24 hours of one instance are 0.25 an hour; spot is above 0.90.
  // The night uses the market that it has at hand, `alerts` reads its own.
  @Test func anOfferingThatBeatsSpotIsToldAlikeByNightAndCommand() throws {
    let configuration = SmallNight.configuration.replacing(
      "inputs: [{path: inbox}]",
      with: """
        inputs:
          - {path: inbox}
          - {path: offers.json, capturedAt: 2026-01-13T20:00:00Z}
        rules: rules.yaml
        """)
    try withNight(configuration) { night in
      try write(
        """
        {"CapacityBlockOfferings": [{"CapacityBlockOfferingId": "cbo-1",
        "InstanceType": "p3.2xlarge", "AvailabilityZone": "us-west-2a",
        "InstanceCount": 1, "StartDate": "2026-01-14T11:30:00+00:00",
        "EndDate": "2026-01-15T11:30:00+00:00",
        "CapacityBlockDurationHours": 24, "UpfrontFee": "6.00",
        "CurrencyCode": "USD", "Tenancy": "default"}]}
        """, to: "offers.json", in: night.folder)
      let rules = try write(
        "rules: [{name: offer, kind: offeringBeatsSpot, windowHours: 24, "
          + "fireAbove: 1}]", to: "rules.yaml", in: night.folder)
      expectStatus(try night.run(asOf: SmallNight.first), 2)
      let nights = try JSONAnswer(
        #require(try night.outputs()["alerts.json"]))
      let reason = try #require(
        try nights.array("alerts").first?["reason"] as? String)
      #expect(
        reason.hasPrefix(
          "Offering cbo-1 of 1 instance from 2026-01-14T11:30:00Z to "
            + "2026-01-15T11:30:00Z, $6.00 at once, is $0.25 per "
            + "instance-hour; spot in aws/us-west-2"))
      #expect(
        reason.hasSuffix(
          "with its interruptions. Compare them for your job with "
            + "`riskctl recommend`."))
      let alone = try Program.run([
        "alerts", "--json", "--rules", rules, "--db", night.database,
        "--as-of", SmallNight.first, "--generated-at", SmallNight.first,
      ])
      #expect(alone.output == (try night.outputs()["alerts.json"]))
    }
  }
}
