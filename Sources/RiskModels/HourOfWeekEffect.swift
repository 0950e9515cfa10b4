import RiskDomain

/// Multipliers of sixteen blocks of the week around 1: of the provider, and of
/// each region whose own losses tell a rhythm.
struct HourOfWeekEffect {
  /// The provider's by block, a last entry 1 for hours without a calendar.
  var blocks: [Double]
  /// Twice the gain in marginal log-likelihood of the provider's blocks.
  var likelihoodRatio: Double
  /// Whether that is enough.
  var isProviderTold: Bool
  /// Of the regions that tell a rhythm.
  var regions: [String: RegionRhythm]

  /// The shrunk effects given a fit without them or with earlier ones.
  ///
  /// - Parameter earlier: who tells an effect was settled there; nil settles it.
  init(_ fit: StratumFit, after earlier: HourOfWeekEffect? = nil) {
    let table = fit.table
    var expectedOf: [String: [Double]] = [:]
    var eventsOf: [String: [Double]] = [:]
    let none = [Double](repeating: 0, count: WeekBlock.count)
    for (p, pool) in table.pools.enumerated() {
      var expected = none
      for k in table.cuts.indices {
        let rate = fit.expectation(p, k)
        for b in none.indices { expected[b] += rate * table.hours[p][k][b] }
      }
      for b in none.indices {
        expectedOf[pool.region, default: none][b] += expected[b]
        eventsOf[pool.region, default: none][b] += table.eventsByBlock[p][b]
      }
    }
    let events = Self.sum(eventsOf)
    let expected = Self.sum(expectedOf)
    (blocks, likelihoodRatio) = Self.provider(events, expected, fit)
    isProviderTold =
      earlier?.isProviderTold
      ?? (likelihoodRatio >= fit.spec.hourOfWeek.minimumLikelihoodRatio)
    regions = [:]
    for (region, events) in eventsOf {
      let rhythm = RegionRhythm(
        events: events.map { $0 / fit.dispersion },
        expected: expectedOf[region] ?? none)
      let isTold =
        earlier.map { $0.regions[region] != nil }
        ?? (rhythm.probability > RegionRhythm.leastProbability)
      if isTold {
        regions[region] = rhythm
      }
    }
  }

  /// Whether any effect is told.
  var isTold: Bool { isProviderTold || !regions.isEmpty }

  /// What multiplies the hours of a pool: its region's rhythm where it tells
  /// one, else the provider's.
  func blocks(of pool: PoolID) -> [Double] {
    regions[pool.region]?.blocks
      ?? (isProviderTold ? blocks : blocks.map { _ in 1 })
  }

  /// Largest change of a multiplier that some pool has.
  func largestChange(from other: Self, pools: [PoolID]) -> Double {
    var samples: [String: PoolID] = [:]
    for pool in pools { samples[pool.region] = pool }
    return samples.values.map { pool in
      zip(blocks(of: pool), other.blocks(of: pool)).map { abs($0 - $1) }
        .max() ?? 0
    }.max() ?? 0
  }

  /// The provider's by hour of the week, 168 entries; nil where it tells
  /// nothing.
  var byHour: [Double]? {
    isProviderTold ? (0..<168).map { blocks[WeekBlock.index($0)] } : nil
  }

  private static func provider(
    _ events: [Double], _ expected: [Double], _ fit: StratumFit
  ) -> (blocks: [Double], ratio: Double) {
    let totals = (events.reduce(0, +), expected.reduce(0, +))
    // The effect is around the mean of the hours it is seen in.
    let level = totals.1 > 0 ? totals.0 / totals.1 : 1
    let o = events.map { $0 / fit.dispersion }
    let e = expected.map { $0 * level / fit.dispersion }
    let population = MultiplierPopulation(
      events: o, expected: e, spread: fit.spec.spread)
    let blocks = zip(o, e).map {
      population.sibling(events: $0, expected: $1).mean
    }
    let sum = e.reduce(0, +)
    let mean = sum > 0 ? zip(blocks, e).reduce(0) { $0 + $1.0 * $1.1 } / sum : 1
    return (
      blocks.map { mean > 0 ? $0 / mean : 1 } + [1], population.likelihoodRatio
    )
  }

  /// Regions in the order of their names, so that sums have one order.
  private static func sum(_ parts: [String: [Double]]) -> [Double] {
    parts.sorted { $0.key < $1.key }.reduce(
      Array(repeating: 0, count: WeekBlock.count)
    ) { total, part in
      zip(total, part.value).map(+)
    }
  }
}
