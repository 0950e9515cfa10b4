import Testing

/// Help is an answer: on standard output, with exit code 0.
struct HelpTests {
  @Test(arguments: [
    "", "ingest", "status", "fit", "forecast", "recommend", "decide",
    "simulate", "backtest", "cost", "alerts", "export", "report", "verify",
    "purge", "survival", "nightly", "expose",
  ])
  func helpOfEveryVerb(verb: String) throws {
    let outcome = try Program.run(
      verb.isEmpty ? ["--help"] : [verb, "--help"])
    expectStatus(outcome, 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.text.contains("USAGE: riskctl"))
    for line in outcome.text.split(separator: "\n") {
      #expect(line.count <= 100, "\(line)")
    }
  }

  @Test func version() throws {
    let outcome = try Program.run(["--version"])
    expectStatus(outcome, 0)
    // Three numbers with dots.
    #expect(outcome.text.split(separator: ".").count == 3)
  }
}
