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
    let reason: String =
      if let alone, alone.refusal == nil {
        "all in \(alone.pool?.key ?? "one pool") would weigh "
          + "\(dollars(alone.objective)), this \(dollars(chosen.objective)) "
          + "(risk.aversion \(plain(context.job.risk.aversion, digits: 2)))."
      } else if let alone, let refusal = alone.refusal {
        "all in \(alone.pool?.key ?? "one pool") would not do: \(refusal)"
      } else {
        "where.quotas does not allow all of them in one."
      }
    let regions = Set(chosen.places.map(\.region)).count
    return [
      "Members are spread over \(count) pools: " + reason,
      "What is not known of a pool is drawn "
        + (regions == 1
          ? "once for all of them: they lie in one region."
          : "once for each region and apart between regions."),
    ]
  }
}
