import RiskDomain

/// The plans of a list of jobs side by side: what runs on capacity that nobody
/// takes back, what on spot, and what the list costs.
///
/// Deadline-bound work on blocks and reservations and the rest on spot is the
/// barbell; it comes about by itself when each job gets its own best plan and
/// reservations are shared out.
public struct Portfolio: Hashable, Sendable, Codable {
  /// One job of the list.
  public struct Item: Hashable, Sendable, Codable {
    public var job: String
    public var verdict: Recommendation.Verdict
    /// nil without a plan.
    public var meanUSD: Double?
    /// The best on-demand plan; nil when there is none.
    public var onDemandUSD: Double?
    /// True on capacity that is not taken back.
    public var isSure: Bool
  }

  public var schemaVersion = 1
  public var items: [Item]
  /// Of all jobs that have a plan.
  public var meanUSD: Double
  /// Of those on capacity that is not taken back.
  public var sureUSD: Double
  /// Below the best on-demand plans, over the jobs that have both.
  public var savedUSD: Double
  /// Jobs without a plan.
  public var refused: Int

  public init(_ recommendations: [Recommendation]) {
    items = recommendations.map(Self.item)
    let priced = items.compactMap(\.meanUSD)
    meanUSD = cents(priced.reduce(0, +))
    sureUSD = cents(
      items.filter(\.isSure).compactMap(\.meanUSD).reduce(0, +))
    savedUSD = cents(
      items.reduce(0) { sum, item in
        guard let mean = item.meanUSD, let other = item.onDemandUSD else {
          return sum
        }
        return sum + other - mean
      })
    refused = items.count { $0.meanUSD == nil }
  }

  private static func item(_ advice: Recommendation) -> Item {
    let plans = [advice.chosen].compactMap { $0 } + advice.alternatives
    let onDemand = plans.first { $0.vehicle == .onDemand && $0.cost != nil }
    let mean = advice.chosen?.cost?.meanUSD
    let isSpot =
      advice.chosen.map { $0.vehicle == .spot || $0.isUntilBlock } ?? true
    return Item(
      job: advice.job, verdict: advice.verdict, meanUSD: mean,
      onDemandUSD: onDemand?.cost?.meanUSD, isSure: mean != nil && !isSpot)
  }
}

extension JobSpec {
  /// The job with what a plan of another job leaves of its reservations.
  ///
  /// An hour is used once: of each pool that the plan draws on, the hours that
  /// it uses are taken off.
  public func afterReservations(of plan: Plan?) -> JobSpec {
    guard let plan, plan.vehicle == .reserved, let use = plan.commitment,
      let pool = plan.pools.first?.pool
    else { return self }
    var job = self
    for index in job.reserved.indices where job.reserved[index].pool == pool {
      job.reserved[index].committedHours -= use.usedHours
    }
    job.reserved.removeAll { $0.committedHours <= 0 }
    return job
  }
}
