import RiskDomain
import RiskForecast

extension Advice {
  /// One sentence: what, where, when, what it costs.
  func headline(
    _ choice: Choice, _ chosen: PricedPlan?, _ context: PlanContext
  ) -> String {
    guard let chosen, let cost = chosen.plan.cost else {
      if let reason = choice.refusedBecause { return reason }
      return choice.refusalHeadline(context)
    }
    let place = place(of: chosen.plan)
    let what =
      switch verdict {
      case .spot: "Run on spot, \(place)"
      case .spotWithFallback:
        "Run on spot, \(place), with on-demand to fall back on"
      case .capacityBlock: "Book a Capacity Block, \(place)"
      case .spotUntilBlock:
        "Book the Capacity Block, \(place), and run on spot until it begins at "
          + "\(chosen.plan.block?.start.rfc3339 ?? "its start")"
      case .reserved: "Run on the reservation, \(place)"
      case .savingsPlan: "Run under a savings plan, \(place)"
      case .fixedPrice: "Run on the machines at a fixed price"
      case .onDemand, .infeasible, .overBudget, .notEnoughData:
        "Run on-demand, \(place)"
      }
    var text =
      "\(what), from \(chosen.plan.start?.rfc3339 ?? "now"): "
      + "\(dollars(cost.meanUSD)) on average"
    if cost.p90USD > cost.meanUSD + 0.005 {
      text += ", \(dollars(cost.p90USD)) in a bad case (p90)"
    }
    if let onDemand = choice.best(of: .onDemand)?.plan.cost?.meanUSD,
      verdict != .onDemand, onDemand > cost.meanUSD
    {
      let percent = (1 - cost.meanUSD / onDemand) * 100
      text +=
        ", \(dollars(onDemand - cost.meanUSD)) "
        + "(\(plain(percent, digits: 0)) %) less than on-demand"
    }
    return text + "."
  }

  /// "8 × p4d.24xlarge in us-west-2c", of what is taken first.
  private func place(of plan: Plan) -> String {
    var parts: [(pool: PoolID, nodes: Int)] = []
    for share in plan.pools
    where share.rank == 1 && (!plan.isUntilBlock || share.market == nil) {
      if let known = parts.firstIndex(where: { $0.pool == share.pool }) {
        parts[known].nodes += share.nodes
      } else {
        parts.append((share.pool, share.nodes))
      }
    }
    return parts.map {
      "\($0.nodes) × \($0.pool.instanceType) in \($0.pool.zone)"
    }
    .joined(separator: " and ")
  }

  mutating func addExplanation(
    _ choice: Choice, _ chosen: PricedPlan?, _ starts: StartChoice,
    _ context: PlanContext
  ) {
    guard let chosen, let cost = chosen.plan.cost else {
      explanation = [headline] + rejections(choice, context)
      return
    }
    let plan = chosen.plan
    if let pool = chosen.pool,
      let candidate = context.candidate(of: chosen)
    {
      explanation.append(
        "The work is \(plain(candidate.workHours, digits: 2)) h of the whole "
          + "gang on \(candidate.shape.instances) × \(pool.instanceType) "
          + "(throughput \(plain(candidate.shape.throughput, digits: 3))).")
      let outlook = candidate.outlook
      if plan.vehicle == .spot {
        explanation.append(
          "Losses in \(pool): \(outlook.interruptions) in "
            + "\(plain(outlook.hoursAtRisk, digits: 1)) h, evidence "
            + "\(outlook.evidence.rawValue); "
            + "\(plain(plan.expectedInterruptions?.mean ?? 0, digits: 2)) "
            + "expected for this job.")
        if let price = spotPriceUsed(candidate, context) {
          explanation.append(price)
        }
      }
    }
    if let mix = chosen.mix {
      explanation += words(mix, chosen, choice, context)
    }
    explanation += commitmentWords(plan)
    if let fallback = plan.fallback {
      explanation.append(takeover(fallback))
    }
    if let second = chosenPlan?.secondRegion {
      explanation.append(
        "If \(chosen.pool?.region ?? "the region") has none, the second region "
          + "is \(second.provider.rawValue)/\(second.region): "
          + "\(second.vehicle.rawValue) in \(second.pool), "
          + difference(second))
    }
    if let route = dataWay(plan, context) { explanation.append(route) }
    if let every = plan.checkpoint?.everySeconds {
      explanation.append(
        "A checkpoint every \(plain(every, digits: 0)) s balances "
          + "\(plain(plan.checkpoint?.overheadPercent ?? 0, digits: 2)) % of "
          + "overhead against lost work.")
    }
    if plan.vehicle == .spot, context.job.isQueueFed {
      explanation += queueWords(plan, context)
    } else if plan.vehicle == .spot {
      let job = context.job
      let each = InterruptionTerm.usd(
        losses: 1,
        lostHoursEach: (plan.checkpoint?.everySeconds ?? 0) / 7200,
        restartHoursEach: job.relaunchHours,
        usdPerHour: hourlyUSD(chosen, context))
      explanation.append(
        "A loss costs about \(dollars(each)): "
          + (plan.checkpoint == nil ? "" : "half an interval of work and ")
          + "a restart of \(plain(job.relaunchHours * 60, digits: 1)) min.")
    }
    if let even = plan.breakEvenInterruptionsPerHour {
      explanation.append(
        "Spot would cost as much as on-demand at "
          + "\(plain(even, digits: 3)) losses per hour.")
    }
    let waste = cost.lines.filter { $0.term != .compute && $0.usd >= 0.005 }
    if !waste.isEmpty {
      explanation.append(
        "Beside useful hours: "
          + waste.map { "\($0.term.rawValue) \(dollars($0.usd))" }
          .joined(separator: ", ") + ".")
    }
    if let runnerUp = Recommendation.RunnerUp(of: chosen, choice) {
      explanation.append(
        "The choice costs less than the next plan, \(runnerUp.vehicle.rawValue)"
          + (runnerUp.pool.map { " in \($0)" } ?? "")
          + ", with probability \(plain(runnerUp.chosenIsCheaper, digits: 3)).")
    }
    if let simulation = plan.simulation {
      explanation.append(
        "\(simulation.runs) runs were played: the mean is good to "
          + "\(dollars(simulation.meanStandardErrorUSD)) (standard error).")
    }
    if let finding = starts.finding { explanation.append(finding) }
    if let second = alternatives.first(where: { $0.cost != nil }),
      let delta = second.deltaUSD, let because = second.rejectedBecause
    {
      explanation.append(
        "Next: \(second.vehicle.rawValue)"
          + (second.pools.first.map { " in \($0.pool)" } ?? "")
          + ", \(dollars(delta)) against the choice. \(because)")
    }
  }

  /// Less on average is chosen against for the weight of its dear runs.
  private func difference(_ second: Plan.SecondRegion) -> String {
    let moves = second.egressUSD >= 0.005
    let egress = dollars(second.egressUSD)
    return second.deltaUSD >= 0
      ? "\(dollars(second.deltaUSD)) more on average"
        + (moves ? ", \(egress) of it for moving data." : ".")
      : "\(dollars(-second.deltaUSD)) less on average, but its dear runs are "
        + "dearer" + (moves ? "; moving data costs \(egress)." : ".")
  }

  /// Price of the running gang of a spot plan, per hour.
  private func hourlyUSD(
    _ chosen: PricedPlan, _ context: PlanContext
  ) -> Double {
    guard let candidate = context.candidate(of: chosen) else { return 0 }
    let held = candidate.shape.instances - candidate.spotInstances
    return Double(candidate.spotInstances) * (candidate.spotPerHour ?? 0)
      + Double(held) * (candidate.onDemandPerHour ?? 0)
  }
}
