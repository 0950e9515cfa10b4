public import RiskDomain

/// What spot in a pool really cost per useful hour, next to what else could
/// be had.
///
/// Useful hours are the billed ones less those that its interruptions wasted.
public struct RealisedPool: Hashable, Sendable {
  public var spend: SpotSpend
  public var interruptions: Int
  /// Interruptions of which a part is unknown: then the effective price is a
  /// lower bound.
  public var incomplete: Int
  /// Millionths of the currency, what the pool's interruptions cost.
  public var lostMicro: Int128
  /// Hours that the pool's interruptions wasted, paid for.
  public var wastedHours: Double
  /// The cheapest Capacity Block per instance-hour, USD; nil without one.
  public var blockPerHour: Double?

  public var billed: Double { Double(spend.billedMicro) / 1e6 }

  /// Never below 0.
  public var usefulHours: Double {
    max(0, Double(spend.milliseconds) / 3_600_000 - wastedHours)
  }

  /// Billed per useful hour; nil where nothing useful was left.
  public var effectivePerHour: Double? {
    usefulHours > 0 ? billed / usefulHours : nil
  }

  /// What on-demand would have cost for the useful hours, less what was
  /// billed; nil without an on-demand price.
  public var saved: Double? {
    spend.onDemandPerHour.map { $0 * usefulHours - billed }
  }

  /// The cheaper of on-demand and Capacity Block where it beats spot.
  public var better: Alternative? {
    var rates: [(market: Market, perHour: Double)] = []
    if let rate = spend.onDemandPerHour { rates.append((.onDemand, rate)) }
    if spend.currency == "USD", let rate = blockPerHour {
      rates.append((.capacityBlock, rate))
    }
    guard let best = rates.min(by: { $0.perHour < $1.perHour }) else {
      return nil
    }
    let saving = billed - best.perHour * usefulHours
    return saving > 0
      ? Alternative(
        market: best.market, perHour: best.perHour, saving: saving) : nil
  }

  /// Another way to buy, and what it would have saved.
  public struct Alternative: Hashable, Sendable {
    public var market: Market
    /// Per instance-hour.
    public var perHour: Double
    /// For the useful hours, in the pool's currency.
    public var saving: Double
  }
}

/// Joins what was billed with what interruptions cost, pool by pool.
///
/// - Parameter blockPerHour: the cheapest Capacity Block for a pool, USD per
///   instance-hour.
public func realisedPools(
  _ spends: [SpotSpend], costs: [InterruptionCost],
  blockPerHour: (PoolID) -> Double?
) -> [RealisedPool] {
  var sums: [PoolID: [String: CostSum]] = [:]
  for cost in costs {
    // Without a currency nothing of it is known but that it was.
    let currency =
      cost.currency ?? spends.first { $0.pool == cost.pool }?.currency ?? "USD"
    sums[cost.pool, default: [:]][
      currency, default: CostSum(currency: currency)
    ].add(cost)
  }
  return spends.map { spend in
    let sum = sums[spend.pool]?[spend.currency]
    return RealisedPool(
      spend: spend, interruptions: sum?.interruptions ?? 0,
      incomplete: sum?.incomplete ?? 0, lostMicro: sum?.knownMicro ?? 0,
      wastedHours: Double(sum?.instanceMilliseconds ?? 0) / 3_600_000,
      blockPerHour: blockPerHour(spend.pool))
  }
}
