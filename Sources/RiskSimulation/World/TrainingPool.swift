import Foundation
import RiskDomain
import RiskNumerics

/// Lets training jobs come and go in one pool.
enum TrainingPool {
  /// Median hours of work and deviation of their logarithm.
  private static let medianWorkHours = 14.0
  private static let workDeviation = 0.7

  /// What a pool's training jobs leave behind, beside its history.
  struct Outcome: Sendable {
    var reports: [LoopReport] = []
    var ledger: [LedgerEntry] = []
  }

  static func run(
    on site: inout PoolSimulation, occupancy: Double, from start: UTCInstant
  ) -> Outcome {
    var outcome = Outcome()
    let gangs = site.plan.gangSizes
    let meanGang = Double(gangs.reduce(0, +)) / Double(gangs.count)
    let meanHours =
      medianWorkHours * exp(workDeviation * workDeviation / 2)
    let jobsPerHour = occupancy / (meanGang * meanHours)
    var at = start.adding(hours: site.rng.exponential() / jobsPerHour)
    var number = 1
    while at < site.end {
      let second = Int64(at.unixMilliseconds / 1000)
      var job = TrainingJob(
        plan(number, gangs: gangs, on: &site),
        requestedAt: UTCInstant(unixSeconds: second))
      job.run(on: &site)
      outcome.reports += job.reports
      outcome.ledger += job.ledger(prices: site.history.prices)
      number += 1
      at = at.adding(hours: site.rng.exponential() / jobsPerHour)
    }
    return outcome
  }

  private static func plan(
    _ number: Int, gangs: [Int], on site: inout PoolSimulation
  ) -> TrainingPlan {
    let kind = site.plan.pool.instanceType.prefix { $0 != "." }
    let hours = medianWorkHours * exp(workDeviation * site.rng.normal())
    return TrainingPlan(
      job: "\(site.plan.team)-train-\(kind)-\(site.plan.pool.zone)-\(number)",
      nodes: gangs[site.rng.index(below: gangs.count)],
      workSeconds: Int64(hours * 3600),
      intervalSeconds: 60 * (15 + Int64(site.rng.index(below: 46))),
      checkpointSeconds: 20 + Int64(site.rng.index(below: 100)),
      checkpointBytes: (10 + Int64(site.rng.index(below: 190))) << 30,
      patienceSeconds: 3600 * (2 + Int64(site.rng.index(below: 12))))
  }
}
