import RiskDomain

/// Capacity at list price, taken to be always available and never lost.
struct OnDemandVehicle: VehiclePlanner {
  let vehicle = JobSpec.Vehicle.onDemand

  func offer(_ context: PlanContext) -> VehicleOffer {
    let plans = context.candidates.compactMap { plan($0, context) }
    return VehicleOffer(
      plans: plans,
      absence: plans.isEmpty
        ? "No candidate pool has a known on-demand price." : nil)
  }

  private func plan(
    _ candidate: Candidate, _ context: PlanContext
  ) -> PricedPlan? {
    guard let price = candidate.onDemandPerHour else { return nil }
    let job = context.job
    let hourly = price * Double(candidate.shape.instances)
    let hours = job.launchHours + candidate.workHours
    let done = context.earliestHours + hours
    let data = candidate.cheapestRoute(starts: 1, hours: hours)
    let lines: [CostTerm: Double] = [
      .compute: candidate.workHours * hourly,
      .restart: job.launchHours * hourly,
      .egress: data.egress.usd(starts: 1),
      .storage: (data.storage.usdPerHour ?? 0) * hours,
    ]
    var plan = Plan(vehicle: vehicle)
    plan.setStart(context.earliestHours, context)
    plan.pools = [
      Plan.PoolShare(
        pool: candidate.pool, nodes: candidate.shape.instances, rank: 1)
    ]
    plan.movesDataset = data.egress.movesDataset
    plan.setCertain(
      lines: lines, makespanHours: done, workHours: candidate.workHours,
      gpus: candidate.shape.gpus, context)
    return PricedPlan(plan, context)
  }
}
