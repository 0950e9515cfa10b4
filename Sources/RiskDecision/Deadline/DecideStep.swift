import RiskDomain
import RiskModels

/// One request under way: what is safe, and where the tables stand.
struct DecideStep {
  let policy: DecidePolicy
  let request: DecideRequest
  let leftHours: Double
  let save: DecideSave
  /// Hours of on-demand work that staying on spot may throw away at most
  /// before the next request.
  let atRiskHours: Double
  /// Hours after a launch on-demand that the work takes; nil without it.
  let onDemandHours: Double?

  /// Hours that rounding of times and work may differ by.
  static let tolerance = 1e-6

  init(policy: DecidePolicy, request: DecideRequest, leftHours: Double) {
    self.policy = policy
    self.request = request
    self.leftHours = leftHours
    let needed = policy.onDemand.map {
      request.remainingWorkHours * $0.hoursPerWorkHour
    }
    onDemandHours = needed
    save = DecideSave(
      policy: policy, request: request,
      slackHours: needed.map {
        leftHours - policy.job.relaunchHours - $0
      })
    atRiskHours =
      save.losesWork
      ? save.unsavedOnDemandHours + policy.hoursBetweenRequests : 0
  }

  var job: JobSpec { policy.job }
  var launchHours: Double { job.relaunchHours }
  var policyMargin: Double { policy.hoursBetweenRequests }
  var restartHours: Double { request.restartRemainingHours ?? 0 }

  /// After a time without progress, a launch on-demand still finishes.
  func isSafe(afterHours: Double, losing lost: Double) -> Bool {
    guard let onDemandHours else { return true }
    return leftHours - afterHours + Self.tolerance
      >= launchHours + onDemandHours + lost
  }

  /// Hours that can pass without progress before the next request, on spot.
  ///
  /// A gang whose work is safe works from the end of its launch until it is
  /// lost, and a loss is told at once.
  private func idleHours(launching: Double) -> Double {
    save.losesWork ? policyMargin : min(launching, policyMargin)
  }

  var mayStayOnSpot: Bool {
    isSafe(
      afterHours: idleHours(launching: restartHours), losing: atRiskHours)
  }
  var mayStartSpot: Bool {
    isSafe(
      afterHours: idleHours(launching: launchHours),
      losing: save.lostOnDemandHours + (save.losesWork ? policyMargin : 0))
  }
  var mayWait: Bool {
    isSafe(afterHours: policyMargin, losing: save.lostOnDemandHours)
  }

  /// A pool that can be had now, with its place in its table.
  struct Candidate {
    var pool: PoolID
    var isUp: Bool
    var state: Int
    var table: DeadlineTable
    var work: Int
    var time: Int
    var tickHours: Double
    /// When what runs is given up, work that is lost by that included.
    var value: Double
    var move: DeadlineTable.Move
  }

  func answer(_ tables: inout [PoolID: DeadlineTable]) -> DecideAnswer {
    if request.remainingWorkHours <= 0 {
      return make(.wait, nil, 0, nil, 1, "The work is done.")
    }
    if request.mode == .capacityBlock {
      return make(
        .capacityBlock, request.pool, 0, nil,
        (onDemandHours ?? request.remainingWorkHours) + restartHours
          <= leftHours ? 1 : 0,
        "The block is paid for: stay on it.")
    }
    let candidates = candidates(&tables)
    let current = candidates.first {
      request.mode == .spot && $0.pool == request.pool && $0.isUp
    }
    if let answer = tooLate(current) { return answer }
    let best = candidates.min {
      ($0.value, $0.pool.key) < ($1.value, $1.pool.key)
    }
    let startPool = candidates.filter { $0.isUp && $0.move == .spot }.min {
      ($0.value, $0.pool.key) < ($1.value, $1.pool.key)
    }
    if request.mode == .onDemand { return fromOnDemand(best, startPool) }
    if let current { return fromSpot(current, startPool) }
    if let staying = stayOnUnknown() { return staying }
    return fromIdle(best, startPool)
  }

  var poolsNow: [DecideRequest.PoolNow] { request.poolsNow }

  private func candidates(
    _ tables: inout [PoolID: DeadlineTable]
  ) -> [Candidate] {
    poolsNow.sorted { $0.pool < $1.pool }.compactMap { now in
      guard
        let found = policy.table(
          for: now.pool, workHours: request.remainingWorkHours,
          leftHours: max(leftHours, 0), in: &tables),
        let known = policy.spot[now.pool]
      else { return nil }
      let sameState = known.stateIsUp == now.available
      var since =
        now.sinceHours ?? (sameState ? known.stateAgeHours ?? 0 : 0)
      if now.available, !known.agesFollowPool { since = age(in: now.pool) }
      let state = found.table.environment.index(
        isUp: now.available, sinceTicks: since / found.tickHours)
      // Work that a move loses has to be done again.
      let redone =
        save.lostWorkHours * known.hoursPerWorkHour * known.overhead
        / found.tickHours
      let idle = found.table.idle(
        time: found.time,
        work: found.work + Int((redone - 1e-6).rounded(.up)), state: state)
      return Candidate(
        pool: now.pool, isUp: now.available, state: state, table: found.table,
        work: found.work, time: found.time, tickHours: found.tickHours,
        value: idle.value + movingDataUSD(to: now.pool, known.egress),
        move: idle.move)
    }
  }

  /// Age of a pool's losses, for the gang that runs there or for a new one.
  func age(in pool: PoolID) -> Double {
    let since = poolsNow.first { $0.pool == pool }?.sinceHours
    let isRunning = request.mode == .spot && request.pool == pool
    return policy.spot[pool]?.ageHours(
      sinceHours: since, runningHours: isRunning ? request.ageHours : nil)
      ?? since ?? 0
  }

  /// Copying the dataset, where the job does not run in that region already.
  func movingDataUSD(to pool: PoolID, _ egress: EgressTerm) -> Double {
    let isThere =
      request.pool.map {
        request.mode != .idle && $0.provider == pool.provider
          && $0.region == pool.region
      } ?? false
    return isThere ? 0 : egress.onceUSD
  }

  func launchTicks(_ restart: Double, _ at: Candidate) -> Int {
    min(
      Int((restart / at.tickHours - 1e-6).rounded(.up)), at.table.launchTicks)
  }
}
