import RiskDomain
import RiskForecast

/// The choice in words: verdict, headline, alternatives, warnings, reasons.
struct Advice {
  var verdict: Recommendation.Verdict
  var headline: String
  var chosenPlan: Plan?
  var alternatives: [Plan] = []
  var warnings: [String] = []
  var explanation: [String] = []

  init(
    choice: Choice, chosen: PricedPlan?, starts: StartChoice,
    context: PlanContext, mostAlternatives: Int
  ) {
    verdict = Self.verdict(chosen, choice, context)
    chosenPlan = chosen?.plan
    if let chosen {
      chosenPlan?.addNext(choice, after: chosen)
      chosenPlan?.secondRegion = choice.secondRegion(after: chosen)
      if chosen.plan.vehicle == .spot, let start = chosen.plan.start,
        let candidate = context.candidate(of: chosen)
      {
        chosenPlan?.checkpoint?.schedule = SpotVehicle().schedule(
          candidate, startHours: start.hours(since: context.asOf), context)
      }
    }
    headline = ""
    addAlternatives(choice, chosen, context, mostAlternatives)
    headline = headline(choice, chosen, context)
    addWarnings(choice, chosen, context)
    addExplanation(choice, chosen, starts, context)
  }

  private static func verdict(
    _ chosen: PricedPlan?, _ choice: Choice, _ context: PlanContext
  ) -> Recommendation.Verdict {
    guard let chosen else { return choice.refusal(context) }
    return switch chosen.plan.vehicle {
    case .spot: chosen.plan.fallback == nil ? .spot : .spotWithFallback
    case .capacityBlock:
      chosen.plan.isUntilBlock ? .spotUntilBlock : .capacityBlock
    case .onDemand: .onDemand
    case .reserved: .reserved
    case .savingsPlan: .savingsPlan
    case .fixed: .fixedPrice
    }
  }

  /// The best of each vehicle asked for, the cheapest sticker price, the next
  /// pools, and what could not be had.
  private mutating func addAlternatives(
    _ choice: Choice, _ chosen: PricedPlan?, _ context: PlanContext,
    _ most: Int
  ) {
    var seen: Set<String> = []
    func name(_ plan: Plan) -> String {
      plan.vehicle.rawValue + " "
        + plan.pools.map(\.pool.key).joined(separator: " ") + " "
        + (plan.block?.offeringID ?? "") + (plan.commitment?.term ?? "")
        + (plan.fallback == nil ? "" : "+")
    }
    if let chosen { seen.insert(name(chosen.plan)) }
    func add(
      _ priced: PricedPlan?, _ prefix: String = "", isAskedFor: Bool = true
    ) {
      guard let priced, seen.insert(name(priced.plan)).inserted else { return }
      var plan = priced.plan
      if let mean = plan.cost?.meanUSD, let base = chosen?.plan.cost?.meanUSD {
        plan.deltaUSD = cents(mean - base)
      }
      let reason =
        priced.refusal
        ?? choice.lacksLosses.map {
          "Not compared with spot: " + $0
        }
        ?? lostBecause(
          priced, to: chosen, isAskedFor: isAskedFor, context)
      plan.rejectedBecause =
        (isAskedFor ? prefix : "Not among the vehicles of the job. ") + reason
      alternatives.append(plan)
    }
    for vehicle in [.onDemand, .capacityBlock] + context.job.vehicles {
      if vehicle == chosen?.plan.vehicle { continue }
      add(choice.best(of: vehicle))
    }
    // Blocks that were seen and do not fit, so that nobody wonders.
    for plan in choice.plans where plan.plan.block?.offeringID != nil {
      if alternatives.count >= most + 3 { break }
      add(plan)
    }
    let sticker = context.candidates.compactMap { candidate in
      candidate.stickerUSD.map { ($0, candidate.pool) }
    }.min { ($0.0, $0.1) < ($1.0, $1.1) }?.1
    let byPool = choice.spotByPool()
    if let sticker,
      chosen?.places != [sticker] || chosen?.plan.vehicle != .spot
    {
      add(byPool.first { $0.pool == sticker }, "Cheapest sticker price, but: ")
    }
    for plan in byPool.filter({ $0.places != chosen?.places }).prefix(most) {
      add(plan)
    }
    add(choice.best(of: chosen?.plan.vehicle ?? .spot))
    for (vehicle, reason) in choice.absent {
      var plan = Plan(vehicle: vehicle)
      plan.rejectedBecause = reason
      alternatives.append(plan)
    }
    let asked = Set(context.job.vehicles)
    for vehicle in [JobSpec.Vehicle.onDemand, .capacityBlock]
    where !asked.contains(vehicle) {
      guard
        let planner = Vehicles.all.first(where: { $0.vehicle == vehicle })
      else { continue }
      let offer = planner.offer(context)
      let best = offer.plans.min(by: Choice.isBetter)
      if choice.refusedBecause == nil {
        add(best, isAskedFor: false)
      }
    }
    if choice.refusedBecause != nil { alternatives = [] }
    joinAlikeBlocks()
  }

  /// Of offerings that lost for one and the same reason the first stays, and
  /// says how many more there are.
  private mutating func joinAlikeBlocks() {
    var more: [String: Int] = [:]
    var kept: [Plan] = []
    for plan in alternatives {
      guard plan.block?.offeringID != nil, let reason = plan.rejectedBecause
      else {
        kept.append(plan)
        continue
      }
      more[reason, default: -1] += 1
      if more[reason] == 0 { kept.append(plan) }
    }
    for index in kept.indices where kept[index].block?.offeringID != nil {
      guard let reason = kept[index].rejectedBecause,
        let count = more[reason], count > 0
      else { continue }
      kept[index].rejectedBecause =
        reason + " "
        + Counted.of(count, "more offering lost", "more offerings lost")
        + " for the same reason."
    }
    alternatives = kept
  }
}

extension Plan {
  /// Adds the next best pools of the same vehicle as places to try.
  mutating func addNext(_ choice: Choice, after chosen: PricedPlan) {
    guard vehicle == .spot else { return }
    let limit = choice.best(of: .onDemand)?.objective ?? .infinity
    let next = choice.spotByPool().filter {
      $0.refusal == nil && $0.objective < limit
        && $0.places.isDisjoint(with: chosen.places)
    }
    for (k, plan) in next.prefix(3).enumerated() {
      pools += plan.plan.pools.map {
        PoolShare(
          pool: $0.pool, nodes: $0.nodes, rank: k + 2, market: $0.market)
      }
    }
  }
}
