import Foundation
import RiskTestSupport
import Testing

/// Exit codes 65 and 66: the data are bad, or are not there.
struct DataExitTests {
  private func ingest(
    _ text: String, as name: String, _ options: [String] = []
  ) throws -> Program.Outcome {
    try withTemporaryFolder { folder in
      let path = try write(text, to: name, in: folder)
      return try Program.run(
        ["ingest", path, "--db", folder + "/risk.sqlite"] + options)
    }
  }

  @Test func unrecognisedFileNamedDirectly() throws {
    let outcome = try ingest("some words\n", as: "notes.txt")
    expectStatus(outcome, 65)
    #expect(outcome.errors.contains("notes.txt: not loaded"))
    #expect(outcome.errors.contains("--format"))
  }

  @Test func emptyFile() throws {
    let outcome = try ingest("", as: "empty.csv")
    expectStatus(outcome, 65)
    #expect(outcome.errors.contains("empty"))
  }

  @Test func rowSetAsideOnlyFailsWhenStrict() throws {
    let lenient = try ingest(Snippets.pricesWithBadRow, as: "prices.json")
    expectStatus(lenient, 0)
    #expect(lenient.errors.contains("1 of 2 rows was set aside"))
    let strict = try ingest(
      Snippets.pricesWithBadRow, as: "prices.json", ["--strict"])
    expectStatus(strict, 65)
    #expect(strict.errors.contains("--strict"))
  }

  @Test func traceAsksForItsStart() throws {
    let name = "us-west-2a_v100_1.json"
    let outcome = try ingest(Snippets.trace, as: name)
    expectStatus(outcome, 65)
    #expect(outcome.errors.contains("--start"))
    let answered = try ingest(
      Snippets.trace, as: name, ["--start", "2022-10-26T00:00:00Z"])
    expectStatus(answered, 0)
  }

  @Test func unrecognisedFileInAFolderIsListedAndSkipped() throws {
    try withTemporaryFolder { folder in
      let files = folder + "/files"
      try FileManager.default.createDirectory(
        atPath: files, withIntermediateDirectories: true)
      try write(Snippets.prices, to: "prices.json", in: files)
      try write("some words\n", to: "notes.txt", in: files)
      let database = ["--db", folder + "/risk.sqlite"]
      let lenient = try Program.run(["ingest", files] + database)
      expectStatus(lenient, 0)
      #expect(lenient.errors.contains("notes.txt: skipped"))
      #expect(!lenient.text.contains("notes.txt"))
      #expect(lenient.text.contains("2 rows read, 2 new."))
      let strict = try Program.run(["ingest", files, "--strict"] + database)
      expectStatus(strict, 65)
    }
  }

  @Test(arguments: [
    ["ingest", "MISSING"], ["status", "--db", "MISSING"],
    ["fit", "--db", "MISSING"], ["forecast", "--db", "MISSING"],
    ["recommend", "--job", "MISSING"], ["decide", "--job", "MISSING"],
  ])
  func whatIsNotThere(arguments: [String]) throws {
    try withTemporaryFolder { folder in
      let missing = folder + "/missing"
      let outcome = try Program.run(
        arguments.map { $0 == "MISSING" ? missing : $0 },
        environment: ["RISKCTL_DB": folder + "/risk.sqlite"])
      expectStatus(outcome, 66)
      #expect(outcome.errors.contains(missing))
      #expect(outcome.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: missing))
    }
  }

  @Test func missingSpec() throws {
    let month = try SmallMonth.shared()
    let outcome = try Program.run(["fit", "--spec", "/no/spec"] + month.fixed)
    expectStatus(outcome, 66)
    #expect(outcome.errors.contains("/no/spec"))
  }
}
