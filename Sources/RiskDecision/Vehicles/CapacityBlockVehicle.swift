import RiskDomain
import RiskForecast

/// Capacity Blocks: whole blocks at a fixed start, paid in full at once.
///
/// Rules as published for EC2 Capacity Blocks: 1 to 14 days by the day, then
/// by the week to 182 days, at most 64 instances a block; instances are taken
/// back from 30 minutes before the end.
struct CapacityBlockVehicle: VehiclePlanner {
  let vehicle = JobSpec.Vehicle.capacityBlock

  func offer(_ context: PlanContext) -> VehicleOffer {
    var plans: [PricedPlan] = []
    var absence: String?
    for candidate in targets(context) {
      let fromOfferings = context.offerings.compactMap {
        plan(candidate, offering: $0, context)
      }
      plans += fromOfferings
      if fromOfferings.isEmpty, let plan = ratePlan(candidate, context) {
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

  /// Offerings that a candidate may take, with it.
  func offered(
    _ context: PlanContext
  ) -> [(target: Candidate, offering: CapacityBlockOffering)] {
    targets(context).flatMap { target in
      context.offerings.filter { isOffered($0, to: target, context) }
        .map { (target, $0) }
    }
  }

  func block(of offering: CapacityBlockOffering) -> Plan.Block {
    Plan.Block(
      offeringID: offering.offeringID, zone: offering.zone,
      instanceType: offering.instanceType,
      instanceCount: offering.instanceCount, blocks: 1, start: offering.start,
      end: offering.end, upfrontUSD: offering.upfrontFee.usd,
      usableHours: CapacityBlock.usableHours(
        blockHours: offering.end.hours(since: offering.start)),
      basis: "offering", capturedAt: offering.capturedAt)
  }

  private func plan(
    _ candidate: Candidate, offering: CapacityBlockOffering,
    _ context: PlanContext
  ) -> PricedPlan? {
    guard isOffered(offering, to: candidate, context) else { return nil }
    let start = offering.start.hours(since: context.asOf)
    var plan = priced(
      candidate, block: block(of: offering), startHours: start,
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
    _ candidate: Candidate, _ context: PlanContext
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
    let startHours = CapacityBlock.nextStartHours(
      after: context.earliestHours, asOf: context.asOf)
    let start = context.asOf.adding(hours: startHours)
    guard let days = CapacityBlock.days(forHours: needed) else {
      var plan = Plan(vehicle: vehicle)
      plan.rejectedBecause =
        "The work takes \(plain(needed, digits: 1)) h; the longest block is "
        + "\(CapacityBlock.mostDays) days."
      return PricedPlan(plan, context)
    }
    let block = Plan.Block(
      offeringID: nil, zone: zone,
      instanceType: candidate.pool.instanceType, instanceCount: count,
      blocks: CapacityBlock.blocks(instances: count), start: start,
      end: start.adding(hours: Double(days) * 24),
      upfrontUSD: cents(
        CapacityBlock.upfrontUSD(
          instances: count, days: days,
          usdPerInstanceHour: rate.usdPerInstanceHour)),
      usableHours: CapacityBlock.usableHours(blockHours: Double(days) * 24),
      basis: "rate-table", capturedAt: nil)
    var plan = priced(
      candidate, block: block, startHours: startHours,
      startsWithGang: count, context)
    plan.rejectedBecause =
      CapacityBlock.refusal(instances: count, startHours: startHours)
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
