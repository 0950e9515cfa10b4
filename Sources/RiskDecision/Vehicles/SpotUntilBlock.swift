import RiskDomain
import RiskForecast

/// Spot until a booked Capacity Block begins, and the rest inside the block.
///
/// Worth a look where the block alone is too short or starts late: what spot
/// does before its start need not fit into it. The spot part runs in the
/// block's region, so that checkpoints stay where they are.
struct SpotUntilBlock: VehiclePlanner {
  let vehicle = JobSpec.Vehicle.capacityBlock

  /// Spot pools that are tried for each offering: the cheapest.
  private static let poolsPerOffering = 2

  func offer(_ context: PlanContext) -> VehicleOffer {
    guard context.job.vehicles.contains(.spot) else {
      return VehicleOffer(plans: [], absence: nil)
    }
    let blocks = CapacityBlockVehicle()
    var plans: [PricedPlan] = []
    for (target, bundle, block) in blocks.offered(context) {
      let offering = bundle.offering
      let start = offering.start.hours(since: context.asOf)
      guard start > context.earliestHours + context.job.launchHours,
        offering.instanceCount >= target.shape.instances
      else { continue }
      let spots = SpotVehicle.screened(context).filter {
        $0.pool.region == target.pool.region && $0.pool.provider == .aws
      }
      for spot in spots.prefix(Self.poolsPerOffering) {
        if let plan = plan(
          spot, then: target, block: block, bought: offering.instanceCount,
          startHours: start, context)
        {
          plans.append(plan)
        }
      }
    }
    return VehicleOffer(plans: plans, absence: nil)
  }

  private func plan(
    _ spot: Candidate, then target: Candidate, block: Plan.Block, bought: Int,
    startHours: Double, _ context: PlanContext
  ) -> PricedPlan? {
    guard
      var run = SpotRun(
        candidate: spot, startHours: context.earliestHours, isOneGang: true,
        context),
      run.isTooLong == nil
    else { return nil }
    let blockHours = block.end.hours(since: block.start)
    guard blockHours > 0, spot.workHours > 0 else { return nil }
    run.handover = BlockHandover(
      atHours: startHours, usableHours: block.usableHours,
      feeUSD: block.upfrontUSD,
      workRatio: target.workHours / spot.workHours,
      gangUSDPerHour: block.upfrontUSD / blockHours / Double(bought)
        * Double(target.shape.instances))
    run.giveUpHours = startHours
    // The block holds the whole gang: until it begins all run or none.
    run.elastic = nil
    run.deadlineHours = nil
    var priced = SpotVehicle().price(run, spot, context)
    priced.plan.vehicle = vehicle
    priced.plan.block = block
    priced.plan.pools =
      [
        Plan.PoolShare(
          pool: PoolID(
            provider: .aws, zone: block.zone,
            instanceType: block.instanceType),
          nodes: target.shape.instances, rank: 1)
      ]
      + priced.plan.pools.map {
        Plan.PoolShare(
          pool: $0.pool, nodes: $0.nodes, rank: 1, market: $0.market ?? .spot)
      }
    return PricedPlan(
      priced.plan, context, totals: priced.totals, draws: priced.draws)
  }
}
