import Foundation
import RiskDomain
import RiskForecast
import RiskModels

extension SpotRun {
  /// Longest a run is followed, as a multiple of its work, and at least these
  /// hours beside it: thirty days.
  private static let giveUpFactor = 20.0
  private static let giveUpHours = 720.0

  /// The run of a candidate from a start; nil when nothing would ever be
  /// saved or the candidate has no hazard or price.
  ///
  /// - Parameter isOneGang: runs the members together also where they need
  ///   none of the others.
  init?(
    candidate: Candidate, startHours: Double, isOneGang: Bool = false,
    _ context: PlanContext
  ) {
    let job = context.job
    let isIndependent = job.runsIndependently && !isOneGang
    // Instances that are launched, and lost, together.
    let together = isIndependent ? 1 : candidate.spotInstances
    let held = candidate.shape.instances - candidate.spotInstances
    let outlook = candidate.outlook.obtaining(gangSize: together)
    guard let spot = candidate.spotPerHour,
      let hazard = outlook.loss
    else { return nil }
    members = GangMembers(
      hazard: hazard.mean.scaled(by: context.scenario.hazardFactor),
      sharedShockShare: outlook.sharedShockShare(gangSize: together),
      size: together)
    // Where all fall together every restart is a new gang of one age.
    loss =
      members.size == 1 || members.sharedShockShare >= 1
      ? members.hazard
      : GangRenewal.hazard(
        of: members, horizonHours: min(max(candidate.workHours, 24), 240))
    lossShape = hazard.multiplierShape
    acquisition = outlook.acquisition
    attemptSuccess = outlook.attemptSuccess
    hourOfWeekMultiplier = outlook.hourOfWeekMultiplier.flatMap {
      $0.count == 168 ? $0 : nil
    }
    let milliseconds = context.asOf.unixMilliseconds
    hourOfWeekAtZero =
      Double(context.asOf.hourOfWeekUTC)
      + Double(((milliseconds % 3_600_000) + 3_600_000) % 3_600_000)
      / 3_600_000
    agesFollowPool = outlook.clock != .instance
    isUp = outlook.state == .unknown ? nil : outlook.state == .up
    stateAgeHours = outlook.stateAgeHours ?? 0
    spotUSDPerHour =
      spot * context.scenario.spotPriceFactor * Double(together)
    priceLogDeviation = 0
    if job.priceOverride(candidate.pool)?.spotPerHour == nil,
      let price = outlook.spotPrice, price.lowUSDPerHour > 0,
      price.highUSDPerHour > price.lowUSDPerHour
    {
      // A 90 % band is 2 · 1.645 deviations wide.
      priceLogDeviation =
        log(price.highUSDPerHour / price.lowUSDPerHour) / 3.29
    }
    elastic =
      isIndependent
      ? nil
      : candidate.fewestInstances.map {
        ElasticGang(
          fewest: max($0 - held, 0), held: held,
          rescaleHours: job.isQueueFed
            ? 0 : job.relaunchHours - job.restart.provisionSeconds / 3600,
          redeliveryHours: job.isQueueFed
            ? (job.queue?.visibilityTimeoutSeconds ?? 0) / 3600 : nil)
      }
    let onDemandPerHour = candidate.onDemandPerHour ?? 0
    onDemandShareUSDPerHour =
      isIndependent ? 0 : Double(held) * onDemandPerHour
    if isIndependent {
      independent = IndependentMembers(
        onSpot: candidate.spotInstances, held: held,
        heldUSDPerHour: onDemandPerHour)
    }
    self.startHours = startHours
    deadlineHours = context.deadlineHours
    workHours = candidate.workHours
    checkpoint = job.checkpointPlan(throughput: candidate.shape.throughput)
    launchHours = job.launchHours
    relaunchHours = job.relaunchHours
    giveUpHours =
      startHours
      + max(workHours * Self.giveUpFactor, workHours + Self.giveUpHours)
    intervalHours = workHours
    guard checkpoint.losesWork else { return }
    guard
      let best = checkpoint.model(loss: loss, restartHours: relaunchHours)
        .bestInterval(
          minHours: checkpoint.minIntervalHours, workHours: workHours,
          stepHours: checkpoint.stepHours)
    else { return nil }
    intervalHours = best.intervalHours
  }
}
