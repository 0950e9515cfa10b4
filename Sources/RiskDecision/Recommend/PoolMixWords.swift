import RiskDomain

extension Advice {
  /// Why members are spread over pools, and what that rests on.
  func words(
    _ mix: PoolMix, _ chosen: PricedPlan, _ choice: Choice,
    _ context: PlanContext
  ) -> [String] {
    let count = mix.parts.count
    let alone = choice.spotByPool().first { plan in
      plan.pool.map { chosen.places.contains($0) } ?? false
    }
    let isWhole =
      alone.flatMap { plan in context.candidate(of: plan) }.map {
        $0.shape.instances == mix.whole.shape.instances
      } ?? false
    let reason: String =
      if let alone, isWhole, alone.refusal == nil {
        "all in \(alone.pool?.key ?? "one pool") would weigh "
          + "\(dollars(alone.objective)), this \(dollars(chosen.objective)) "
          + "(risk.aversion \(plain(context.job.risk.aversion, digits: 2)))."
      } else if let alone, isWhole, let refusal = alone.refusal {
        "all in \(alone.pool?.key ?? "one pool") would not do: \(refusal)"
      } else if context.job.place.quotas.isEmpty {
        "no pool alone does better."
      } else {
        "where.quotas does not allow all of them in one."
      }
    let regions = Set(chosen.places.map(\.region)).count
    return [
      "Members are spread over \(count) pools: " + reason,
      "What is not known of a pool is drawn "
        + (regions == 1
          ? "from the same numbers for all of them: they lie in one region."
          : "from the same numbers within a region and apart between regions."),
    ]
  }
}
