// Times `recommend` over pools, start hours and posterior draws, by stage.
//
//   recommend-bench [POOLS …]      default 125 250 500

import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels

let asOf = UTCInstant(unixSeconds: 1_768_356_000)  // 2026-01-14T02Z

/// V100 pools of many zones, each with its own price, hazard and week.
func outlook(_ index: Int) throws -> PoolOutlook {
  let region = ["us-east-1", "us-east-2", "us-west-2", "eu-west-1"][index % 4]
  let zone = "\(region)-z\(index)-1a"
  let shift = index % 168
  return PoolOutlook(
    pool: PoolID(
      provider: .aws, zone: zone, instanceType: "p3.2xlarge",
      accelerator: "v100"), asOf: asOf, state: .up,
    stateAgeHours: Double(index % 30), evidence: .own, interruptions: 40,
    hoursAtRisk: 400, clock: .probe,
    loss: .init(
      mean: PiecewiseHazard(
        cutsHours: [0, 0.5, 1, 2, 4, 8, 24],
        ratesPerHour: [0.5, 0.35, 0.2, 0.12, 0.08, 0.06, 0.05].map {
          $0 * (0.5 + Double(index % 17) / 12)
        }), multiplierShape: 5 + Double(index % 40)),
    acquisition: .init(
      mean: PiecewiseHazard(constantPerHour: 2), multiplierShape: 12),
    hourOfWeekMultiplier: (0..<168).map { hour in
      1 + 0.3 * sin(2 * .pi * Double((hour + shift) % 24) / 24)
    },
    spotPrice: .init(
      currentUSDPerHour: 0.9, expectedUSDPerHour: 0.9 + Double(index % 50) / 80,
      lowUSDPerHour: 0.8, highUSDPerHour: 1.6, source: "history"),
    onDemandPerHour: 3.06)
}

/// 48 h of work that may start at any hour of a week.
func job(pools: [PoolID]) -> JobSpec {
  var job = JobSpec(name: "bench", work: .hours(48))
  job.pools = pools
  job.checkpoint.sizeGB = 20
  job.checkpoint.durableUploadMBps = 400
  job.when.pausable = true
  job.when.deadline = asOf.adding(hours: 168 + 48 + 1)
  job.vehicles = [.spot, .onDemand]
  return job
}

/// Stages as they end.
final class Clock: @unchecked Sendable {
  private(set) var laps: [(stage: String, seconds: Double)] = []
  private var last = ContinuousClock.now

  func start() { (laps, last) = ([], .now) }
  func lap(_ stage: String) {
    let now = ContinuousClock.now
    let (seconds, attoseconds) = (now - last).components
    laps.append((stage, Double(seconds) + Double(attoseconds) * 1e-18))
    last = now
  }
}

let counts = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let clock = Clock()
print("| pools | starts | draws | stage | ms |")
print("|---:|---:|---:|---|---:|")
for count in counts.isEmpty ? [125, 250, 500] : counts {
  let outlooks = try (0..<count).map(outlook)
  let job = job(pools: outlooks.map(\.pool))
  var recommender = Recommender()
  recommender.onStage = { clock.lap($0) }
  var best: [(stage: String, seconds: Double)] = []
  // The first round warms up; of the others the fastest counts.
  for round in 0..<6 {
    clock.start()
    let advice = recommender.recommend(
      job: job, outlooks: outlooks, offerings: [], catalog: Catalog(),
      asOf: asOf, dataThrough: asOf, generatedAt: asOf, modelDigest: "none",
      seed: 42)
    guard advice.chosen != nil else { exit(70) }
    let total = clock.laps.reduce(0) { $0 + $1.seconds }
    if round > 0,
      best.isEmpty || total < best.reduce(0, { $0 + $1.seconds })
    {
      best = clock.laps
    }
  }
  for lap in best + [("all", best.reduce(0) { $0 + $1.seconds })] {
    let ms = String(format: "%.1f", lap.seconds * 1000)
    print("| \(count) | 169 | 200 | \(lap.stage) | \(ms) |")
  }
}
