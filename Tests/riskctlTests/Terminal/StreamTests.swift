import Foundation
import RiskTestSupport
import Testing

/// Standard output holds the answer, standard error the rest.
struct StreamTests {
  @Test func ingestSeparatesTableAndRemarks() throws {
    try withTemporaryFolder { folder in
      let path = try write(
        Snippets.pricesWithBadRow, to: "prices.json", in: folder)
      let arguments = ["ingest", path, "--db", folder + "/risk.sqlite"]
      let outcome = try Program.run(arguments)
      expectStatus(outcome, 0)
      #expect(outcome.text.contains("aws-spot-price-history"))
      #expect(!outcome.text.contains("set aside. See"))
      #expect(outcome.errors.contains("prices.json:"))
      #expect(!outcome.errors.contains("aws-spot-price-history"))
      let quiet = try Program.run(arguments + ["--quiet"])
      expectStatus(quiet, 0)
      #expect(quiet.output.isEmpty)
      #expect(quiet.errors.isEmpty)
    }
  }

  @Test func quietNeverSilencesErrors() throws {
    let outcome = try Program.run(["ingest", "/no/such/file", "--quiet"])
    expectStatus(outcome, 66)
    #expect(outcome.errors.contains("/no/such/file"))
  }

  @Test func answersLeaveStandardErrorEmpty() throws {
    let month = try SmallMonth.shared()
    for verb in ["status", "fit", "forecast"] {
      let outcome = try Program.run([verb] + month.fixed)
      expectStatus(outcome, 0)
      #expect(!outcome.output.isEmpty)
      #expect(outcome.errors.isEmpty, "\(verb): \(outcome.errors)")
    }
  }

  @Test func recommendSaysDefaultsOnStandardErrorWhenAsked() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      let arguments = ["recommend", "--job", job] + month.fixed
      let plain = try Program.run(arguments)
      let verbose = try Program.run(arguments + ["--verbose"])
      #expect(verbose.output == plain.output)
      #expect(plain.errors.isEmpty)
      #expect(verbose.errors.contains("default "))
    }
  }

  @Test func outputReplacesTheFileAsAWhole() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let target = try write("old", to: "answer.csv", in: folder)
      let arguments = ["forecast", "--format", "csv"] + month.fixed
      let printed = try Program.run(arguments)
      let written = try Program.run(arguments + ["--output", target])
      expectStatus(written, 0)
      #expect(written.output.isEmpty)
      #expect(try Data(contentsOf: URL(filePath: target)) == printed.output)
      // No temporary file is left beside it.
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder)
          == ["answer.csv"])
    }
  }

  @Test func aFailedRunLeavesTheFormerFile() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let target = try write("old", to: "answer.json", in: folder)
      let outcome = try Program.run([
        "forecast", "--pool", "aws/nowhere/*", "--db", month.database,
        "--as-of", SmallMonth.end, "--output", target,
      ])
      expectStatus(outcome, 2)
      #expect(try String(contentsOfFile: target, encoding: .utf8) == "old")
    }
  }

  @Test func redactHidesNamesAndValues() throws {
    try withTemporaryFolder { folder in
      let path = try write(
        Snippets.pricesWithBadRow, to: "secret-name.json", in: folder)
      let database = ["--db", folder + "/risk.sqlite"]
      for arguments in [
        ["ingest", path, "--redact"], ["status", "--rejected", "--redact"],
        ["status", "--rejected", "--redact", "--json"],
      ] {
        let outcome = try Program.run(arguments + database)
        expectStatus(outcome, 0)
        for said in [outcome.text, outcome.errors] {
          #expect(!said.contains("secret-name"))
          #expect(!said.contains("cheap"))
          #expect(!said.contains(folder))
        }
      }
    }
  }
}
