import RiskDomain
import RiskForecast

extension Advice {
  mutating func addWarnings(
    _ choice: Choice, _ chosen: PricedPlan?, _ context: PlanContext
  ) {
    let job = context.job
    guard choice.refusedBecause == nil else { return }
    warnings += context.unknownNames
    warnings += Plausibility.sentences(context)
    addWithoutEffect(context)
    if let chosen {
      addOnDemand(chosen.plan, context)
      addEgress(context)
      addAge(of: chosen.plan, context)
    }
    if let chosen, chosen.plan.vehicle == .spot,
      let candidate = context.candidate(of: chosen)
    {
      for part in chosen.mix?.parts ?? [candidate] {
        addUnknowns(of: part)
      }
      if candidate.routes.contains(where: { $0.storage.usdPerHour == nil }) {
        let place =
          "\(candidate.pool.provider.rawValue)/\(candidate.pool.region)"
        warnings.append(
          "The catalog has no storage price for \(place): keeping checkpoints "
            + "and data is not priced.")
      }
      if !job.isQueueFed, CheckpointPlan(job.checkpoint).isAssumed {
        warnings.append(
          "What a checkpoint costs is not given: "
            + "\(plain(JobSpec.Checkpoint.assumedPauseSeconds, digits: 0)) s are "
            + "assumed. Give checkpoint.sizeGB and "
            + "checkpoint.durableUploadMBps.")
      }
      if chosen.plan.checkpoint?.emergency?.fits == false {
        warnings.append(
          "A checkpoint on the provider's warning does not fit: "
            + (chosen.plan.checkpoint?.emergency?.reason ?? ""))
      }
    }
    if let over = chosen?.plan.overBudget, over >= 0.1 {
      warnings.append(
        "The budget is exceeded with probability \(plain(over, digits: 3)).")
    }
    for plan in choice.plans where plan.plan.block?.offeringID == nil {
      guard plan.plan.vehicle == .capacityBlock, let chosen,
        let mean = plan.plan.cost?.meanUSD,
        let best = chosen.plan.cost?.meanUSD, mean < best
      else { continue }
      warnings.append(
        "A Capacity Block at the listed rate of \(plan.pool?.region ?? "") "
          + "would save \(dollars(best - mean)): look for an offering.")
      break
    }
  }

  /// What is not known of a pool that the plan draws on.
  private mutating func addUnknowns(of candidate: Candidate) {
    let outlook = candidate.outlook
    if outlook.acquisition == nil, outlook.attemptSuccess == nil {
      warnings.append(
        "Whether spot capacity can be had in \(candidate.pool) is not known: "
          + "the data show losses but no launches. The plan assumes that it "
          + "comes at once.")
    }
    if outlook.evidence == .prior {
      warnings.append(
        "The losses of \(candidate.pool) rest on what is known of spot "
          + "capacity at large, not on data. Measure a single instance "
          + "first.")
    }
    if candidate.onDemandPerHour == nil {
      warnings.append(
        "The on-demand price of \(candidate.pool) is not known: there is no "
          + "fallback and no comparison.")
    }
  }

  /// Keys of the job that are read and change nothing here.
  private mutating func addWithoutEffect(_ context: PlanContext) {
    let job = context.job
    if let reference = job.referenceGPU {
      let accepted = job.accept.first { GPUName.mean($0.gpu, reference) }
      let isKnown = context.catalog.instanceTypes.contains { type in
        guard let gpu = type.accelerator else { return false }
        return GPUName.matches(
          reference, accelerator: gpu, vramGB: type.vramGB)
      }
      if accepted == nil, !isKnown {
        warnings.append(
          "work.referenceGPU names \(reference), which is neither accepted nor "
            + "in the catalog: it has no effect. Throughputs are taken as they "
            + "stand.")
      } else if let accepted, accepted.throughput != 1 {
        warnings.append(
          "work.referenceGPU is \(reference), but accept gives it a throughput "
            + "of \(plain(accepted.throughput, digits: 3)), not 1: the "
            + "throughputs of accept count.")
      }
    }
    for price in job.prices
    where !context.whollyOrPartly.contains(where: { $0.pool == price.pool }) {
      warnings.append(
        "prices names \(price.pool), which is no candidate: it has no effect.")
    }
  }

  private mutating func addOnDemand(_ plan: Plan, _ context: PlanContext) {
    let uses =
      plan.vehicle == .onDemand || plan.fallback?.to == .onDemand
      || plan.pools.contains { $0.market == .onDemand }
    guard uses, let pool = plan.pools.first?.pool else { return }
    let isLimited =
      PoolRules.quotaInstances(
        job: context.job, pool: pool, catalog: context.catalog) != nil
    warnings.append(
      isLimited
        ? "On-demand capacity is taken as always available within where.quotas: "
          + "make sure of it before relying on it."
        : "On-demand capacity is taken as always available and the account's "
          + "quotas are not checked: make sure of both before relying on it, "
          + "or state them in where.quotas.")
  }

  /// Egress prices are those of the United States, by provider and route.
  ///
  /// Pools that are tried next are looked at too.
  private mutating func addEgress(_ context: PlanContext) {
    guard let data = context.job.data else { return }
    let away = (chosenPlan?.pools ?? []).map(\.pool).filter {
      data.provider != $0.provider || data.region != $0.region
    }
    guard !away.isEmpty else { return }
    var abroad: [String] = []
    if !Self.isInUS(data.region) { abroad.append(data.region) }
    for pool in away
    where data.provider == pool.provider && !Self.isInUS(pool.region)
      && !abroad.contains(pool.region)
    {
      abroad.append(pool.region)
    }
    guard !abroad.isEmpty else { return }
    warnings.append(
      "The catalog has no egress price of \(abroad.joined(separator: " and ")) "
        + "itself: data leaving \(data.provider.rawValue)/\(data.region) are "
        + "priced at US rates, which are the lowest.")
  }

  /// Whether a region's name is one of the United States.
  private static func isInUS(_ region: String) -> Bool {
    if region.hasPrefix("us-") { return !region.hasPrefix("us-gov-") }
    // Azure: eastus, westus2, southcentralus; not australiaeast.
    var name = region[...]
    while let last = name.last, last.isNumber { name = name.dropLast() }
    return name.hasSuffix("us")
  }

  private mutating func addAge(of plan: Plan, _ context: PlanContext) {
    guard let seen = plan.block?.capturedAt else { return }
    let hours = context.asOf.hours(since: seen)
    guard hours > 24 else { return }
    warnings.append(
      "The Capacity Block offering was seen \(plain(hours, digits: 0)) h ago, "
        + "at \(seen.rfc3339): ask for it again before relying on it.")
  }
}
