import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskReport

/// Documents written by hand for the tests of the page.
enum ReportSamples {
  /// 2026-01-14T02:00Z, a Wednesday.
  static let asOf = UTCInstant(unixSeconds: 1_768_356_000)

  /// A pool that 84 of 100 leave within a day, at $0.918 against $3.06; half
  /// and between as bands.
  static func row(
    _ pool: PoolID = PoolID(
      provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge"),
    survival: [Double?] = [0.97, 0.84, 0.16]
  ) throws -> ForecastRow {
    var row = try JSONDecoder().decode(
      ForecastRow.self, from: Data(p3.utf8))
    row.pool = pool
    row.survival = survival
    row.survivalLow = survival.map { $0.map { $0 * 0.5 } }
    row.survivalHigh = survival.map { $0.map { $0 + (1 - $0) / 2 } }
    if survival.contains(nil) {
      row.evidence = .none
      row.reason = "no interruption is known"
    }
    return row
  }

  private static let p3 = """
    {"asOf": "2026-01-14T02:00:00Z", "pool": "aws/us-west-2a/p3.2xlarge",
     "state": "up", "ageHours": 3.25, "aheadHours": [1, 6, 24],
     "survival": [], "survivalLow": [], "survivalHigh": [], "level": 0.9,
     "obtain": [null, null, null], "interruptions": 1143,
     "hoursAtRisk": 1510.2, "evidence": "own", "pricePerHour": 0.918,
     "onDemandPerHour": 3.06, "effectivePerHour": 1.11}
    """

  /// Nothing is known, and every part says so.
  static var empty: ReportDocument {
    ReportDocument(
      generatedAt: asOf, asOf: asOf, dataThrough: nil, modelDigest: "none",
      seed: 42, timeZone: "UTC", jobs: [],
      alerts: .init(
        rules: [], ringing: [], notLookedAt: [], reason: "no fact is stored"),
      league: .init(
        aheadHours: [1, 6, 24], rows: [], reason: "no pool is known"),
      survival: .init(rows: [], leftOut: 0, reason: "no model is fitted"),
      week: .init(effects: [], seen: nil, reason: "0 interruptions were seen"),
      prices: .init(
        days: 30, moving: [], leftOut: 0, constant: [], without: 0,
        reason: "no price is stored"),
      backtest: .init(
        dataThrough: nil, origins: [], clocks: [], alarms: [],
        reason: "no backtest is stored"),
      losses: .init(
        days: [], billed: [], costs: nil, reason: "nothing was watched"),
      freshness: .init(
        sources: [], setAside: 0, model: nil, staleAfterHours: 72,
        warnings: [], notes: []))
  }

  /// The plan of the export tests.
  static func job(
    name: String = "llama-ft", path: String = "jobs/llama.yaml"
  ) throws -> ReportDocument.Job {
    var advice = try JSONDecoder().decode(
      Recommendation.self, from: Data(ExportSamples.llama.utf8))
    advice.job = name
    return .init(
      name: name, path: path, recommendation: advice,
      stickerPerGPUHourUSD: 0.7, reason: nil)
  }
}
