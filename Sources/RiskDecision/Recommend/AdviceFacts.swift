import RiskDomain
import RiskForecast

extension Advice {
  /// The most frequent reasons for which pools cannot take the job.
  func rejections(_ choice: Choice, _ context: PlanContext) -> [String] {
    guard choice.refusedBecause == nil else { return [] }
    var counts: [String: Int] = [:]
    for pool in context.rejected { counts[pool.reason, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
      .map { reason, count in
        "\(Counted.of(count, "pool")): \(reason)"
      }
  }

  /// The price that spot hours are reckoned at, and where it comes from.
  func spotPriceUsed(
    _ candidate: Candidate, _ context: PlanContext
  ) -> String? {
    guard let price = candidate.spotPerHour else { return nil }
    let source =
      if context.job.priceOverride(candidate.pool)?.spotPerHour != nil {
        "by the job file"
      } else {
        "source: \(candidate.outlook.spotPrice?.source ?? "unknown")"
      }
    return "Spot is priced at $\(plain(price, digits: 4)) per instance-hour "
      + "(\(source))."
  }

  /// When on-demand takes over.
  func takeover(_ fallback: Plan.Fallback) -> String {
    switch fallback.basis {
    case .deadline:
      "On-demand takes over at the last moment that is safe for the deadline: "
        + "with all work still to do at "
        + "\(fallback.latestStart?.rfc3339 ?? "the start"), later by what is "
        + "done by then."
    case .requests:
      "On-demand takes over after \(fallback.afterFailedRequests) failed "
        + "requests, \(plain(fallback.patienceSeconds / 60, digits: 0)) min."
    }
  }

  /// How the data come to the job; nil when they are there.
  func dataWay(_ plan: Plan, _ context: PlanContext) -> String? {
    guard let data = context.job.data,
      plan.pools.contains(where: {
        $0.rank == 1
          && (data.provider != $0.pool.provider
            || data.region != $0.pool.region)
      }),
      let usd = plan.cost?.lines.first(where: { $0.term == .egress })?.usd,
      let moves = plan.movesDataset
    else { return nil }
    let way =
      moves ? "The dataset is copied once" : "Every start reads its data"
    return "\(way) from \(data.provider.rawValue)/\(data.region): "
      + "\(dollars(usd)) on average."
  }
}
