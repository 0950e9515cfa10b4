import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskReport

/// A plan and a forecast written by hand for the export tests.
enum ExportSamples {
  /// Eight p4d.24xlarge on spot in us-west-2c, then 2b, then on-demand.
  ///
  /// Start 2026-01-14T02:00Z; nine runs of ten take 41.2 h; at most 3.0
  /// interruptions are expected.
  static let llama = """
    {"schemaVersion": 1, "generatedAt": "2026-01-14T02:00:00Z",
     "asOf": "2026-01-14T02:00:00Z", "dataThrough": "2026-01-14T01:55:00Z",
     "validUntil": "2026-01-14T03:00:00Z", "modelDigest": "7f3a90c1d2e4b5a6",
     "seed": 42, "job": "llama-ft", "verdict": "spot-with-fallback",
     "headline": "Run on spot in us-west-2c.",
     "chosen": {"vehicle": "spot", "start": "2026-01-14T02:00:00Z",
       "startLocal": "2026-01-14T07:00:00+05:00",
       "pools": [
         {"pool": "aws/us-west-2c/p4d.24xlarge", "nodes": 8, "rank": 1},
         {"pool": "aws/us-west-2b/p4d.24xlarge", "nodes": 8, "rank": 2}],
       "checkpoint": {"everySeconds": 1260, "everySteps": 210,
         "level": "nvme+durable", "overheadPercent": 1.9, "schedule": [],
         "emergency": null},
       "fallback": {"to": "on-demand", "basis": "requests",
         "afterFailedRequests": 3, "patienceSeconds": 1800,
         "latestStart": null},
       "block": null, "cost": {"meanUSD": 1843.2, "p50USD": 1800,
         "p90USD": 2100, "cvar95USD": 2300, "cvarLevel": 0.95, "lines": []},
       "makespanHours": {"mean": 38.4, "p50": 37.9, "p90": 41.2},
       "expectedInterruptions": {"mean": 1.2, "low": 0.2, "high": 3.0},
       "meetDeadline": 0.97, "overBudget": 0.04,
       "effectivePerUsefulHourUSD": 51.2, "effectivePerUsefulGPUHourUSD": 0.8,
       "perUnit": null, "breakEvenInterruptionsPerHour": 0.9,
       "rejectedBecause": null, "deltaUSD": null},
     "alternatives": [], "startCurve": [], "sensitivity": [],
     "rejectedPools": [], "warnings": [], "explanation": []}
    """

  /// p4d.24xlarge with eight A100 and 96 vCPUs; 120 s of notice on AWS, of
  /// which 5 s pass until it is seen.
  static var catalog: Catalog {
    var catalog = Catalog()
    catalog.instanceTypes = [
      .init(
        provider: .aws, instanceType: "p4d.24xlarge", accelerator: "a100-40gb",
        acceleratorCount: 8, vramGB: 40, vcpus: 96, memoryGB: 1152,
        networkGbps: 400, interconnect: "efa", localNVMeGB: 8000),
      .init(
        provider: .aws, instanceType: "g5.12xlarge", accelerator: "a10g-24gb",
        acceleratorCount: 4, vramGB: 24, vcpus: 48, memoryGB: 192,
        networkGbps: 40, interconnect: nil, localNVMeGB: 3800),
    ]
    catalog.noticeWindows = [
      .init(provider: .aws, noticeSeconds: 120, detectionSeconds: 5)
    ]
    return catalog
  }

  static func job(name: String = "llama-ft", nodes: Int = 8) -> JobSpec {
    var job = JobSpec(name: name, work: .gpuHours(2304))
    job.gang.nodes = nodes
    job.when.deadline = UTCInstant(unixSeconds: 1_768_694_400)
    return job
  }

  /// The plan after changing parts of its text.
  static func planned(
    _ changes: [(String, String)] = [], job: JobSpec = job()
  ) throws -> PlannedJob {
    var text = llama
    for (old, new) in changes { text = text.replacing(old, with: new) }
    let advice = try JSONDecoder().decode(
      Recommendation.self, from: Data(text.utf8))
    return try PlannedJob(advice, job: job, catalog: catalog)
  }

  /// The same plan for one node of g5.12xlarge.
  static func single(market: String = "spot") throws -> PlannedJob {
    try planned(
      [
        ("p4d.24xlarge", "g5.12xlarge"), ("\"nodes\": 8", "\"nodes\": 1"),
        ("\"vehicle\": \"spot\"", "\"vehicle\": \"\(market)\""),
      ], job: job(nodes: 1))
  }

  static func row(
    _ key: String, survival: [Double?] = [0.97, 0.84, 0.59],
    price: Double? = 10, effective: Double? = 13.1
  ) throws -> ForecastRow {
    let pool = try PoolID(key: key)
    var row = RiskForecast.forecast(
      outlook: PoolOutlook(
        pool: pool, asOf: UTCInstant(unixSeconds: 1_768_356_000), state: .up,
        stateAgeHours: 3.25, evidence: .own, interruptions: 143,
        hoursAtRisk: 1510.2, onDemandPerHour: 32.77),
      aheadHours: [1, 6, 24])
    row.survival = survival
    row.pricePerHour = price
    row.effectivePerHour = effective
    return row
  }

  static func forecast(_ rows: [ForecastRow]) -> ExportForecast {
    ExportForecast(
      rows: rows, document: Data("{}\n".utf8), modelDigest: "7f3a90c1d2e4b5a6",
      asOf: UTCInstant(unixSeconds: 1_768_356_000),
      generatedAt: UTCInstant(unixSeconds: 1_768_356_000),
      validUntil: UTCInstant(unixSeconds: 1_768_359_600))
  }

  static func target(_ name: String) throws -> ExportTarget {
    guard let found = ExportTarget.all.first(where: { $0.name == name }) else {
      throw CocoaError(.featureUnsupported)
    }
    return found
  }

  /// A value for every setting that must be given.
  static func needed(_ target: ExportTarget) -> [String: String] {
    let values = [
      "launchTemplate": "gpu-efa", "subnets": "subnet-1, subnet-2",
      "securityGroups": "sg-1", "image": "rayproject/ray:2.49.0",
      "account": "123456789012",
    ]
    return values.filter { name, _ in
      target.settings.contains { $0.name == name && $0.standard == nil }
    }
  }
}
