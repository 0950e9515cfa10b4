import Foundation
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics

/// Every pool at every hour of the window under draws of its hazard, without
/// playing a run.
///
/// Costs are price · (launch + work · hours per useful hour (5)) with the
/// hazard times the draw times the mean hour-of-week effect after the start.
/// Waiting for capacity, fallbacks and the age of the pool are left to the
/// runs: the screen only says which pools and starts are worth playing.
struct PosteriorScreen: Sendable {
  /// Draws of each pool's hazard.
  static let draws = 200
  /// Hours of the week.
  static let week = 168

  /// A pool with its starts.
  struct Row: Sendable {
    var candidate: Candidate
    /// Mean cost of a start at each hour, from the earliest on.
    var meanUSD: [Double]
    /// P(that start is cheaper than the first).
    var chanceBelowFirst: [Double]

    /// The cheapest start among those that are allowed.
    func best(of count: Int) -> Int {
      meanUSD.prefix(max(count, 1)).indices.min {
        (meanUSD[$0], $0) < (meanUSD[$1], $1)
      } ?? 0
    }
  }

  /// Cheapest first by the first start.
  private(set) var rows: [Row]

  /// - Parameter starts: hourly starts to look at, 1 for the earliest alone.
  init(_ candidates: [Candidate], starts: Int, _ context: PlanContext) {
    let able = candidates.filter { $0.spotRejection == nil }
    rows = inParallel(able.count, chunk: 16) {
      Self.row(able[$0], starts: starts, context)
    }.compactMap { $0 }.sorted {
      ($0.meanUSD[0], $0.candidate.pool) < ($1.meanUSD[0], $1.candidate.pool)
    }
  }

  /// What a pool's expected running hours rest on.
  struct Pricing: Sendable {
    var kernel: PosteriorKernel
    /// The gang while it runs.
    var usdPerHour: Double
    /// Launch and the data of one start.
    var fixedUSD: Double
    var multiplierShape: Double
  }

  /// nil without a price or a hazard.
  static func pricing(
    _ candidate: Candidate, _ context: PlanContext
  ) -> Pricing? {
    guard let spot = candidate.spotPerHour,
      let loss = candidate.outlook.anyLoss(
        gangSize: context.job.hasIndependentMembers
          ? 1 : candidate.spotInstances)
    else { return nil }
    let job = context.job
    let plan = job.checkpointPlan(throughput: candidate.shape.throughput)
    let hazard = loss.mean.scaled(by: context.scenario.hazardFactor)
    let base = plan.model(loss: hazard, restartHours: job.relaunchHours)
    let interval = plan.interval(for: hazard, workHours: candidate.workHours)
    let kernel = PosteriorKernel(
      { factor in
        var model = base
        model.loss = hazard.scaled(by: factor)
        return model.hoursPerUsefulHour(intervalHours: interval) ?? 1e6
      }, exp: exp)
    let held = candidate.shape.instances - candidate.spotInstances
    let usdPerHour =
      spot * context.scenario.spotPriceFactor
      * Double(candidate.spotInstances) + Double(held)
      * (candidate.onDemandPerHour ?? 0)
    let data = candidate.cheapestRoute(starts: 1, hours: candidate.workHours)
    return Pricing(
      kernel: kernel, usdPerHour: usdPerHour,
      fixedUSD: usdPerHour * job.launchHours + data.egress.usd(starts: 1),
      multiplierShape: loss.multiplierShape)
  }

  private static func row(
    _ candidate: Candidate, starts: Int, _ context: PlanContext
  ) -> Row? {
    guard let pricing = pricing(candidate, context) else { return nil }
    var seeds = SplitMix64(
      seed: context.seed(ofRun: 0) ^ stableHash(candidate.pool.key))
    let logDraws = (0..<draws).map { _ in
      log(
        max(
          HazardDraws.multiplier(
            shape: pricing.multiplierShape, using: &seeds), 1e-9))
    }
    let logStarts = logEffects(
      candidate,
      hours: candidate.workHours * pricing.kernel.value(atLog: 0),
      starts: starts, context)
    let found = pricing.kernel.starts(
      logDraws: logDraws, logStarts: logStarts)
    return Row(
      candidate: candidate,
      meanUSD: found.enumerated().map { start, entry in
        pricing.fixedUSD + pricing.usdPerHour * candidate.workHours
          * entry.meanHours + Double(start)
          * context.job.when.waitingUSDPerHour
      }, chanceBelowFirst: found.map(\.shareBelowFirst))
  }

  /// ln of the mean effect of the hours of the week over the hours after each
  /// start; 0 where none is detectable.
  private static func logEffects(
    _ candidate: Candidate, hours: Double, starts: Int, _ context: PlanContext
  ) -> [Double] {
    guard let effect = candidate.outlook.hourOfWeekMultiplier,
      effect.count == week
    else { return Array(repeating: 0, count: starts) }
    let first =
      context.asOf.hourOfWeekUTC + Int(context.earliestHours.rounded(.down))
    // A hazard that never lets a job end makes the hours endless.
    let length =
      hours < Double(week) ? max(Int(hours.rounded(.up)), 1) : week
    return (0..<starts).map { start in
      var sum = 0.0
      for k in 0..<length {
        sum += effect[(first + start + k) % week]
      }
      return log(max(sum / Double(length), 1e-9))
    }
  }
}

/// A hash of a text that is the same in every run (FNV-1a).
func stableHash(_ text: String) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 {
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
  }
  return hash
}

extension CheckpointPlan {
  /// Daly's interval for the mean life, inside the bounds of the job: near
  /// enough to the best one to compare pools.
  func interval(for loss: PiecewiseHazard, workHours: Double) -> Double {
    guard losesWork else { return 1.0 / 60 }
    let low = max(minIntervalHours, stepHours ?? 0)
    guard let mean = loss.meanLifeHours, mean.isFinite else {
      return max(workHours, low)
    }
    let daly = ExponentialCheckpoint.dalyIntervalHours(
      checkpointHours: pauseHours, meanHoursBetweenLosses: mean)
    return max(min(daly, workHours), low)
  }
}
