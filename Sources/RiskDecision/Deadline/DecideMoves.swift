import RiskDomain
import RiskModels

extension DecideStep {
  /// The answer when a move to on-demand cannot finish in time any more.
  func tooLate(_ current: Candidate?) -> DecideAnswer? {
    guard let onDemandHours, let onDemand = policy.onDemand else { return nil }
    if request.mode == .onDemand { return nil }
    let unsaved = save.unsavedOnDemandHours
    guard !isSafe(afterHours: 0, losing: unsaved) else { return nil }
    if let saving = saveAsLastResort() { return saving }
    let moving = launchHours + onDemandHours + unsaved
    if let current, let entry = policy.spot[current.pool] {
      let staying =
        restartHours + request.remainingWorkHours * entry.hoursPerWorkHour
        * entry.overhead
      if staying <= moving + Self.tolerance {
        let isInTime = staying <= leftHours + Self.tolerance
        return make(
          .spot, current.pool, entry.spotUSDPerHour * staying,
          entry.checkpointIntervalHours,
          isInTime
            ? entry.loss.survival(
              aheadHours: staying, ageHours: age(in: current.pool)) : 0,
          "A move to on-demand would come too late: it needs "
            + "\(hours(moving)), \(hours(max(leftHours, 0))) left. "
            + (isInTime
              ? "Staying is the only way to meet the deadline."
              : "Staying is done sooner, after \(hours(staying))."))
      }
    }
    return make(
      .onDemand, onDemand.pool,
      onDemand.usdPerHour * moving + egressUSD(onDemand), nil, 0,
      "The deadline cannot be met for certain any more: \(hours(moving)) "
        + "needed, \(hours(max(leftHours, 0))) left. On-demand is the fastest.")
  }

  func fromOnDemand(_ best: Candidate?, _ start: Candidate?) -> DecideAnswer {
    guard let onDemand = policy.onDemand, let onDemandHours else {
      return leave(for: fromIdle(best, start))
    }
    if let pool = request.pool, job.place.refuses(pool) != nil {
      return leave(for: fromIdle(best, start))
    }
    let rest = restartHours + onDemandHours
    let stayUSD = onDemand.usdPerHour * rest
    func stay(_ reason: String) -> DecideAnswer {
      make(
        .onDemand, request.pool ?? onDemand.pool, stayUSD, nil,
        rest <= leftHours + Self.tolerance ? 1 : 0, reason)
    }
    guard let best else { return stay(nothingKnown + " Stay on-demand.") }
    let dearer = "Moving now would cost more than it saves."
    let ticks = launchTicks(restartHours, best)
    if best.table.staysOnDemand(
      time: best.time, work: best.work, state: best.state, launchLeft: ticks)
    {
      return stay(dearer)
    }
    // The table knows nothing of work that the move loses.
    func pays(_ value: Double) -> Bool {
      save.lostWorkHours == 0 || value < stayUSD
    }
    if let start, mayStartSpot, pays(start.value) {
      return leave(for: spotAnswer(start, isNew: true))
    }
    if best.move == .wait, mayWait, pays(best.value) {
      return leave(for: waitAnswer(best))
    }
    return stay(dearer)
  }

  func fromSpot(_ current: Candidate, _ start: Candidate?) -> DecideAnswer {
    guard mayStayOnSpot else { return leave(for: onDemandAnswer(current)) }
    if let saving = saveToStay(current) { return saving }
    let ticks = launchTicks(restartHours, current)
    let stays = current.table.staysOnSpot(
      time: current.time, work: current.work, state: current.state,
      launchLeft: ticks)
    let running = current.table.running(
      time: current.time, work: current.work, state: current.state)
    if let start, start.pool != current.pool, ticks == 0,
      start.value < running
    {
      return leave(for: spotAnswer(start, isNew: true))
    }
    // The table knows nothing of work that the move loses.
    if stays || save.lostWorkHours > 0 && running <= current.value {
      return spotAnswer(current, isNew: false)
    }
    if current.move == .wait, mayWait {
      return leave(for: waitAnswer(current))
    }
    guard current.move != .spot, policy.onDemand != nil else {
      return spotAnswer(current, isNew: false)
    }
    return leave(for: onDemandAnswer(current))
  }

  func fromIdle(_ best: Candidate?, _ start: Candidate?) -> DecideAnswer {
    guard let best else {
      if policy.onDemand != nil { return leave(for: onDemandAnswer(nil)) }
      return leave(
        for: make(
          .wait, nil, nil, nil, 0,
          nothingKnown + " On-demand is not allowed or has no price."))
    }
    if let start, start.value <= best.value, mayStartSpot {
      return leave(for: spotAnswer(start, isNew: true))
    }
    if best.move == .wait, mayWait { return leave(for: waitAnswer(best)) }
    if let start, mayStartSpot {
      return leave(for: spotAnswer(start, isNew: true))
    }
    if policy.onDemand == nil { return leave(for: waitAnswer(best)) }
    return leave(for: onDemandAnswer(best))
  }

  /// A job that already runs in a pool of which nothing is known stays there
  /// as long as that is safe; nil in every other case.
  func stayOnUnknown() -> DecideAnswer? {
    guard request.mode == .spot, let pool = request.pool, policy.mayUseSpot,
      policy.spot[pool] == nil, policy.spotRefusal(pool) == nil,
      mayStayOnSpot, request.isRunning
    else { return nil }
    let reason =
      "Nothing is known of the losses or the price of \(pool): stay until the "
      + "last safe moment for on-demand."
    if needsSaveToStay {
      return saveAnswer(reason: reason, usd: nil, every: nil, chance: 1)
    }
    return make(.spot, pool, nil, nil, onDemandHours == nil ? 0 : 1, reason)
  }

  // MARK: Saving

  /// A planned move saves first, when there is time and something to save.
  func leave(for next: DecideAnswer) -> DecideAnswer {
    guard save.isFirst else { return next }
    return saveAnswer(
      reason: "Save before the move to \(next.action.rawValue): "
        + "\(hours(request.hoursSinceCheckpoint ?? 0)) of work are not saved. "
        + next.reason,
      usd: next.expectedRemainingUSD, every: next.checkpointEveryHours,
      chance: next.meetDeadline)
  }

  /// Unsaved work would force the job on-demand at the next request, and there
  /// is still time for a save that a loss could spoil.
  private var needsSaveToStay: Bool {
    save.isWorthwhile && onDemandHours != nil
      && !isSafe(
        afterHours: 2 * policyMargin + save.saveHours, losing: atRiskHours)
      && isSafe(
        afterHours: policyMargin + save.saveHours,
        losing: save.unsavedOnDemandHours)
  }

  /// A save that keeps spot possible.
  private func saveToStay(_ current: Candidate) -> DecideAnswer? {
    guard needsSaveToStay else { return nil }
    let stay = spotAnswer(current, isNew: false)
    return saveAnswer(
      reason: "Save now: \(hours(request.hoursSinceCheckpoint ?? 0)) of "
        + "unsaved work would soon force a move to on-demand.",
      usd: stay.expectedRemainingUSD, every: stay.checkpointEveryHours,
      chance: 1)
  }

  /// A move would lose too much to be in time; after a save it would not.
  private func saveAsLastResort() -> DecideAnswer? {
    let took = policyMargin + save.saveHours
    guard save.isWorthwhile, isSafe(afterHours: took, losing: 0),
      let onDemandHours, let onDemand = policy.onDemand
    else { return nil }
    let entry = request.pool.flatMap { policy.spot[$0] }
    return saveAnswer(
      reason: "Save now: with \(hours(save.unsavedOnDemandHours)) of unsaved "
        + "work to do again on-demand would come too late; after a save it "
        + "is in time, unless spot is lost before.",
      usd: onDemand.usdPerHour * (launchHours + onDemandHours)
        + egressUSD(onDemand), every: entry?.checkpointIntervalHours,
      chance: request.pool.flatMap { pool in
        entry?.loss.survival(aheadHours: took, ageHours: age(in: pool))
      } ?? 0)
  }

  private func saveAnswer(
    reason: String, usd: Double?, every: Double?, chance: Double
  ) -> DecideAnswer {
    make(
      .checkpointNow, request.pool ?? policy.onDemand?.pool, usd, every, chance,
      reason)
  }
}
