import Foundation
import RiskTestSupport
import Testing

/// Exit code 64: what was typed cannot be understood; nothing is done.
struct UsageExitTests {
  @Test(arguments: [
    (["forecast", "--no-such-option"], "--no-such-option"),
    (["forecast", "--as-of", "yesterday"], "RFC 3339"),
    (["forecast", "--as-of", "2026-01-14T02:00:00"], "offset"),
    (["forecast", "--format", "xml"], "xml"),
    (["forecast", "--horizon", "6h,1h"], "--horizon"),
    (["forecast", "--from", "2026-01-01T00:00:00Z"], "--until"),
    (["ingest", "x", "--format", "aws-nonsense"], "aws-nonsense"),
    (["ingest", "x", "--gap-seconds", "0"], "--gap-seconds"),
    (["ingest"], "paths"),
    (["recommend"], "--job"),
    (["no-such-verb"], "no-such-verb"),
    (["simulate", "--out", "x", "--scenario", "moon"], "moon"),
  ])
  func usage(arguments: [String], named: String) throws {
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      let outcome = try Program.run(
        arguments, environment: ["RISKCTL_DB": database])
      expectStatus(outcome, 64)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains(named), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: database))
    }
  }
}
