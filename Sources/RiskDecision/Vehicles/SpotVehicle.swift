import Foundation
import RiskDomain
import RiskForecast
import RiskModels

/// Spot capacity, alone or with on-demand to fall back on.
struct SpotVehicle: VehiclePlanner {
  let vehicle = JobSpec.Vehicle.spot

  func offer(_ context: PlanContext) -> VehicleOffer {
    let played = Self.screened(context)
    let plans = inParallel(played.count) {
      self.plans(played[$0], startHours: context.earliestHours, context)
    }.flatMap { $0 }
    let mixes = PoolMixSearch(plans, context).kept
    return VehicleOffer(
      plans: plans + mixes,
      absence: plans.isEmpty && mixes.isEmpty
        ? "No candidate pool has a spot price and evidence of its losses."
        : nil)
  }

  /// Candidates that are played through at most: the cheapest by their
  /// expected running hours, which take no runs.
  static let mostPlayed = 12

  /// The candidates to play, cheapest first, and always the one with the
  /// cheapest sticker price and the cheapest of another region.
  static func screened(_ context: PlanContext) -> [Candidate] {
    let able = context.candidates.filter { $0.spotRejection == nil }
    guard able.count > mostPlayed else { return able }
    let screen =
      context.screen ?? PosteriorScreen(able, starts: 1, context)
    let ranked = screen.rows.map(\.candidate)
    var played = Array(ranked.prefix(mostPlayed))
    let sticker = ranked.min {
      ($0.stickerUSD ?? .infinity, $0.pool)
        < ($1.stickerUSD ?? .infinity, $1.pool)
    }
    let home = ranked.first?.pool.region
    let elsewhere = ranked.first { $0.pool.region != home }
    for extra in [sticker, elsewhere].compactMap({ $0 })
    where !played.contains(where: { $0.pool == extra.pool }) {
      played.append(extra)
    }
    return played
  }

  /// Spot alone, and spot with each kind of fallback that is allowed.
  func plans(
    _ candidate: Candidate, startHours: Double, _ context: PlanContext
  ) -> [PricedPlan] {
    guard
      let base = SpotRun(
        candidate: candidate, startHours: startHours, context)
    else {
      var plan = Plan(vehicle: vehicle)
      plan.pools = [
        Plan.PoolShare(
          pool: candidate.pool, nodes: candidate.spotInstances, rank: 1)
      ]
      plan.rejectedBecause =
        "The gang is lost before it could save anything."
      return [PricedPlan(plan, context)]
    }
    if let reason = base.isTooLong {
      var plan = Plan(vehicle: vehicle)
      plan.pools = shares(candidate)
      plan.rejectedBecause = reason
      return [PricedPlan(plan, context)]
    }
    return runs(base, candidate, context).map {
      price($0, candidate, context)
    }
  }

  /// The run without fallback, and with each kind of fallback that the job
  /// allows.
  func runs(
    _ base: SpotRun, _ candidate: Candidate, _ context: PlanContext
  ) -> [SpotRun] {
    var runs = [base]
    if context.job.vehicles.contains(.onDemand),
      let price = candidate.onDemandPerHour
    {
      var fallback = base
      let instances =
        base.independent == nil ? candidate.shape.instances : 1
      fallback.fallbackUSDPerHour = price * Double(instances)
      if let failures = context.job.risk.fallbackAfterFailures {
        // The user's own rule: it is not traded for a cheaper one.
        runs = []
        fallback.patienceHours = Self.patienceHours(failures)
      } else {
        if context.deadlineHours != nil { runs.append(fallback) }
        fallback.patienceHours = Self.patienceHours(Self.usualFailures)
      }
      runs.append(fallback)
    }
    return runs
  }

  private static let neverReturns =
    "The pool is down and nothing is known of when it returns."

  /// Failed requests after which operators commonly give up on spot.
  static let usualFailures = 3

  private static func patienceHours(_ failures: Int) -> Double {
    Double(max(failures, 1)) * SpotRun.hoursBetweenRequests
  }

  /// Plays a run and adds it up.
  func price(
    _ run: SpotRun, _ candidate: Candidate, _ context: PlanContext
  ) -> PricedPlan {
    let tally = SpotTally(
      (0..<run.runsWorthPlaying(context.runs)).map {
        run.play(SpotRun.Seeds(context.seed(ofRun: $0)))
      }, routes: candidate.routes, startHours: run.startHours,
      delayUSD: context.waitingUSD(startHours: run.startHours))
    return price(tally, run, candidate, pools: shares(candidate), context)
  }

  /// The plan of runs that were added up.
  ///
  /// - Parameters:
  ///   - run, candidate: of the pool that the plan's words are about.
  ///   - pools: all that it draws on.
  func price(
    _ tally: SpotTally, _ run: SpotRun, _ candidate: Candidate,
    pools: [Plan.PoolShare], _ context: PlanContext
  ) -> PricedPlan {
    var plan = Plan(vehicle: vehicle)
    plan.setStart(run.startHours, context)
    plan.pools = pools
    plan.checkpoint = advice(run, candidate, context)
    plan.fallback = fallback(run, context)
    let cost = CostSummary(
      lines: tally.means, totals: tally.totals, money: context.job.money)
    plan.cost = cost
    plan.movesDataset = tally.movesDataset
    plan.makespanHours = tally.makespan
    plan.expectedInterruptions = tally.interruptions
    plan.meetDeadline = tally.share { outcome in
      guard let done = outcome.doneHours else { return false }
      return context.deadlineHours.map { done <= $0 + 1e-9 } ?? true
    }
    plan.overBudget = tally.overBudget(context.job.money.budgetUSD)
    plan.setUnits(
      workHours: candidate.workHours, gpus: candidate.shape.gpus, context)
    if let onDemand = candidate.onDemandPerHour,
      let spot = candidate.spotPerHour
    {
      plan.breakEvenInterruptionsPerHour =
        ExponentialCheckpoint.breakEvenLossesPerHour(
          spotPerHour: spot * context.scenario.spotPriceFactor,
          onDemandPerHour: onDemand,
          checkpointHours: run.checkpoint.pauseHours,
          restartHours: run.relaunchHours,
          minIntervalHours: run.checkpoint.minIntervalHours
        ).map { rounded($0, digits: 4) }
    }
    if tally.share(where: \.isFallbackAlone) == 1 {
      plan.rejectedBecause =
        (run.neverReturns ? Self.neverReturns + " " : "")
        + "Every run ends on the fallback before it had any spot capacity: buy "
        + "on-demand at once."
    }
    let unfinished = 1 - tally.share { $0.doneHours != nil }
    // Without a deadline there is no other limit on never finishing.
    if unfinished > 0.05 {
      plan.rejectedBecause =
        (run.neverReturns ? Self.neverReturns + " " : "")
        + "\(plain(unfinished * 100, digits: 1)) % of the runs do not finish "
        + (run.handover == nil
          ? "within \(plain(run.giveUpHours - run.startHours, digits: 0)) h."
          : "before the block ends.")
    }
    plan.simulation = Plan.Simulation(
      totals: tally.totals, meetDeadline: plan.meetDeadline ?? 1)
    return PricedPlan(
      plan, context, totals: tally.totals, draws: tally.outcomes.map(\.draw))
  }

  private func shares(_ candidate: Candidate) -> [Plan.PoolShare] {
    var shares = [
      Plan.PoolShare(
        pool: candidate.pool, nodes: candidate.spotInstances, rank: 1)
    ]
    let held = candidate.shape.instances - candidate.spotInstances
    if held > 0 {
      shares.append(
        Plan.PoolShare(
          pool: candidate.pool, nodes: held, rank: 1, market: .onDemand))
    }
    return shares
  }

  private func fallback(
    _ run: SpotRun, _ context: PlanContext
  ) -> Plan.Fallback? {
    guard run.fallbackUSDPerHour != nil else { return nil }
    let slack = context.deadlineHours.map {
      max($0 - run.startHours - run.relaunchHours - run.workHours, 0)
    }
    let patience = min(run.patienceHours ?? .infinity, slack ?? .infinity)
    return Plan.Fallback(
      to: .onDemand, basis: run.patienceHours == nil ? .deadline : .requests,
      afterFailedRequests: max(
        Int(patience / SpotRun.hoursBetweenRequests + 1e-9), 1),
      patienceSeconds: rounded(patience * 3600, digits: 0),
      latestStart: context.deadlineHours.map {
        context.asOf.adding(hours: $0 - run.relaunchHours - run.workHours)
      })
  }

  private func advice(
    _ run: SpotRun, _ candidate: Candidate, _ context: PlanContext
  ) -> Plan.CheckpointAdvice? {
    guard run.checkpoint.losesWork, !run.checkpoint.isQueueFed else {
      return nil
    }
    let step = run.checkpoint.stepHours
    return Plan.CheckpointAdvice(
      everySeconds: rounded(run.intervalHours * 3600, digits: 1),
      everySteps: step.map {
        Int((run.intervalHours / $0).rounded())
      },
      level: context.job.checkpoint.mode == .async ? "nvme+durable" : "durable",
      overheadPercent: rounded(
        (run.checkpoint.slowdown - 1 + run.checkpoint.pauseHours
          / run.intervalHours) * 100, digits: 2),
      schedule: [], hopAtAgeHours: hopAtAgeHours(run),
      emergency: EmergencyCheckpoint.verdict(
        job: context.job, provider: candidate.pool.provider,
        catalog: context.catalog))
  }

  /// Age at which an instance is left for a new one, so that a last checkpoint
  /// is durable before the cap of its life; nil without a cap, or where work
  /// and launch end before it.
  private func hopAtAgeHours(_ run: SpotRun) -> Double? {
    guard run.elastic == nil, let cap = run.loss.capHours,
      run.longestHours(left: run.workHours, restart: run.launchHours) > cap
    else { return nil }
    let age = cap - run.checkpoint.saveHours
    return age > run.relaunchHours ? rounded(age, digits: 2) : nil
  }

  /// Intervals by age for a plan; empty when one interval does for every age.
  ///
  /// Dear to work out, so only for the plan that is chosen.
  func schedule(
    _ candidate: Candidate, startHours: Double, _ context: PlanContext
  ) -> [Plan.CheckpointAdvice.Entry] {
    guard
      let run = SpotRun(
        candidate: candidate, startHours: startHours, context),
      run.checkpoint.losesWork, !run.checkpoint.isQueueFed
    else { return [] }
    let entries = run.checkpoint.model(
      loss: run.loss, restartHours: run.relaunchHours
    ).schedule(
      minHours: run.checkpoint.minIntervalHours, workHours: run.workHours)
    guard entries.count > 1 else { return [] }
    let step = (run.checkpoint.stepHours ?? 0) * 3600
    return entries.map { entry in
      let seconds = entry.intervalHours * 3600
      return Plan.CheckpointAdvice.Entry(
        ageHours: rounded(entry.ageHours, digits: 2),
        everySeconds: rounded(
          step > 0 ? max((seconds / step).rounded(), 1) * step : seconds,
          digits: 1))
    }
  }
}
