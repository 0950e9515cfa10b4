import RiskDomain

/// A commitment over one or three years at the provider's headline discount.
///
/// It is charged to the job as a whole: what other work would use of it is not
/// known here, and the break-even utilisation says how much that must be.
struct SavingsPlanVehicle: VehiclePlanner {
  let vehicle = JobSpec.Vehicle.savingsPlan

  func offer(_ context: PlanContext) -> VehicleOffer {
    let plans = context.candidates.flatMap { candidate in
      guard let price = candidate.onDemandPerHour else {
        return [PricedPlan]()
      }
      return context.catalog.commitmentDiscounts.filter {
        $0.provider == candidate.pool.provider
      }.compactMap { discount in
        guard let years = Double(discount.term.dropLast()) else { return nil }
        return PricedPlan.under(
          CommitmentTerm(
            discountPercent: discount.discountPercent, onDemandPerHour: price,
            instances: candidate.shape.instances, years: years),
          term: discount.term, vehicle: vehicle, candidate: candidate, context)
      }
    }
    return VehicleOffer(
      plans: plans,
      absence: plans.isEmpty
        ? "No discount is known for a provider with an on-demand price." : nil)
  }
}
