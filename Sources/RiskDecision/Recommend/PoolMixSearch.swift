import RiskDomain
import RiskForecast

/// The mixes of spot pools that are worth a place among the plans.
///
/// Mean costs of members that need none of the others add up, so that the
/// cheapest pool alone has the least mean. A mix is kept where no pool alone
/// keeps the job's limits or takes the whole, and where weighing dear runs
/// makes it better by more than chance.
struct PoolMixSearch {
  /// Pools of a mix at most.
  static let mostPools = 4
  /// Pools that are tried: the cheapest of the screen.
  static let mostTried = 8
  /// Runs of a mix while pools are looked for.
  static let quickRuns = 200
  /// Parts of the runs by which chance is told from a gain.
  private static let batches = 10

  private(set) var kept: [PricedPlan] = []

  /// - Parameter singles: the plans of one pool each.
  init(_ singles: [PricedPlan], _ context: PlanContext) {
    guard context.job.hasIndependentMembers else { return }
    let pools = (context.candidates + context.limited).filter {
      $0.spotRejection == nil && $0.shape.instances > 1
        && $0.spotInstances == $0.shape.instances
    }
    guard pools.count > 1 else { return }
    let ranked = PosteriorScreen(pools, starts: 1, context).rows
      .map(\.candidate)
    let best = singles.filter { $0.refusal == nil }.min(by: Choice.isBetter)
    // A mean alone is never better in two pools than in the cheapest that can
    // have all.
    guard
      best == nil || context.job.risk.aversion > 0 || !context.limited.isEmpty
    else { return }
    var seen: Set<Kind> = []
    for lead in ranked where seen.insert(Kind(lead)).inserted {
      let alike = ranked.filter { Kind($0) == Kind(lead) }
      guard alike.count > 1 else { continue }
      kept += Self.mixes(of: Array(alike.prefix(Self.mostTried)), context)
    }
    guard let best else { return }
    kept = kept.filter {
      $0.refusal == nil && Self.isReal($0, over: best, context)
    }
  }

  /// Pools between which members may be moved: the work of one takes as long,
  /// and one launcher reaches all.
  private struct Kind: Hashable {
    var provider: PoolID.Provider
    var shape: GangShape

    init(_ candidate: Candidate) {
      provider = candidate.pool.provider
      shape = candidate.shape
    }
  }

  /// The best mix of two pools, of three, of four, each with one pool more than
  /// the one before.
  private static func mixes(
    of pools: [Candidate], _ context: PlanContext
  ) -> [PricedPlan] {
    var quick = context
    quick.runs = min(context.runs, quickRuns)
    var found: [PricedPlan] = []
    var chosen = [pools[0]]
    while chosen.count < min(mostPools, pools.count) {
      let others = pools.filter { pool in
        !chosen.contains { $0.pool == pool.pool }
      }
      let tried = inParallel(others.count) { [chosen, quick] k in
        best(mix(chosen + [others[k]], quick), quick)
      }
      let next = zip(others, tried).compactMap { pool, plan in
        plan.map { (pool: pool, plan: $0) }
      }.min { isBetter($0.plan, $1.plan) }
      chosen.append(next?.pool ?? others[0])
      if next != nil, let plan = best(mix(chosen, context), context) {
        found.append(plan)
      }
    }
    return found
  }

  /// nil where the quotas do not let the pools take the whole job.
  private static func mix(
    _ pools: [Candidate], _ context: PlanContext
  ) -> PoolMix? {
    QuotaRoom.shares(
      of: pools[0].shape.instances, among: pools.map(\.pool),
      job: context.job, catalog: context.catalog
    ).map { PoolMix(pools, instances: $0) }
  }

  private static func best(
    _ mix: PoolMix?, _ context: PlanContext
  ) -> PricedPlan? {
    mix?.plans(startHours: context.earliestHours, context)
      .min(by: isBetter)
  }

  /// Plans that keep the limits first.
  private static func isBetter(_ a: PricedPlan, _ b: PricedPlan) -> Bool {
    (a.refusal == nil) == (b.refusal == nil)
      ? Choice.isBetter(a, b) : a.refusal == nil
  }

  /// A lower objective in the same runs, by more than two standard errors of
  /// ten parts of them.
  private static func isReal(
    _ mix: PricedPlan, over single: PricedPlan, _ context: PlanContext
  ) -> Bool {
    let count = min(mix.totals.count, single.totals.count) / batches
    guard count > 1, mix.objective < single.objective else { return false }
    let gains = (0..<batches).map { b -> Double in
      let runs = (b * count)..<((b + 1) * count)
      func objective(_ totals: [Double]) -> Double {
        let some = Array(totals[runs])
        return context.objective(
          CostSummary(
            lines: [.compute: some.reduce(0, +) / Double(count)],
            totals: some, money: context.job.money))
      }
      return objective(single.totals) - objective(mix.totals)
    }
    let n = Double(batches)
    let mean = gains.reduce(0, +) / n
    let variance =
      gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    return mean > 2 * (variance / n).squareRoot()
  }
}
