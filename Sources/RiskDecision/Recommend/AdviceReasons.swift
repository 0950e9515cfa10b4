import RiskDomain

extension Advice {
  /// Why a plan that keeps the limits was not chosen.
  ///
  /// `isAskedFor` is false for a vehicle that the job leaves out: such a plan
  /// may be better than the choice, and then that is said.
  func lostBecause(
    _ plan: PricedPlan, to chosen: PricedPlan?, isAskedFor: Bool,
    _ context: PlanContext
  ) -> String {
    guard let chosen, let mean = plan.plan.cost?.meanUSD,
      let best = chosen.plan.cost?.meanUSD
    else { return "No plan was chosen." }
    if !isAskedFor, cents(plan.objective) < cents(chosen.objective) {
      return mean < best - 0.005
        ? "It would cost \(dollars(best - mean)) less on average: allow it in "
          + "vehicles."
        : "Its dear runs are cheaper than those of the choice: allow it in "
          + "vehicles."
    }
    if mean > best + 0.005 {
      let words = commitmentWords(plan.plan).first.map { " " + $0 } ?? ""
      return "It costs \(dollars(mean - best)) more on average." + words
    }
    let saving =
      mean < best - 0.005
      ? "It costs \(dollars(best - mean)) less on average, but its"
      : "Its"
    if cents(plan.objective) > cents(chosen.objective) {
      return "\(saving) dear runs are dearer: with risk.aversion "
        + "\(plain(context.job.risk.aversion, digits: 2)) it weighs "
        + "\(dollars(plan.objective)) against \(dollars(chosen.objective))."
    }
    let mine = plan.plan.meetDeadline ?? 0
    let other = chosen.plan.meetDeadline ?? 0
    if mine < other {
      return "It costs the same and meets the deadline with probability "
        + "\(plain(mine, digits: 4)), the choice with "
        + "\(plain(other, digits: 4))."
    }
    if plan.plan.fallback == nil, chosen.plan.fallback != nil {
      return "It costs the same and has nothing to fall back on."
    }
    return "It costs the same; between equals the name decides."
  }
}
