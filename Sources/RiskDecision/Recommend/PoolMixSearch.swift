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
  /// Of them in one region.
  private static let mostOfRegion = 3
  /// Shapes of instances that are tried: those of the cheapest pools.
  private static let mostKinds = 2
  /// Runs of a mix while pools are looked for.
  static let quickRuns = 200
  /// Parts of the runs by which chance is told from a gain.
  private static let batches = 10

  private(set) var kept: [PricedPlan] = []

  /// - Parameter singles: the plans of one pool each.
  init(_ singles: [PricedPlan], _ context: PlanContext) {
    guard context.job.hasIndependentMembers else { return }
    let pools = context.whollyOrPartly.filter {
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
    for lead in ranked where seen.count < Self.mostKinds {
      let alike = Self.tried(
        ranked.filter { Kind($0) == Kind(lead) }, context)
      guard alike.count > 1, seen.insert(Kind(lead)).inserted else { continue }
      kept += Self.mixes(of: alike, context)
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
  ///
  /// - Parameter pools: the cheapest first, each with room for an instance.
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
      }.min { Choice.isSafer($0.plan, $1.plan) }
      guard let next else {
        // Not enough room yet: the pool that adds most, the cheapest of those.
        let placed = others.map {
          shares(chosen + [$0], context).reduce(0, +)
        }
        let most = placed.max() ?? 0
        guard let k = placed.firstIndex(of: most) else { break }
        chosen.append(others[k])
        continue
      }
      chosen.append(next.pool)
      if let plan = best(mix(chosen, context), context) { found.append(plan) }
    }
    return found
  }

  /// Pools that are tried: the cheapest, few of each region, so that others are
  /// looked at too.
  private static func tried(
    _ alike: [Candidate], _ context: PlanContext
  ) -> [Candidate] {
    var ofRegion: [String: Int] = [:]
    return Array(
      alike.filter { candidate in
        guard shares([candidate], context)[0] > 0 else { return false }
        ofRegion[candidate.pool.region, default: 0] += 1
        return ofRegion[candidate.pool.region, default: 0] <= mostOfRegion
      }.prefix(mostTried))
  }

  private static func shares(
    _ pools: [Candidate], _ context: PlanContext
  ) -> [Int] {
    QuotaRoom.shares(
      of: pools[0].shape.instances, among: pools.map(\.pool),
      job: context.job, catalog: context.catalog)
  }

  /// nil where the quotas do not let the pools take the whole job, or leave one
  /// with nothing.
  private static func mix(
    _ pools: [Candidate], _ context: PlanContext
  ) -> PoolMix? {
    let shares = shares(pools, context)
    guard shares.reduce(0, +) == pools[0].shape.instances,
      shares.allSatisfy({ $0 > 0 })
    else { return nil }
    return PoolMix(pools, instances: shares)
  }

  private static func best(
    _ mix: PoolMix?, _ context: PlanContext
  ) -> PricedPlan? {
    mix?.plans(startHours: context.earliestHours, context)
      .min(by: Choice.isSafer)
  }

  /// A lower objective in the same runs, by more than three standard errors of
  /// ten parts of them: several mixes are held against one pool.
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
    let gain = MeanOfRuns(gains)
    return gain.mean > 3 * gain.standardError
  }
}
