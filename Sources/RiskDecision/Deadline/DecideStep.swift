import Foundation
import RiskDomain
import RiskModels

/// One request under way: what is safe, what the tables say, in words.
struct DecideStep {
  let request: DecideRequest
  let leftHours: Double
  /// Hours of work that a loss now would throw away at most.
  let atRiskHours: Double
  /// Hours after a launch on-demand that the work takes; nil without it.
  let onDemandHours: Double?
  let launchHours: Double
  let policyMargin: Double
  let job: JobSpec

  /// Hours that rounding of times and work may differ by.
  private static let tolerance = 1e-6

  init(policy: DecidePolicy, request: DecideRequest, leftHours: Double) {
    self.request = request
    self.leftHours = leftHours
    job = policy.job
    launchHours = policy.job.relaunchHours
    policyMargin = policy.hoursBetweenRequests
    let losesWork = !policy.job.checkpoint.continuous
    var unsaved = 0.0
    if request.mode == .spot {
      // Unknown: at worst a whole interval, and never more than the age.
      let interval =
        request.pool.flatMap { policy.spot[$0]?.checkpointIntervalHours } ?? 0
      unsaved =
        request.hoursSinceCheckpoint
        ?? min(interval, request.ageHours ?? interval)
    }
    atRiskHours = losesWork ? unsaved + policy.hoursBetweenRequests : 0
    onDemandHours = policy.onDemand.map {
      request.remainingWorkHours * $0.hoursPerWorkHour
    }
  }

  /// After a time without progress, a launch on-demand still finishes.
  func isSafe(afterHours: Double, losing lost: Double) -> Bool {
    guard let onDemandHours else { return true }
    return leftHours - afterHours + Self.tolerance
      >= launchHours + onDemandHours + lost
  }

  var mayStayOnSpot: Bool {
    isSafe(afterHours: policyMargin, losing: atRiskHours)
  }
  var mayStartSpot: Bool {
    isSafe(
      afterHours: policyMargin,
      losing: job.checkpoint.continuous ? 0 : policyMargin)
  }
  var mayWait: Bool { isSafe(afterHours: policyMargin, losing: 0) }

  /// A pool that can be had now, with its place in its table.
  private struct Candidate {
    var pool: PoolID
    var isUp: Bool
    var state: Int
    var table: DeadlineTable
    var work: Int
    var time: Int
    var tickHours: Double
    var value: Double
    var move: DeadlineTable.Move
  }

  func answer(_ policy: inout DecidePolicy) -> DecideAnswer {
    if request.remainingWorkHours <= 0 {
      return make(.wait, nil, 0, nil, 1, "The work is done.")
    }
    if request.mode == .capacityBlock {
      return make(
        .capacityBlock, request.pool, 0, nil,
        (onDemandHours ?? request.remainingWorkHours)
          + (request.restartRemainingHours ?? 0) <= leftHours ? 1 : 0,
        "The block is paid for: stay on it.")
    }
    let candidates = candidates(&policy)
    let current = candidates.first {
      request.mode == .spot && $0.pool == request.pool && $0.isUp
    }
    if let answer = tooLate(current, policy) { return answer }
    let best = candidates.min {
      ($0.value, $0.pool.key) < ($1.value, $1.pool.key)
    }
    let startPool = candidates.filter { $0.isUp && $0.move == .spot }.min {
      ($0.value, $0.pool.key) < ($1.value, $1.pool.key)
    }
    if request.mode == .onDemand {
      return fromOnDemand(best, startPool, policy)
    }
    if let current { return fromSpot(current, startPool, policy) }
    if let staying = stayOnUnknown(policy) { return staying }
    return fromIdle(best, startPool, policy)
  }

  /// The pools of the request; the one that the job runs on is there and up
  /// even where the request does not list it.
  private var poolsNow: [DecideRequest.PoolNow] {
    guard request.mode == .spot, let pool = request.pool,
      !request.pools.contains(where: { $0.pool == pool })
    else { return request.pools }
    return request.pools + [
      .init(pool: pool, available: true, sinceHours: request.ageHours)
    ]
  }

  private func candidates(_ policy: inout DecidePolicy) -> [Candidate] {
    poolsNow.sorted { $0.pool < $1.pool }.compactMap { now in
      guard
        let found = policy.table(
          for: now.pool, workHours: request.remainingWorkHours,
          leftHours: max(leftHours, 0)),
        let known = policy.spot[now.pool]
      else { return nil }
      let sameState = known.stateIsUp == now.available
      let since =
        now.sinceHours ?? (sameState ? known.stateAgeHours ?? 0 : 0)
      let state = found.table.environment.index(
        isUp: now.available, sinceTicks: since / found.tickHours)
      let idle = found.table.idle(
        time: found.time, work: found.work, state: state)
      return Candidate(
        pool: now.pool, isUp: now.available, state: state, table: found.table,
        work: found.work, time: found.time, tickHours: found.tickHours,
        value: idle.value, move: idle.move)
    }
  }

  /// The answer when on-demand cannot finish in time any more, or when it must
  /// be kept or started this moment.
  private func tooLate(
    _ current: Candidate?, _ policy: DecidePolicy
  ) -> DecideAnswer? {
    guard let onDemandHours, let onDemand = policy.onDemand else { return nil }
    let restart = request.restartRemainingHours ?? 0
    if request.mode == .onDemand { return nil }
    guard !isSafe(afterHours: 0, losing: 0) else { return nil }
    if let current, let entry = policy.spot[current.pool] {
      let needed =
        restart + request.remainingWorkHours * entry.hoursPerWorkHour
        * entry.overhead
      if needed <= leftHours + Self.tolerance {
        return make(
          .spot, current.pool, entry.spotUSDPerHour * needed,
          entry.checkpointIntervalHours,
          entry.loss.survival(
            aheadHours: needed, ageHours: request.ageHours ?? 0),
          "A move to on-demand would come too late; staying is the only way "
            + "to meet the deadline.")
      }
    }
    return make(
      .onDemand, onDemand.pool,
      onDemand.usdPerHour * (launchHours + onDemandHours), nil, 0,
      "The deadline cannot be met for certain any more: "
        + "\(hours(launchHours + onDemandHours)) needed, "
        + "\(hours(max(leftHours, 0))) left. On-demand is the fastest.")
  }

  private func fromOnDemand(
    _ best: Candidate?, _ start: Candidate?, _ policy: DecidePolicy
  ) -> DecideAnswer {
    guard let onDemand = policy.onDemand, let onDemandHours else {
      return fromIdle(best, start, policy)
    }
    let restart = request.restartRemainingHours ?? 0
    let stay = make(
      .onDemand, request.pool ?? onDemand.pool,
      onDemand.usdPerHour * (restart + onDemandHours), nil,
      restart + onDemandHours <= leftHours + Self.tolerance ? 1 : 0,
      "Moving now would cost more than it saves.")
    guard let best else { return stay }
    let ticks = launchTicks(restart, best)
    if best.table.staysOnDemand(
      time: best.time, work: best.work, state: best.state, launchLeft: ticks)
    {
      return stay
    }
    if let start, mayStartSpot { return spotAnswer(start, policy, isNew: true) }
    if best.move == .wait, mayWait { return waitAnswer(best) }
    return stay
  }

  private func fromSpot(
    _ current: Candidate, _ start: Candidate?, _ policy: DecidePolicy
  ) -> DecideAnswer {
    guard mayStayOnSpot else { return onDemandAnswer(policy, current) }
    if let saving = saveToStay(current, policy) { return saving }
    let ticks = launchTicks(request.restartRemainingHours ?? 0, current)
    let stays = current.table.staysOnSpot(
      time: current.time, work: current.work, state: current.state,
      launchLeft: ticks)
    let running = current.table.running(
      time: current.time, work: current.work, state: current.state)
    if let start, start.pool != current.pool, ticks == 0,
      start.value < running
    {
      return leave(current, for: spotAnswer(start, policy, isNew: true), policy)
    }
    if stays { return spotAnswer(current, policy, isNew: false) }
    switch current.move {
    case .wait where mayWait:
      return leave(current, for: waitAnswer(current), policy)
    case .spot:
      return spotAnswer(current, policy, isNew: false)
    default:
      return leave(current, for: onDemandAnswer(policy, current), policy)
    }
  }

  private func fromIdle(
    _ best: Candidate?, _ start: Candidate?, _ policy: DecidePolicy
  ) -> DecideAnswer {
    guard let best else {
      if policy.onDemand != nil { return onDemandAnswer(policy, nil) }
      return make(
        .wait, nil, nil, nil, 0,
        "No pool of the request has a hazard and a price, and on-demand is "
          + "not allowed or has no price.")
    }
    if let start, start.value <= best.value, mayStartSpot {
      return spotAnswer(start, policy, isNew: true)
    }
    if best.move == .wait, mayWait { return waitAnswer(best) }
    if let start, mayStartSpot { return spotAnswer(start, policy, isNew: true) }
    if policy.onDemand == nil { return waitAnswer(best) }
    return onDemandAnswer(policy, best)
  }

  /// A job that already runs in a pool of which nothing is known stays there
  /// as long as that is safe; nil in every other case.
  private func stayOnUnknown(_ policy: DecidePolicy) -> DecideAnswer? {
    guard request.mode == .spot, let pool = request.pool, policy.mayUseSpot,
      policy.spot[pool] == nil, mayStayOnSpot,
      poolsNow.contains(where: { $0.pool == pool && $0.available })
    else { return nil }
    return make(
      .spot, pool, nil, nil, onDemandHours == nil ? 0 : 1,
      "Nothing is known of the losses or the price of \(pool): stay until the "
        + "last safe moment for on-demand.")
  }

  /// A save that keeps spot possible: without it the unsaved work would force
  /// the job on-demand at the next request.
  private func saveToStay(
    _ current: Candidate, _ policy: DecidePolicy
  ) -> DecideAnswer? {
    let plan = CheckpointPlan(job.checkpoint)
    let save = plan.pauseHours + plan.durableLagHours
    guard plan.losesWork, onDemandHours != nil,
      let unsaved = request.hoursSinceCheckpoint,
      unsaved > max(policyMargin, 2 * save),
      !isSafe(afterHours: 2 * policyMargin + save, losing: atRiskHours)
    else { return nil }
    let stay = spotAnswer(current, policy, isNew: false)
    return make(
      .checkpointNow, current.pool, stay.expectedRemainingUSD,
      stay.checkpointEveryHours, 1,
      "Save now: \(hours(unsaved)) of unsaved work would soon force a move to "
        + "on-demand.")
  }

  /// A planned move saves first, when there is time and something to save.
  private func leave(
    _ current: Candidate, for next: DecideAnswer, _ policy: DecidePolicy
  ) -> DecideAnswer {
    let plan = CheckpointPlan(job.checkpoint)
    let save = plan.pauseHours + plan.durableLagHours
    guard plan.losesWork, let unsaved = request.hoursSinceCheckpoint,
      unsaved > max(policyMargin, 2 * save),
      isSafe(afterHours: policyMargin + save, losing: atRiskHours)
    else { return next }
    return make(
      .checkpointNow, current.pool, next.expectedRemainingUSD,
      next.checkpointEveryHours, next.meetDeadline,
      "Save before the move to \(next.action.rawValue): "
        + "\(hours(unsaved)) of work are not saved.")
  }

  private func launchTicks(_ restart: Double, _ at: Candidate) -> Int {
    min(
      Int((restart / at.tickHours - 1e-6).rounded(.up)), at.table.launchTicks)
  }

  private func spotAnswer(
    _ at: Candidate, _ policy: DecidePolicy, isNew: Bool
  ) -> DecideAnswer {
    let entry = policy.spot[at.pool]
    let value =
      isNew
      ? at.value
      : at.table.running(time: at.time, work: at.work, state: at.state)
    let rate = entry.map {
      -log($0.loss.survival(aheadHours: 1, ageHours: age(of: at)))
    }
    let losses = rate.map {
      $0.isFinite ? plain($0, digits: 3) + " losses per hour ahead, " : ""
    }
    return make(
      .spot, at.pool, value, entry?.checkpointIntervalHours,
      onDemandHours == nil ? chance(of: at, entry) : 1,
      (isNew ? "Start on spot: " : "Stay on spot: ") + (losses ?? "") + slack)
  }

  /// Without on-demand: P(no loss while the work takes).
  private func chance(of at: Candidate, _ entry: DecidePool?) -> Double {
    guard let entry else { return 0 }
    let needed =
      request.remainingWorkHours * entry.hoursPerWorkHour * entry.overhead
    guard needed <= leftHours else { return 0 }
    return entry.loss.survival(aheadHours: needed, ageHours: age(of: at))
  }

  private func age(of at: Candidate) -> Double {
    poolsNow.first { $0.pool == at.pool }?.sinceHours ?? 0
  }

  private func waitAnswer(_ at: Candidate) -> DecideAnswer {
    make(
      .wait, nil, at.value, nil, onDemandHours == nil ? 0 : 1,
      "Wait for spot: " + slack)
  }

  private func onDemandAnswer(
    _ policy: DecidePolicy, _ at: Candidate?
  ) -> DecideAnswer {
    let base = onDemandHours ?? 0
    let cost = policy.onDemand.map { $0.usdPerHour * (launchHours + base) }
    return make(
      .onDemand, policy.onDemand?.pool,
      min(cost ?? .infinity, at?.value ?? .infinity), nil, 1,
      "Start on-demand: "
        + (mayWait
          ? "cheaper than waiting, " + slack
          : "the last moment at which it meets the deadline for certain."))
  }

  private var slack: String {
    guard let onDemandHours else { return "\(hours(leftHours)) left." }
    return
      "\(hours(leftHours - launchHours - onDemandHours)) of slack to on-demand."
  }

  private func hours(_ value: Double) -> String {
    plain(value, digits: 2) + " h"
  }

  private func make(
    _ action: DecideAnswer.Action, _ pool: PoolID?, _ usd: Double?,
    _ checkpoint: Double?, _ chance: Double, _ reason: String
  ) -> DecideAnswer {
    let known = usd.flatMap {
      $0.isFinite && $0 < DeadlineTable.missed / 2 ? cents($0) : nil
    }
    return DecideAnswer(
      id: request.id, action: action, pool: pool,
      checkpointEveryHours: checkpoint.map { rounded($0, digits: 4) },
      expectedRemainingUSD: known, meetDeadline: rounded(chance, digits: 4),
      reason: reason)
  }
}
