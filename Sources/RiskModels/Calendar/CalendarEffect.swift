import Foundation
import RiskDomain
import RiskExposure

/// What the calendar tells of the losses of one stratum's instances: which fell
/// together, a trend of all pools, drift of single ones, beside surges that are
/// given (methods/time-varying-hazard.md).
struct CalendarEffect {
  private let slices: [CalendarSlice]
  private let firstDay: Int64
  private let dayCount: Int
  /// By slice: block of the week, factor of the surges.
  private let blocks: [UInt8]
  private let surgeFactors: [Double]
  /// By pool: its slices, and its region.
  private let slicesOfPool: [Range<Int>]
  private let regionOfPool: [String]
  /// By slice: groups expected, at the last look.
  private var expected: [Double] = []
  private let surges: SurgeHours?
  /// What the sizes of groups leave open of their number.
  private let groupLuck: Double

  /// Share of a member's hazard that takes all that run at once.
  private(set) var share = 0.0
  /// Of `share`, by the luck of how many fell together.
  private(set) var shareVariance = 0.0
  /// Groups of losses that count as one; what grouping leaves.
  private(set) var dispersion = 1.0
  private(set) var trend: CalendarTrend?
  private(set) var drift: PoolDrift?
  /// By slice: factor on its hours.
  private var factors: [Double]

  /// nil without time of known age.
  init?(
    _ spells: [Spell], table: StratumTable, spec: ModelSpec,
    surges: SurgeHours?
  ) {
    slices = calendarSlices(
      of: table.pools, from: spells, cutAtHours: table.cuts,
      windowSeconds: spec.clusterWindowSeconds)
    guard let first = slices.map(\.hour).min(),
      let last = slices.map(\.hour).max()
    else { return nil }
    self.surges = surges
    groupLuck = Self.groupLuck(slices)
    let regions = table.pools.map(\.region)
    regionOfPool = regions
    slicesOfPool = Self.ranges(slices, count: table.pools.count)
    blocks = slices.map { slice in
      let start = UTCInstant(
        unixMilliseconds: Int64(slice.hour) * 3_600_000)
      return UInt8(WeekBlock.index(start.hourOfWeekUTC))
    }
    surgeFactors = slices.map {
      surges?.factor(regions[Int($0.pool)], hour: Int64($0.hour)) ?? 1
    }
    firstDay = Self.day(ofHour: first)
    dayCount = Int(Self.day(ofHour: last) - firstDay) + 1
    factors = surgeFactors
  }

  /// Where the slices of each pool stand side by side.
  private static func ranges(
    _ slices: [CalendarSlice], count: Int
  ) -> [Range<Int>] {
    var result = Array(repeating: 0..<0, count: count)
    var first = 0
    while first < slices.count {
      let pool = slices[first].pool
      let end =
        slices[first...].firstIndex { $0.pool != pool } ?? slices.count
      result[Int(pool)] = first..<end
      first = end
    }
    return result
  }

  /// Rounded down, before 1970 too.
  private static func day(ofHour hour: Int32) -> Int64 {
    let hour = Int64(hour)
    return (hour - (hour % 24 + 24) % 24) / 24
  }

  private func pool(_ i: Int) -> Int { Int(slices[i].pool) }

  private func day(_ i: Int) -> Int {
    Int(Self.day(ofHour: slices[i].hour) - firstDay)
  }

  /// Hours of a slice in which a group of losses could begin, as those of one
  /// instance alone.
  private func groupHours(_ i: Int) -> Double {
    (1 - share) * slices[i].openHours + share * slices[i].youngestHours
  }

  /// Looks at the calendar given a fit and the week's factors, by pool and
  /// block; a prior of nil takes hazards to stand still.
  ///
  /// - Parameter gains: log evidence of pools' speeds from all that share it;
  ///   nil = from these pools alone.
  mutating func update(
    _ fit: StratumFit, week: [[Double]], prior: DriftPrior?,
    gains: [Double]? = nil
  ) {
    let rates = slices.indices.map { i in
      fit.expectation(pool(i), Int(slices[i].piece))
        * week[pool(i)][Int(blocks[i])] * surgeFactors[i]
    }
    group(rates)
    factors = surgeFactors
    let events = slices.map { Double($0.clusters) }
    let expected = slices.indices.map { rates[$0] * groupHours($0) }
    self.expected = expected
    disperse(events, expected, prior)
    if let prior { addTrend(events, expected, prior, gains) }
  }

  /// Looks at single pools around the trend of the last look, each around its own
  /// mean: the fit that they are held against does not matter.
  mutating func addDrift(_ prior: DriftPrior) {
    let events = slices.map { Double($0.clusters) / dispersion }
    let expected = expected.map { $0 / dispersion }
    guard let trend else { return }
    drift = PoolDrift(
      pools: slicesOfPool.count, prior: prior, trend: trend
    ) {
      around(trend, days(of: $0, events, expected))
    }
  }

  /// How each pool stood day by day over its hazard of the last day.
  var dailyFactors: [DailyFactors] {
    let events = slices.map { Double($0.clusters) / dispersion }
    let expected = expected.map { $0 / dispersion }
    let present = CalendarLevels(drift: drift)
    return slicesOfPool.indices.map { p in
      let now = present.factor(ofPool: p)
      let own =
        drift?.path(around(trend, days(of: p, events, expected)))
        ?? Array(repeating: 0, count: dayCount)
      return DailyFactors(
        firstDay: firstDay,
        factors: own.indices.map {
          exp(own[$0] + (trend?.logs[$0] ?? 0)) / now
        })
    }
  }

  /// Takes losses that fell together as one, so that as many groups are expected
  /// as there are (methods/time-varying-hazard.md (1) to (3)).
  private mutating func group(_ rates: [Double]) {
    var (all, youngest, losses, groups) = (0.0, 0.0, 0.0, 0.0)
    for (slice, rate) in zip(slices, rates) {
      all += rate * slice.openHours
      youngest += rate * slice.youngestHours
      // Less those that fell in the window of another group by chance.
      losses +=
        Double(slice.losses) - rate * (slice.hours - slice.openHours)
      groups += Double(slice.clusters)
    }
    // Where next to nobody runs beside another, nothing tells the share.
    let others = all > 0 ? losses * (1 - youngest / all) : 0
    share = others > 3 ? min(max((losses - groups) / others, 0), 1) : 0
    shareVariance = others > 3 ? groupLuck / (others * others) : 0
  }

  /// Variance of the number of groups around its share of the losses, by the
  /// luck of how large groups were (methods/time-varying-hazard.md (3a)).
  ///
  /// Groups of one hour of a pool are taken to be of one size: few hours have
  /// two.
  private static func groupLuck(_ slices: [CalendarSlice]) -> Double {
    let total = slices.reduce(into: (groups: 0.0, losses: 0.0)) {
      $0.groups += Double($1.clusters)
      $0.losses += Double($1.losses)
    }
    guard total.losses > 0 else { return 0 }
    let ratio = total.groups / total.losses
    var sum = 0.0
    var first = 0
    while first < slices.count {
      let (pool, hour) = (slices[first].pool, slices[first].hour)
      var (groups, losses) = (0.0, 0.0)
      while first < slices.count, slices[first].pool == pool,
        slices[first].hour == hour
      {
        groups += Double(slices[first].clusters)
        losses += Double(slices[first].losses)
        first += 1
      }
      let off = groups - ratio * losses
      sum += off * off / max(groups, 1)
    }
    return sum
  }

  /// A pool's days, surges taken out.
  private func days(
    of p: Int, _ events: [Double], _ expected: [Double]
  ) -> [CalendarSum] {
    var days = Array(repeating: CalendarSum(), count: dayCount)
    for i in slicesOfPool[p] {
      days[day(i)].add(events: events[i], expected: expected[i])
    }
    return days
  }

  /// Days with what all have in common in what is expected of them.
  private func around(
    _ trend: CalendarTrend?, _ days: [CalendarSum]
  ) -> [CalendarSum] {
    guard let trend else { return days }
    return zip(days, trend.logs).map {
      CalendarSum(events: $0.events, expected: $0.expected * exp($1))
    }
  }

  private func trendFactor(_ i: Int) -> Double {
    trend.map { exp($0.logs[day(i)]) } ?? 1
  }

  /// What is left of losses in groups: pools' days against Poisson counts
  /// around their own path, so that neither level nor drift is taken for noise.
  private mutating func disperse(
    _ events: [Double], _ expected: [Double], _ prior: DriftPrior?
  ) {
    var (squares, sum) = (0.0, 0.0)
    for p in slicesOfPool.indices {
      let days = around(trend, days(of: p, events, expected))
      let total = CalendarSum.total(days)
      guard total.expected > 0 else { continue }
      var levels = days.map { _ in
        (total.events + 0.5) / (total.expected + 0.5)
      }
      if let prior, let v = prior.candidates.last?.variancePerMonth,
        days.count > 1, total.events >= PoolDrift.leastEvents
      {
        let path = LogWalk(
          days, knotDays: prior.knotDays, variancePerMonth: v)
        if !path.logs.isEmpty { levels = path.logs.map { exp($0) } }
      }
      for (day, level) in zip(days, levels) {
        let off = day.events - level * day.expected
        squares += off * off
        sum += level * day.expected
      }
    }
    dispersion = sum > 0 ? max(squares / sum, 1) : 1
  }

  private mutating func addTrend(
    _ events: [Double], _ expected: [Double], _ prior: DriftPrior,
    _ gains: [Double]?
  ) {
    let events = events.map { $0 / dispersion }
    let expected = expected.map { $0 / dispersion }
    trend = CalendarTrend(
      pools: slicesOfPool.count, prior: prior, gains: gains,
      from: trend?.steps ?? []
    ) {
      days(of: $0, events, expected)
    }
    for i in slices.indices { factors[i] *= trendFactor(i) }
  }

  /// The table with losses in groups, and with what the calendar did taken out.
  func moved(_ plain: StratumTable) -> StratumTable {
    var table = plain
    for (i, slice) in slices.enumerated() {
      let (p, k) = (pool(i), Int(slice.piece))
      // Where hours are not split by the week they lie in the last block.
      let block = Int(blocks[i])
      let b = plain.hours[p][k][block] > 0 ? block : WeekBlock.count
      let hours = groupHours(i) * factors[i] - slice.hours
      let events = Double(slice.clusters) - Double(slice.losses)
      table.hours[p][k][b] = max(table.hours[p][k][b] + hours, 0)
      table.events[p][k] = max(table.events[p][k] + events, 0)
      table.eventsByBlock[p][b] = max(table.eventsByBlock[p][b] + events, 0)
    }
    return table
  }

  /// Present levels, and what the calendar leaves open of them.
  var levels: CalendarLevels {
    var result = CalendarLevels(trend: trend?.variance ?? 0, drift: drift)
    addShare(to: &result)
    guard let surges else { return result }
    result.common += surges.relativeVariance
    var byRegion: [String: [Int64: Double]] = [:]
    var byPool = Array(repeating: [Int64: Double](), count: slicesOfPool.count)
    for (i, slice) in slices.enumerated() {
      let amount = expected[i] / surgeFactors[i]
      let (p, hour) = (pool(i), Int64(slice.hour))
      byRegion[regionOfPool[p], default: [:]][hour, default: 0] += amount
      byPool[p][hour, default: 0] += amount
    }
    for (region, hours) in byRegion {
      result.regions[region] = surges.relativeVariance(region, expected: hours)
    }
    result.pools = zip(byPool, regionOfPool).map {
      surges.relativeVariance($1, expected: $0)
    }
    return result
  }

  /// How much an error of the share moves what was expected of each pool.
  private func addShare(to levels: inout CalendarLevels) {
    var all = (moved: 0.0, expected: 0.0)
    levels.shareSlopes = slicesOfPool.map { range in
      var own = (moved: 0.0, expected: 0.0)
      for i in range where groupHours(i) > 0 {
        let rate = expected[i] / groupHours(i)
        own.moved += rate * (slices[i].youngestHours - slices[i].openHours)
        own.expected += expected[i]
      }
      all.moved += own.moved
      all.expected += own.expected
      return own.expected > 0 ? own.moved / own.expected : 0
    }
    levels.shareSlope = all.expected > 0 ? all.moved / all.expected : 0
    levels.shareVariance = shareVariance
  }

  /// What was found, for the artifact.
  var summary: HazardStratum.Calendar {
    HazardStratum.Calendar(
      sharedShare: share, sharedShareVariance: shareVariance,
      dispersion: dispersion,
      trendVariancePerMonth: trend?.variancePerMonth ?? 0,
      trendLikelihoodRatio: trend?.likelihoodRatio ?? 0,
      driftVariancePerMonth: drift?.variancePerMonth ?? 0,
      driftLikelihoodRatio: trend?.driftLikelihoodRatio ?? 0)
  }
}
