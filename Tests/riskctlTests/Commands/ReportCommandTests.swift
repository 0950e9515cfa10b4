import Foundation
import RiskTestSupport
import Testing

/// `riskctl report`: the page, its document, its exit codes.
struct ReportCommandTests {
  private func complaints(
    _ value: Any, _ schema: String
  ) throws -> [String] {
    let path = SourceTree.root + "/Models/schema/\(schema).schema.json"
    return try JSONSchemaChecker(
      schema: Data(contentsOf: URL(fileURLWithPath: path))
    ).complaints(about: JSONSerialization.data(withJSONObject: value))
  }

  @Test func pageAndDocument() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      let page = folder + "/report.html"
      let arguments =
        ["report", "--job", job, "--out", page, "--json"] + month.fixed
      let outcome = try Program.run(arguments)
      expectStatus(outcome, 0)
      #expect(outcome.errors == "wrote \(page)\n")
      let answer = try JSONAnswer(outcome.output)
      #expect(try complaints(answer.object, "report") == [])
      let html = try String(contentsOfFile: page, encoding: .utf8)
      let jobs = try answer.array("jobs")
      let advice = try #require(
        jobs.first?["recommendation"] as? [String: Any])
      #expect(try complaints(advice, "recommendation") == [])
      let headline = try #require(advice["headline"] as? String)
      #expect(html.contains(headline))
      let league = try #require(answer.object["league"] as? [String: Any])
      let rows = try #require(league["rows"] as? [[String: Any]])
      #expect(!rows.isEmpty)
      for row in rows {
        let pool = try #require(row["pool"] as? String)
        #expect(html.contains("<th scope=row>\(pool)<td>"), "\(pool)")
      }
      // The same facts and clocks give the same bytes.
      let again = try Program.run(arguments)
      #expect(again.output == outcome.output)
      #expect(try String(contentsOfFile: page, encoding: .utf8) == html)
    }
  }

  /// The forecast of the same moment says the same of every pool.
  @Test func theLeagueIsTheForecast() throws {
    let month = try SmallMonth.shared()
    let report = try JSONAnswer(
      Program.run(["report", "--json"] + month.fixed).output)
    let forecast = try JSONAnswer(
      Program.run(["forecast", "--json"] + month.fixed).output)
    let league = try #require(report.object["league"] as? [String: Any])
    let rows = try #require(league["rows"] as? [[String: Any]])
    let expected = try forecast.array("forecasts")
    #expect(rows.count == expected.count)
    for (row, other) in zip(rows, expected) {
      for key in ["pool", "survival", "survivalLow", "effectivePerHour"] {
        #expect(
          (row[key] as? NSObject) == (other[key] as? NSObject), "\(key)")
      }
    }
  }

  // A week after the last fact nothing is forecast, and the page says so.
  @Test func oldFactsAreNotForecastFrom() throws {
    let month = try SmallMonth.shared()
    let late = [
      "report", "--json", "--db", month.database, "--as-of",
      "2026-01-22T00:00:00Z", "--generated-at", SmallMonth.stamp,
    ]
    let outcome = try Program.run(late)
    expectStatus(outcome, 0)
    let answer = try JSONAnswer(outcome.output)
    let league = try #require(answer.object["league"] as? [String: Any])
    #expect((league["rows"] as? [Any])?.isEmpty == true)
    #expect((league["reason"] as? String)?.contains("--allow-stale") == true)
    let allowed = try JSONAnswer(
      Program.run(late + ["--allow-stale"]).output)
    let rows = try #require(allowed.object["league"] as? [String: Any])["rows"]
    #expect((rows as? [Any])?.isEmpty == false)
  }

  @Test func withoutFactsEveryPartSaysWhy() throws {
    try withTemporaryFolder { folder in
      let prices = try write(Snippets.prices, to: "prices.json", in: folder)
      let database = folder + "/risk.sqlite"
      let fixed = [
        "--db", database, "--as-of", "2026-01-14T13:00:00Z",
        "--generated-at", SmallMonth.stamp,
      ]
      expectStatus(
        try Program.run(["ingest", prices, "--quiet"] + fixed), 0)
      let page = folder + "/report.html"
      let outcome = try Program.run(
        ["report", "--out", page, "--json", "--tz", "Asia/Karachi"] + fixed)
      expectStatus(outcome, 0)
      let answer = try JSONAnswer(outcome.output)
      #expect(try complaints(answer.object, "report") == [])
      #expect(try answer.text("timeZone") == "Asia/Karachi")
      for part in ["survival", "week", "backtest", "losses"] {
        let told = try #require(answer.object[part] as? [String: Any])
        #expect(told["reason"] is String, "\(part)")
      }
      let html = try String(contentsOfFile: page, encoding: .utf8)
      #expect(html.contains("not known<td>not known<td>not known"))
    }
  }

  @Test func exitCodes() throws {
    let month = try SmallMonth.shared()
    expectStatus(try Program.run(["report"] + month.fixed), 64)
    expectStatus(
      try Program.run(["report", "--json", "--tz", "Mars"] + month.fixed), 64)
    expectStatus(
      try Program.run(["report", "--json", "--job", "/none"] + month.fixed), 66)
    expectStatus(
      try Program.run(["report", "--json", "--rules", "/none"] + month.fixed),
      66)
    expectStatus(
      try Program.run(["report", "--out", "/none/x.html"] + month.fixed), 74)
    expectStatus(
      try Program.run(["report", "--json", "--db", "/none.sqlite"]), 66)
  }
}
