import Foundation
import RiskDomain
import RiskForecast
import RiskReport
import Testing

/// The page as text; Tests/Browser opens it.
struct ReportPageTests {
  private func document(
    _ rows: [ForecastRow], jobs: [ReportDocument.Job] = []
  ) -> ReportDocument {
    var document = ReportSamples.empty
    document.jobs = jobs
    document.league = .init(aheadHours: [1, 6, 24], rows: rows, reason: nil)
    document.survival = .init(
      rows: Array(rows.prefix(3)), leftOut: 0, reason: nil)
    return document
  }

  @Test func emptyPartsSayWhy() {
    let html = ReportPage.html(ReportSamples.empty)
    for text in [
      "No job was given.", "No pool is ranked: no pool is known",
      "Not enough data for a curve: no model is fitted",
      "0 interruptions were seen.",
      "Not enough data for a price history: no price is stored",
      "No rule could be held against the data: no fact is stored",
      "Not enough data for a chart: nothing was watched",
      "Not enough data to judge the forecasts: no backtest is stored",
      "Not enough data: no file was read.", "No model is fitted",
    ] { #expect(html.contains(text), "\(text)") }
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    #expect(html.hasSuffix("</html>\n"))
    for word in ["nan", "Optional(", "{{"] {
      #expect(!html.contains(word), "\(word)")
    }
  }

  // 1 − 0.97, 1 − 0.84, 1 − 0.16; the bands of the sample; 1 − 1.11/3.06.
  @Test func aRowReadsAsTheTables() throws {
    let html = ReportPage.html(document([try ReportSamples.row()]))
    #expect(
      html.contains(
        "<tr><th scope=row>aws/us-west-2a/p3.2xlarge"
          + "<td>3 % <i>2–52</i><td>16 % <i>8–58</i><td>84 % <i>42–92</i>"))
    #expect(
      html.contains(
        "<td>$0.918<td>$1.110<td>$3.060<td>64 %<td>up, own, 1,143 in 1510 h"))
  }

  @Test func whatIsNotKnownIsSaid() throws {
    let html = ReportPage.html(
      document([try ReportSamples.row(survival: [nil, nil, nil])]))
    #expect(
      html.contains("<td>not known<td>not known<td>not known<td>"))
    #expect(html.contains("Not known: no interruption is known."))
  }

  @Test func plansShowMoneyRiskAndWhatNext() throws {
    let html = ReportPage.html(
      document(
        [try ReportSamples.row()],
        jobs: [try ReportSamples.job(path: "my jobs/a.yaml")]))
    for text in [
      "<dd>$1,843.20 <small>p90 $2,100.00</small></dd>",
      "<dd>$0.800 <small>sticker $0.700</small></dd>",
      "<dd>97.0 %</dd>", "<dd>1.2 <small>0 to 3</small></dd>",
      "Valid until 2026-01-14 03:00",
      // A path with a blank must stay one word of a shell.
      "--job &#39;my jobs/a.yaml&#39; --out plan",
    ] { #expect(html.contains(text), "\(text)") }
  }

  // 100 hours are 4.2 days; the limit of the sample is 72 h.
  @Test func oldDataComeFirst() {
    var old = ReportSamples.empty
    old.dataThrough = old.asOf.adding(hours: -100)
    #expect(ReportPage.html(old).contains("The data are 4.2 d old."))
    old.dataThrough = old.asOf.adding(hours: -72)
    #expect(!ReportPage.html(old).contains("The data are"))
  }

  // Seven places ring, the first by two rules: five lines and the rest.
  @Test func aPlaceHasOneLineOfWhatToDo() {
    func alert(_ place: Int, _ rule: String) -> ReportDocument.Alerts.Alert {
      .init(
        rule: rule, kind: "lossRate", place: "aws/zone-\(place)/p3",
        state: "firing", since: ReportSamples.asOf, value: 0.2, fireAbove: 0.1,
        reason: "look there")
    }
    var ringing = ReportSamples.empty
    ringing.alerts = .init(
      rules: ["a", "b"],
      ringing: (0..<7).map { alert($0, "a") } + [alert(0, "b")],
      notLookedAt: [], reason: nil)
    let html = ReportPage.html(ringing)
    #expect(html.ranges(of: "class=\"warn\"").count == 6)
    #expect(html.contains("2 more places ring."))
    #expect(html.contains("1 more rule rings there"))
    // The table has all eight.
    #expect(html.ranges(of: "Look there.</td>").count == 8)
  }

  @Test func hostileNamesStayText() throws {
    let bad = "\"><script>alert(1)</script>'\u{1B}[31m\n<img src=x onerror=y>"
    var hostile = document(
      [
        try ReportSamples.row(
          PoolID(provider: .aws, zone: "z" + bad, instanceType: "t" + bad))
      ], jobs: [try ReportSamples.job(name: bad, path: bad)])
    hostile.jobs.append(
      .init(
        name: bad, path: bad, recommendation: nil, stickerPerGPUHourUSD: nil,
        reason: bad))
    hostile.alerts = .init(
      rules: [bad],
      ringing: [
        .init(
          rule: bad, kind: "wave", place: bad, state: "firing",
          since: ReportSamples.asOf, value: 1, fireAbove: 0.5, reason: bad)
      ], notLookedAt: [.init(rule: bad, reason: bad)], reason: nil)
    hostile.freshness.warnings = [bad]
    hostile.freshness.notes = [bad]
    hostile.timeZone = bad
    let html = ReportPage.html(hostile)
    #expect(html.ranges(of: "<script").count == 1)
    #expect(html.ranges(of: "</script").count == 1)
    #expect(!html.contains("<img"))
    #expect(!html.contains("\u{1B}"))
    // Every attribute that holds a name keeps its quotes.
    #expect(!html.contains("z\""))
    #expect(html.contains("&quot;&gt;&lt;script&gt;alert(1)"))
  }

  @Test func theSameDocumentGivesTheSameBytes() throws {
    let once = document(
      [try ReportSamples.row()], jobs: [try ReportSamples.job()])
    #expect(ReportPage.html(once) == ReportPage.html(once))
    let data = try CanonicalJSON.pretty(once)
    let again = try JSONDecoder().decode(ReportDocument.self, from: data)
    #expect(again == once)
    #expect(ReportPage.html(again) == ReportPage.html(once))
  }

  // The bound of the page: 3 MB for 5,000 pools, laid out a hundred at a time.
  @Test func fiveThousandPoolsFit() throws {
    let rows = try (0..<5000).map { index in
      try ReportSamples.row(
        PoolID(
          provider: .aws, zone: "ap-southeast-\(index / 500)a",
          instanceType: "u7inh-\(index).480xlarge"))
    }
    let html = ReportPage.html(document(rows))
    #expect(html.utf8.count < 3_000_000)
    #expect(html.ranges(of: "<tr><th scope=row>").count == 5000)
    // All but the first and the last hundred may wait until they are near.
    #expect(html.ranges(of: "<tbody class=\"far\">").count == 48)
  }

  /// Two days of a window of two, $12.50 and $0.75, one loss of no known job.
  @Test func interruptionCostsStandByDayAndJob() throws {
    var document = ReportSamples.empty
    document.losses = .init(
      days: [
        .init(
          start: try UTCInstant(parsing: "2026-02-01T00:00:00Z"),
          interruptions: 2, hoursAtRisk: 24),
        .init(
          start: try UTCInstant(parsing: "2026-02-02T00:00:00Z"),
          interruptions: 1, hoursAtRisk: 24),
      ], billed: [],
      costs: InterruptionCostSeries(
        days: [
          .init(name: "2026-02-01", usd: 12.5, interruptions: 2, incomplete: 0),
          .init(name: "2026-02-02", usd: 0.75, interruptions: 1, incomplete: 1),
        ],
        jobs: [
          .init(name: "llama", usd: 12.5, interruptions: 2, incomplete: 0),
          .init(name: nil, usd: 0.75, interruptions: 1, incomplete: 1),
        ]), reason: nil)
    let page = ReportPage.html(document)
    #expect(page.contains("$13.25 in 2 days"))
    #expect(page.contains("2026-02-01: $12.50 of 2 interruptions"))
    #expect(page.contains("no known job"))
    #expect(page.contains("Of 1 interruption a part is unknown"))
  }
}
