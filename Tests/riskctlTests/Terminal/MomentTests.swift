import Foundation
import RiskTestSupport
import Testing

/// `--as-of` cuts what is shown, and nothing after it can be asked for.
struct MomentTests {
  @Test func statusIsCutAtItsMoment() throws {
    let month = try SmallMonth.shared()
    let moment = "2026-01-08T00:00:00Z"
    let early = try Program.run(
      ["status", "--json", "--db", month.database, "--as-of", moment])
    expectStatus(early, 0)
    let then = try JSONAnswer(early.output)
    #expect(try then.text("dataThrough") <= moment)
    #expect(try then.array("sources").isEmpty)
    let whole = try JSONAnswer(
      Program.run(["status", "--json"] + month.fixed).output)
    let rows = { (answer: JSONAnswer) in
      try #require(answer.object["billingRows"] as? Int)
    }
    #expect(try rows(then) > 0)
    #expect(try rows(then) < rows(whole))
  }

  @Test func noSeriesReachesPastTheMoment() throws {
    let month = try SmallMonth.shared()
    let outcome = try Program.run(
      [
        "forecast", "--from", "2026-01-14T00:00:00Z", "--until",
        "2026-01-20T00:00:00Z", "--every", "1d",
      ] + month.fixed)
    expectStatus(outcome, 64)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors.contains(
        "--until 2026-01-20T00:00:00Z lies after --as-of \(SmallMonth.end)"))
  }
}
