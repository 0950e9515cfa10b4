import RiskDomain

/// Instance-hours that the job file says are, or could be, committed to.
struct ReservedVehicle: VehiclePlanner {
  let vehicle = JobSpec.Vehicle.reserved

  func offer(_ context: PlanContext) -> VehicleOffer {
    guard !context.job.reserved.isEmpty else {
      return VehicleOffer(
        plans: [],
        absence: "The job names no reservation. Add reserved: [{pool, "
          + "usdPerHour, committedHours}].")
    }
    var plans: [PricedPlan] = []
    var reasons: [String] = []
    for reservation in context.job.reserved {
      guard let candidate = candidate(of: reservation, context) else {
        reasons.append(
          "The pool \(reservation.pool) of the reservation cannot take the "
            + "job.")
        continue
      }
      let plan = PricedPlan.under(
        CommitmentTerm(
          usdPerHour: reservation.usdPerHour,
          committedHours: reservation.committedHours,
          isBought: reservation.isBought), term: "job", vehicle: vehicle,
        candidate: candidate, context)
      if let plan {
        plans.append(plan)
      } else {
        reasons.append(
          "The job needs more than the committed hours of "
            + "\(reservation.pool), and its on-demand price is unknown.")
      }
    }
    return VehicleOffer(
      plans: plans, absence: plans.isEmpty ? reasons.first : nil)
  }

  private func candidate(
    of reservation: JobSpec.Reservation, _ context: PlanContext
  ) -> Candidate? {
    context.candidates.first { $0.pool == reservation.pool }
      ?? Candidate(
        withoutSpot: reservation.pool, job: context.job,
        catalog: context.catalog, asOf: context.asOf)
  }
}
