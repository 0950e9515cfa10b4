import RiskDomain

/// The three ways of a no: not enough data, over budget, infeasible.
extension Choice {
  /// Which no it is when nothing can be chosen.
  func refusal(_ context: PlanContext) -> Recommendation.Verdict {
    if refusedBecause != nil { return .infeasible }
    if lacksLosses != nil { return .notEnoughData }
    if plans.contains(where: { context.keepsDeadline($0.plan) }) {
      return .overBudget
    }
    let isPriced = plans.contains { $0.plan.cost != nil }
    let lacks = !context.candidates.isEmpty && plans.isEmpty && !isPriced
    return lacks ? .notEnoughData : .infeasible
  }

  /// One sentence on why nothing can be chosen, with the next step.
  func refusalHeadline(_ context: PlanContext) -> String {
    switch refusal(context) {
    case .overBudget: overBudget(context)
    case .notEnoughData: notEnoughData(context)
    default: infeasible(context)
    }
  }

  private func overBudget(_ context: PlanContext) -> String {
    let able = plans.filter { context.keepsDeadline($0.plan) }
    guard let cheapest = able.min(by: Self.isBetter),
      let mean = cheapest.plan.cost?.meanUSD,
      let budget = context.job.money.budgetUSD
    else { return infeasible(context) }
    var text =
      "Over budget: the cheapest plan, \(cheapest.plan.vehicle.rawValue)"
      + (cheapest.pool.map { " in \($0)" } ?? "")
      + ", costs \(dollars(mean)) on average; the budget is "
      + "\(dollars(budget))."
    if let floor = leastPossible(context), budget < floor.usd {
      text +=
        " It lies below the cheapest possible: useful hours alone in "
        + "\(floor.pool) at the \(floor.market) price are "
        + "\(dollars(floor.usd))."
    }
    return text
  }

  /// Useful hours at the lowest known price, nothing else counted.
  private func leastPossible(
    _ context: PlanContext
  ) -> (usd: Double, pool: PoolID, market: String)? {
    var least: (usd: Double, pool: PoolID, market: String)?
    for candidate in context.candidates {
      let hours = Double(candidate.shape.instances) * candidate.workHours
      for (market, price) in [
        ("spot", candidate.spotPerHour),
        ("on-demand", candidate.onDemandPerHour),
      ] {
        guard let price, price * hours < least?.usd ?? .infinity else {
          continue
        }
        least = (price * hours, candidate.pool, market)
      }
    }
    return least
  }

  private func notEnoughData(_ context: PlanContext) -> String {
    if let lacksLosses { return "Not enough data: \(lacksLosses)" }
    let count = context.candidates.count
    let names = context.unknownNames.first.map { " " + $0 } ?? ""
    return "Not enough data: \(Counted.of(count, "pool")) would "
      + "take the job, and of none are a price and its losses known."
      + names + " Ingest prices and events of these pools, or state prices in "
      + "the job file."
  }

  /// The work at its fastest against the time that is left; nil when it fits.
  private func tooShort(_ context: PlanContext) -> String? {
    guard let deadline = context.deadlineHours,
      let fastest = context.candidates.min(by: {
        ($0.workHours, $0.pool) < ($1.workHours, $1.pool)
      })
    else { return nil }
    let left = deadline - context.earliestHours
    let needed = context.job.launchHours + fastest.workHours
    guard needed > left else { return nil }
    return " The fastest pool, \(fastest.pool), needs "
      + "\(plain(needed, digits: 1)) h without a single loss; "
      + "\(plain(left, digits: 1)) h are left until the deadline."
  }

  private func infeasible(_ context: PlanContext) -> String {
    // A rate without an offering is no plan that could be had.
    let real = plans.filter { $0.plan.block?.basis != "rate-table" }
    if let nearest = real.min(by: Self.isBetter), let why = nearest.refusal {
      return "No plan keeps the limits."
        + (tooShort(context) ?? " The cheapest: \(why)")
    }
    if let unknown = context.unknownNames.first { return unknown }
    var counts: [String: Int] = [:]
    for pool in context.rejected { counts[pool.reason, default: 0] += 1 }
    let first = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }
    return first.map { "No pool fits the job: \($0.key)" }
      ?? "No plan: no pool, price or vehicle fits the job."
  }
}
