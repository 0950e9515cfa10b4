import RiskDomain
import RiskForecast

/// All plans of a job, priced, and the best of those that keep its limits.
struct Choice {
  var plans: [PricedPlan] = []
  /// Vehicles that were asked for and have no plan, with the reason.
  var absent: [(vehicle: JobSpec.Vehicle, reason: String)] = []
  /// Why nothing was priced at all; nil when something was.
  var refusedBecause: String?
  /// Why nothing is chosen though on-demand could be priced: of no pool's
  /// losses is anything recorded.
  var lacksLosses: String?
  var best: PricedPlan?

  init(refusedBecause reason: String) { refusedBecause = reason }

  init(_ context: PlanContext) {
    for vehicle in context.job.vehicles {
      for planner in Vehicles.all where planner.vehicle == vehicle {
        let offer = planner.offer(context)
        plans += offer.plans
        if let reason = offer.absence { absent.append((vehicle, reason)) }
      }
    }
    lacksLosses = Self.lacksLosses(context)
    guard lacksLosses == nil else { return }
    best = plans.filter { $0.refusal == nil }.min(by: Self.isBetter)
  }

  /// The reason of the first silent pool, where a job that asks for spot has
  /// none whose losses are told.
  private static func lacksLosses(_ context: PlanContext) -> String? {
    guard context.job.vehicles.contains(.spot),
      !context.whollyOrPartly.contains(where: {
        $0.outlook.evidence != .none
      })
    else { return nil }
    return context.candidates.first { $0.outlook.isSilent }?.outlook.reason
  }

  /// Cheaper objective first; at the same cost the surer, then the one with a
  /// fallback, then the first by name: one order for every run.
  static func isBetter(_ left: PricedPlan, _ right: PricedPlan) -> Bool {
    // Whole cents: parts of one are no difference.
    let mine = cents(left.objective)
    let other = cents(right.objective)
    if mine != other { return mine < other }
    let a = left.plan.meetDeadline ?? 0
    let b = right.plan.meetDeadline ?? 0
    if a != b { return a > b }
    let c = left.plan.fallback == nil ? 1 : 0
    let d = right.plan.fallback == nil ? 1 : 0
    if c != d { return c < d }
    return (left.pool?.key ?? "", left.plan.vehicle.rawValue)
      < (right.pool?.key ?? "", right.plan.vehicle.rawValue)
  }

  /// Plans that keep the limits first.
  static func isSafer(_ left: PricedPlan, _ right: PricedPlan) -> Bool {
    (left.refusal == nil) == (right.refusal == nil)
      ? isBetter(left, right) : left.refusal == nil
  }

  /// The least objective of a vehicle, plans that keep the limits first.
  func best(of vehicle: JobSpec.Vehicle) -> PricedPlan? {
    plans.filter { $0.plan.vehicle == vehicle }.min(by: Self.isSafer)
  }

  /// The best plan that keeps the limits in another region; nil when none
  /// does or the choice has no region.
  func secondRegion(after chosen: PricedPlan) -> Plan.SecondRegion? {
    guard let base = chosen.plan.cost?.meanUSD else { return nil }
    let others = plans.filter { plan in
      guard plan.refusal == nil, plan.mix == nil, let pool = plan.pool else {
        return false
      }
      return !chosen.places.contains {
        $0.provider == pool.provider && $0.region == pool.region
      }
    }
    guard let best = others.min(by: Self.isBetter), let pool = best.pool,
      let cost = best.plan.cost
    else { return nil }
    return Plan.SecondRegion(
      provider: pool.provider, region: pool.region,
      vehicle: best.plan.vehicle, pool: pool,
      deltaUSD: cents(cost.meanUSD - base),
      egressUSD: cost.lines.first { $0.term == .egress }?.usd ?? 0)
  }

  /// The best plan of each pool on spot, best first.
  func spotByPool() -> [PricedPlan] {
    var seen: Set<PoolID> = []
    return plans.filter {
      $0.plan.vehicle == .spot && $0.plan.cost != nil && $0.mix == nil
    }.sorted(by: Self.isSafer)
      .filter { plan in plan.pool.map { seen.insert($0).inserted } ?? false }
  }
}
