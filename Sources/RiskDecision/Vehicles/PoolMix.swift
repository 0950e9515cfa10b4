import RiskDomain
import RiskNumerics

/// Members that need none of the others, spread over several spot pools.
///
/// Work is split by members, so that each pool's part takes as long as the
/// whole would. What is not known of a pool is drawn from the same numbers for
/// all pools of its region and apart for other regions: how far siblings are
/// wrong together is not told.
struct PoolMix: Sendable {
  /// The pools, the cheapest first, each with the instances that it takes as its
  /// own.
  let parts: [Candidate]
  /// The pool that takes most words: the first, as it would take the whole.
  let whole: Candidate
  /// By part: number of its region in the order of the parts.
  private let regions: [Int]

  /// - Parameters:
  ///   - candidates: of one shape and provider, each as it would take the
  ///     whole job; at least one.
  ///   - instances: of each, above 0, as many as the job has together.
  init(_ candidates: [Candidate], instances: [Int]) {
    whole = candidates[0]
    // Where one pool has no on-demand price none falls back.
    let fallsBack = candidates.allSatisfy { $0.onDemandPerHour != nil }
    parts = zip(candidates, instances).map { candidate, count in
      var part = candidate
      if !fallsBack { part.onDemandPerHour = nil }
      part.shape.gpus = candidate.shape.gpus * count / candidate.shape.instances
      part.shape.instances = count
      part.spotInstances = count
      part.fewestInstances = candidate.fewestInstances.map {
        max(($0 * count - 1) / candidate.shape.instances + 1, 1)
      }
      return part
    }
    var seen: [String] = []
    regions = candidates.map { candidate in
      let region = candidate.pool.region
      if let known = seen.firstIndex(of: region) { return known }
      seen.append(region)
      return seen.count - 1
    }
  }

  /// The plans from a start: without fallback, and with each that the job
  /// allows; empty where a part cannot run.
  func plans(startHours: Double, _ context: PlanContext) -> [PricedPlan] {
    let vehicle = SpotVehicle()
    var kinds: [[SpotRun]] = []
    for part in parts {
      guard
        let base = SpotRun(
          candidate: part, startHours: startHours, context),
        base.isTooLong == nil
      else { return [] }
      kinds.append(vehicle.runs(base, part, context))
    }
    return kinds[0].indices.map { k in price(kinds.map { $0[k] }, context) }
  }

  private func price(
    _ runs: [SpotRun], _ context: PlanContext
  ) -> PricedPlan {
    var runs = runs
    // One interval for all: it is what the plan says.
    for i in runs.indices { runs[i].intervalHours = runs[0].intervalHours }
    let count = runs.map { $0.runsWorthPlaying(context.runs) }.min() ?? 0
    let start = runs[0].startHours
    let played = runs.enumerated().map { i, run in
      (0..<count).map { run.play(seeds(ofRun: $0, part: i, context)) }
    }
    let tallies = Set(regions).sorted().map { region in
      let own = regions.indices.filter { regions[$0] == region }
      var outcomes = played[own[0]]
      for i in own.dropFirst() {
        for r in outcomes.indices { outcomes[r].add(played[i][r]) }
      }
      return SpotTally(
        outcomes, routes: parts[own[0]].routes, startHours: start,
        delayUSD: region == 0 ? context.waitingUSD(startHours: start) : 0)
    }
    let draws = (0..<count).map { r in
      draw(of: played.map { $0[r].draw })
    }
    var plan = SpotVehicle().price(
      SpotTally(joining: tallies, draws: draws, startHours: start), runs[0],
      whole,
      pools: parts.map {
        Plan.PoolShare(pool: $0.pool, nodes: $0.spotInstances, rank: 1)
      }, context)
    plan.mix = self
    return plan
  }

  /// Every part has luck of its own, every region its own world; the first
  /// part has those of a plan of one pool.
  private func seeds(
    ofRun run: Int, part: Int, _ context: PlanContext
  ) -> SpotRun.Seeds {
    func mixed(_ seed: UInt64, _ index: Int) -> UInt64 {
      guard index > 0 else { return seed }
      var mixer = SplitMix64(
        seed: seed ^ UInt64(index) &* 0xA24B_AED4_963E_E407)
      return mixer.next()
    }
    var seeds = SpotRun.Seeds(context.seed(ofRun: run))
    seeds.luck = mixed(seeds.luck, part)
    seeds.world = mixed(seeds.world, regions[part])
    return seeds
  }

  /// The mean of the parts' draws, by instances.
  private func draw(of draws: [SpotRun.WorldDraw]) -> SpotRun.WorldDraw {
    let total = Double(parts.reduce(0) { $0 + $1.spotInstances })
    var mean = SpotRun.WorldDraw(loss: 0, wait: 0, price: 0)
    for (part, draw) in zip(parts, draws) {
      let share = Double(part.spotInstances) / total
      mean.loss += share * draw.loss
      mean.wait += share * draw.wait
      mean.price += share * draw.price
    }
    return mean
  }
}
