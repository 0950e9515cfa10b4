import RiskDomain
import RiskForecast

/// Capacity Blocks: whole blocks at a fixed start, paid in full at once.
///
/// Lengths, sizes, starts and the end of use follow the catalog's rules
/// (`CapacityBlockRules`). Offerings too small for a gang are taken together.
struct CapacityBlockVehicle: VehiclePlanner {
  let vehicle = JobSpec.Vehicle.capacityBlock

  func offer(_ context: PlanContext) -> VehicleOffer {
    guard
      let rules = context.catalog.capacityBlockRules(at: context.asOf)
    else {
      return VehicleOffer(
        plans: [],
        absence: "The catalog has no rules of Capacity Blocks for "
          + "\(context.asOf.rfc3339): add a row to capacity-block-rules.csv.")
    }
    var plans: [PricedPlan] = []
    var absence: String?
    for candidate in targets(context) {
      let fromOfferings = offered(to: candidate, rules, context).map {
        plan(candidate, $0, rules, context)
      }
      plans += fromOfferings
      if fromOfferings.isEmpty,
        let plan = ratePlan(candidate, rules, context)
      {
        plans.append(plan)
      }
    }
    if plans.isEmpty {
      absence =
        "No Capacity Block offering or rate is known for an accepted GPU in an "
        + "allowed region."
    }
    return VehicleOffer(plans: plans, absence: absence)
  }

  /// One candidate for each region and instance type: those of the pools, and
  /// types that only offerings or rates know.
  private func targets(_ context: PlanContext) -> [Candidate] {
    var seen: Set<String> = []
    var targets: [Candidate] = []
    func add(_ candidate: Candidate) {
      let key = candidate.pool.region + "/" + candidate.pool.instanceType
      if candidate.pool.provider == .aws, seen.insert(key).inserted {
        targets.append(candidate)
      }
    }
    context.candidates.forEach(add)
    guard context.job.pools.isEmpty else { return targets }
    let known =
      context.offerings.map { ($0.zone, $0.instanceType) }
      + context.catalog.capacityBlockRates.map { ($0.region, $0.instanceType) }
    for (zone, type) in known {
      let pool = PoolID(provider: .aws, zone: zone, instanceType: type)
      if let candidate = Candidate(
        withoutSpot: pool, job: context.job, catalog: context.catalog,
        asOf: context.asOf)
      {
        add(candidate)
      }
    }
    return targets
  }

  private func isOffered(
    _ offering: CapacityBlockOffering, to candidate: Candidate,
    _ context: PlanContext
  ) -> Bool {
    let place = PoolID(
      provider: .aws, zone: offering.zone, instanceType: offering.instanceType)
    return place.region == candidate.pool.region
      && offering.instanceType == candidate.pool.instanceType
      && context.job.allows(place) && offering.upfrontFee.rawValue > 0
      && offering.instanceCount > 0
  }

  /// Offerings that a candidate may take, alone and together.
  private func offered(
    to candidate: Candidate, _ rules: Catalog.CapacityBlockRules,
    _ context: PlanContext
  ) -> [BlockBundle] {
    let single = context.offerings.filter {
      isOffered($0, to: candidate, context)
    }
    let needed = context.job.launchHours + candidate.workHours
    let open = single.filter {
      $0.start >= context.asOf.adding(hours: context.earliestHours)
    }
    let instances = candidate.shape.instances
    let together = Dictionary(grouping: open, by: \.zone)
      .sorted { $0.key < $1.key }
      .flatMap {
        BlockBundle.bundles(of: $0.value, instances: instances) {
          rules.usableHours(blockHours: $0) >= needed
        }
      }
      .filter { $0.offering.instanceCount <= rules.mostInstancesOverall }
    return single.map { BlockBundle($0) } + together
  }

  /// Every candidate with the blocks that it may take.
  func offered(
    _ context: PlanContext
  ) -> [(target: Candidate, bundle: BlockBundle, block: Plan.Block)] {
    guard
      let rules = context.catalog.capacityBlockRules(at: context.asOf)
    else { return [] }
    return targets(context).flatMap { target in
      offered(to: target, rules, context).map {
        (target, $0, block(of: $0, rules))
      }
    }
  }

  private func block(
    of bundle: BlockBundle, _ rules: Catalog.CapacityBlockRules
  ) -> Plan.Block {
    let offering = bundle.offering
    return Plan.Block(
      offeringID: offering.offeringID, zone: offering.zone,
      instanceType: offering.instanceType,
      instanceCount: offering.instanceCount, blocks: bundle.blocks,
      start: offering.start,
      end: offering.end, upfrontUSD: offering.upfrontFee.usd,
      usableHours: rules.usableHours(
        blockHours: offering.end.hours(since: offering.start)),
      basis: "offering", capturedAt: offering.capturedAt)
  }

  private func plan(
    _ candidate: Candidate, _ bundle: BlockBundle,
    _ rules: Catalog.CapacityBlockRules, _ context: PlanContext
  ) -> PricedPlan {
    let offering = bundle.offering
    let start = offering.start.hours(since: context.asOf)
    var plan = priced(
      candidate, block: block(of: bundle, rules), startHours: start,
      startsWithGang: offering.instanceCount, context)
    if offering.start < context.asOf {
      plan.rejectedBecause =
        "The offering has expired: its block has already started, at "
        + "\(offering.start.rfc3339). Ask for offerings anew and ingest them."
    } else if plan.rejectedBecause == nil, start < context.earliestHours {
      plan.rejectedBecause =
        "The block starts at \(offering.start.rfc3339), before the job may."
    }
    return PricedPlan(plan, context)
  }

  /// A plan from the rate table, which says a price and nothing of supply.
  private func ratePlan(
    _ candidate: Candidate, _ rules: Catalog.CapacityBlockRules,
    _ context: PlanContext
  ) -> PricedPlan? {
    guard
      let rate = context.catalog.capacityBlockRate(
        region: candidate.pool.region,
        instanceType: candidate.pool.instanceType, at: context.asOf),
      rate.usdPerInstanceHour > 0
    else { return nil }
    // A rate holds for the region; a job that names pools means their zone.
    let zone =
      context.job.pools.isEmpty ? candidate.pool.region : candidate.pool.zone
    let place = PoolID(
      provider: .aws, zone: zone, instanceType: candidate.pool.instanceType)
    guard context.job.allows(place) else { return nil }
    let count = candidate.shape.instances
    let needed = context.job.launchHours + candidate.workHours
    let startHours = rules.nextStartHours(
      after: context.earliestHours, asOf: context.asOf)
    let start = context.asOf.adding(hours: startHours)
    guard let days = rules.days(forHours: needed) else {
      var plan = Plan(vehicle: vehicle)
      plan.rejectedBecause =
        "The work takes \(plain(needed, digits: 1)) h; the longest block is "
        + "\(rules.weekStepsThroughDays) days."
      return PricedPlan(plan, context)
    }
    let block = Plan.Block(
      offeringID: nil, zone: zone,
      instanceType: candidate.pool.instanceType, instanceCount: count,
      blocks: rules.blocks(instances: count), start: start,
      end: start.adding(hours: Double(days) * 24),
      upfrontUSD: cents(
        Catalog.CapacityBlockRules.upfrontUSD(
          instances: count, days: days,
          usdPerInstanceHour: rate.usdPerInstanceHour)),
      usableHours: rules.usableHours(blockHours: Double(days) * 24),
      basis: "rate-table", capturedAt: nil)
    var plan = priced(
      candidate, block: block, startHours: startHours,
      startsWithGang: count, context)
    plan.rejectedBecause =
      rules.refusal(instances: count, startHours: startHours)
      ?? "Only the rate is known; no offering was seen, so whether and when a "
      + "block can be had is not known. Ask for offerings and ingest them."
    return PricedPlan(plan, context)
  }

  private func priced(
    _ candidate: Candidate, block: Plan.Block, startHours: Double,
    startsWithGang bought: Int, _ context: PlanContext
  ) -> Plan {
    let launch = context.job.launchHours
    let needed = launch + candidate.workHours
    let data = candidate.cheapestRoute(starts: 1, hours: needed)
    let blockHours = block.end.hours(since: block.start)
    let paidHours = blockHours * Double(bought)
    let perHour = paidHours > 0 ? block.upfrontUSD / paidHours : 0
    let gang = Double(candidate.shape.instances)
    let compute = perHour * candidate.workHours * gang
    let restart = perHour * launch * gang
    var plan = Plan(vehicle: vehicle)
    plan.setStart(startHours, context)
    plan.block = block
    plan.pools = [
      Plan.PoolShare(
        pool: PoolID(
          provider: .aws, zone: block.zone, instanceType: block.instanceType),
        nodes: candidate.shape.instances, rank: 1)
    ]
    plan.movesDataset = data.egress.movesDataset
    plan.setCertain(
      lines: [
        .compute: compute, .restart: restart,
        .blockIdleTail: max(block.upfrontUSD - compute - restart, 0),
        .waiting: context.waitingUSD(startHours: startHours),
        .egress: data.egress.usd(starts: 1),
        .storage: (data.storage.usdPerHour ?? 0) * needed,
      ], makespanHours: startHours + needed, workHours: candidate.workHours,
      gpus: candidate.shape.gpus, context)
    if bought < candidate.shape.instances {
      plan.cost = nil
      plan.rejectedBecause =
        "The block has \(bought) instances; the job needs "
        + "\(candidate.shape.instances)."
    } else if needed > block.usableHours {
      plan.cost = nil
      plan.rejectedBecause =
        "The block has \(plain(block.usableHours, digits: 1)) usable hours; "
        + "the job needs \(plain(needed, digits: 1))."
    }
    return plan
  }
}

extension Candidate {
  /// A candidate for vehicles other than spot; nil when the job refuses it.
  init?(
    withoutSpot pool: PoolID, job: JobSpec, catalog: Catalog, asOf: UTCInstant
  ) {
    guard job.place.refuses(pool) == nil,
      let shape = try? GangShape.of(
        job: job, provider: pool.provider, instanceType: pool.instanceType,
        isNamedByJob: false, catalog: catalog),
      PoolRules.refusal(job: job, pool: pool, shape: shape) == nil,
      let routes = try? DataRoute.all(
        job: job, provider: pool.provider, region: pool.region,
        catalog: catalog)
    else { return nil }
    outlook = .init(
      pool: pool, asOf: asOf, evidence: .none, reason: "no spot data")
    self.shape = shape
    workHours = job.workHours(gpus: shape.gpus, throughput: shape.throughput)
    guard workHours <= JobSpec.mostWorkHours else { return nil }
    self.routes = routes
    spotInstances = 0
    spotRejection = "there are no spot data."
  }
}
