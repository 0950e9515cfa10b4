import RiskDomain

/// Machines at a monthly price: a rented host, or one under the desk.
///
/// Whole months are paid for. They do the work of the whole gang at
/// `fixed.throughput`, and nothing is taken away from them.
struct FixedPriceVehicle: VehiclePlanner {
  let vehicle = JobSpec.Vehicle.fixed

  func offer(_ context: PlanContext) -> VehicleOffer {
    guard let fixed = context.job.fixed else {
      return VehicleOffer(
        plans: [],
        absence: "The job names no fixed price. Add fixed: {usdPerMonth}.")
    }
    let job = context.job
    let gpus = max(job.gang.nodes, 1) * (job.gang.gpusPerNode ?? 1)
    let workHours = job.workHours(gpus: gpus, throughput: fixed.throughput)
    let hours = job.restart.initSeconds / 3600 + workHours
    let months = (hours / StorageTerm.hoursPerMonth - 1e-9).rounded(.up)
    let commitment = CommitmentTerm(
      usdPerHour: fixed.usdPerMonth / StorageTerm.hoursPerMonth,
      committedHours: max(months, 1) * StorageTerm.hoursPerMonth)
    let use = commitment.use(instanceHours: hours)
    let data: EgressTerm
    do throws(EgressTerm.Unpriced) {
      data = try EgressTerm.toOutside(job: job, catalog: context.catalog)
    } catch {
      return VehicleOffer(
        plans: [], absence: "Egress cannot be priced: \(error.reason).")
    }
    var plan = Plan(vehicle: vehicle)
    plan.setStart(context.earliestHours, context)
    let onDemand = context.candidates.compactMap { candidate in
      candidate.onDemandPerHour.map { $0 * Double(candidate.shape.instances) }
    }.min()
    plan.commitment = Plan.Commitment(
      term: "month", of: commitment, usedHours: use.usedHours,
      onDemandPerHour: onDemand)
    let launch = use.usedHours - workHours
    plan.setCertain(
      lines: [
        .compute: workHours * commitment.usdPerHour,
        .restart: launch * commitment.usdPerHour,
        .commitmentIdle: use.idleUSD, .egress: data.usd(starts: 1),
      ], makespanHours: context.earliestHours + hours, workHours: workHours,
      gpus: gpus, context)
    if let stays = job.data, stays.mustStay {
      plan.cost = nil
      plan.rejectedBecause =
        "The dataset stays in \(stays.provider.rawValue)/\(stays.region) "
        + "(data.mayMove is false)."
    }
    return VehicleOffer(plans: [PricedPlan(plan, context)], absence: nil)
  }
}
