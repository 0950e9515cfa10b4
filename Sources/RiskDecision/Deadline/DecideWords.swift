import Foundation
import RiskDomain
import RiskModels

extension DecideStep {
  func spotAnswer(_ at: Candidate, isNew: Bool) -> DecideAnswer {
    let entry = policy.spot[at.pool]
    let value =
      isNew
      ? at.value
      : at.table.running(time: at.time, work: at.work, state: at.state)
    let rate = entry.map {
      -log($0.loss.survival(aheadHours: 1, ageHours: age(in: at.pool)))
    }
    let losses = rate.map {
      $0.isFinite ? plain($0, digits: 3) + " losses per hour ahead, " : ""
    }
    return make(
      .spot, at.pool, value, entry?.checkpointIntervalHours,
      onDemandHours == nil ? chance(of: at, entry, isNew: isNew) : 1,
      (isNew ? "Start on spot: " : "Stay on spot: ") + (losses ?? "") + slack)
  }

  /// Without on-demand: P(no loss while the work takes).
  private func chance(
    of at: Candidate, _ entry: DecidePool?, isNew: Bool
  ) -> Double {
    guard let entry else { return 0 }
    let work =
      request.remainingWorkHours + (isNew ? save.lostWorkHours : 0)
    let needed = work * entry.hoursPerWorkHour * entry.overhead
    guard needed <= leftHours else { return 0 }
    return entry.loss.survival(aheadHours: needed, ageHours: age(in: at.pool))
  }

  func waitAnswer(_ at: Candidate) -> DecideAnswer {
    make(
      .wait, nil, at.value, nil, onDemandHours == nil ? 0 : 1,
      "Wait for spot: " + slack)
  }

  func onDemandAnswer(_ at: Candidate?) -> DecideAnswer {
    let needed = launchHours + (onDemandHours ?? 0) + save.lostOnDemandHours
    let cost = policy.onDemand.map { $0.usdPerHour * needed + egressUSD($0) }
    let reason =
      if !mayWait {
        "Start on-demand: the last moment at which it meets the deadline for "
          + "certain."
      } else if at == nil {
        nothingKnown + " Start on-demand: " + slack
      } else {
        "Start on-demand: cheaper than waiting, " + slack
      }
    return make(
      .onDemand, policy.onDemand?.pool,
      min(cost ?? .infinity, at?.value ?? .infinity), nil,
      needed <= leftHours + Self.tolerance ? 1 : 0, reason)
  }

  /// Dollars for data at a start on-demand.
  func egressUSD(_ onDemand: DecideOnDemand) -> Double {
    onDemand.egress.perStartUSD
      + movingDataUSD(to: onDemand.pool, onDemand.egress)
  }

  /// Why no pool of the request can be compared.
  var nothingKnown: String {
    if !policy.mayUseSpot { return "The job does not allow spot." }
    if poolsNow.isEmpty {
      return "The request lists no pool, so nothing is known of spot."
    }
    if poolsNow.allSatisfy({ policy.spotRefusal($0.pool) != nil }) {
      return "The job refuses the pools of the request."
    }
    return "Nothing is known of the pools of the request: no losses or no "
      + "price."
  }

  private var slack: String {
    guard let onDemandHours else { return "\(hours(leftHours)) left." }
    let left =
      leftHours - launchHours - onDemandHours - save.lostOnDemandHours
    return "\(hours(left)) of slack to on-demand."
  }

  func hours(_ value: Double) -> String { plain(value, digits: 2) + " h" }

  /// Pools of the request that the job's own limits keep from spot.
  private var refusals: String {
    let pools = Set(poolsNow.map(\.pool) + (request.pool.map { [$0] } ?? []))
    return pools.sorted().compactMap { pool in
      policy.spotRefusal(pool).map { " No spot in \(pool): \($0)" }
    }.joined()
  }

  func make(
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
      reason: reason + (action == .checkpointNow ? "" : refusals))
  }
}
