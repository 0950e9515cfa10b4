import RiskDomain
import RiskForecast
import RiskModels

/// One pool as `decide` sees it: prices of the gang and hazards.
struct DecidePool: Sendable {
  var pool: PoolID
  /// Running hours per hour of remaining work.
  var hoursPerWorkHour: Double
  /// Running hours of the whole job without losses.
  var totalHours: Double
  /// The whole gang; a part that the job wants on-demand is in it.
  var spotUSDPerHour: Double
  /// By hours since the last restart, as the plans of the pool have it.
  var loss: PiecewiseHazard
  var acquisition: PiecewiseHazard?
  /// False where ages run from an instance's own launch.
  var agesFollowPool: Bool
  var egress: EgressTerm
  var checkpointIntervalHours: Double?
  /// Running hours per useful hour by checkpoints alone, ≥ 1.
  var overhead: Double
  /// Hours lost with a loss: launch and, on average, half an interval.
  var relaunchHours: Double
  var stateAgeHours: Double?
  var stateIsUp: Bool?

  /// nil when spot in this pool cannot be judged: no hazard, no price, or a
  /// gang that is lost before it could save anything.
  init?(_ candidate: Candidate, _ context: PlanContext) {
    let job = context.job
    let outlook = candidate.outlook
    guard candidate.spotRejection == nil,
      // Hazard, price and interval are those of `recommend`.
      let run = SpotRun(
        candidate: candidate, startHours: 0, isOneGang: true, context)
    else { return nil }
    pool = candidate.pool
    loss = run.loss
    agesFollowPool = run.agesFollowPool
    acquisition =
      outlook.acquisition?.mean
      ?? outlook.attemptSuccess.flatMap {
        $0 > 0
          ? PiecewiseHazard(
            constantPerHour: $0 / SpotRun.hoursBetweenRequests) : nil
      }
    hoursPerWorkHour = candidate.shape.hoursPerReferenceHour
    spotUSDPerHour = run.spotUSDPerHour + run.onDemandShareUSDPerHour
    egress =
      candidate.cheapestRoute(starts: 1, hours: candidate.workHours).egress
    stateAgeHours = outlook.stateAgeHours
    stateIsUp = outlook.state == .unknown ? nil : outlook.state == .up
    totalHours = candidate.workHours
    overhead = 1
    relaunchHours = job.relaunchHours
    let plan = run.checkpoint
    guard plan.losesWork else { return }
    checkpointIntervalHours = run.intervalHours
    overhead = plan.slowdown + plan.pauseHours / run.intervalHours
    totalHours *= overhead
    relaunchHours += run.intervalHours / 2 + plan.durableLagHours
  }

  /// Age that the loss hazard takes for a gang that starts now or runs.
  ///
  /// - Parameters:
  ///   - sinceHours: for how long the pool has been up.
  ///   - runningHours: hours since the running gang's last restart; nil for a
  ///     new one.
  func ageHours(sinceHours: Double?, runningHours: Double?) -> Double {
    agesFollowPool ? sinceHours ?? 0 : runningHours ?? 0
  }
}

extension GangShape {
  /// Hours on this gang for an hour of `remainingWorkHours`.
  ///
  /// Work is stated as hours of the whole gang on the reference GPU.
  var hoursPerReferenceHour: Double { 1 / throughput }
}

/// The cheapest on-demand gang that the job allows.
struct DecideOnDemand: Sendable {
  var pool: PoolID
  /// The whole gang.
  var usdPerHour: Double
  var hoursPerWorkHour: Double
  var egress: EgressTerm

  /// nil when no candidate has an on-demand price.
  init?(_ candidates: [Candidate]) {
    var best: (usd: Double, choice: (Candidate, Double))?
    for candidate in candidates {
      guard let price = candidate.onDemandPerHour else { continue }
      let usd = price * Double(candidate.shape.instances)
      let data =
        candidate.cheapestRoute(starts: 1, hours: candidate.workHours).egress
      let total = usd * candidate.workHours + data.usd(starts: 1)
      if best.map({ total < $0.usd }) ?? true {
        best = (total, (candidate, usd))
      }
    }
    guard let (candidate, usd) = best?.choice else { return nil }
    pool = candidate.pool
    usdPerHour = usd
    hoursPerWorkHour = candidate.shape.hoursPerReferenceHour
    egress =
      candidate.cheapestRoute(starts: 1, hours: candidate.workHours).egress
  }
}
