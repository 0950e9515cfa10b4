public import RiskDomain

import Foundation

/// What a fitted model says of one pool's hazard.
public struct PoolHazard: Hashable, Sendable {
  /// What the number rests on.
  public enum Evidence: String, Sendable, Codable {
    /// The pool's own events or enough of its own hours.
    case own
    /// Sibling pools of its provider.
    case pooled
    /// Other providers' pools: a vague prior.
    case prior
  }

  public var clock: Spell.Clock
  /// Posterior mean.
  public var mean: PiecewiseHazard
  /// Gamma shape of the multiplier around the mean, > 0.
  public var multiplierShape: Double
  public var evidence: Evidence
  /// The pool's own events and hours at risk, 0 when it has none.
  public var interruptions: Int
  public var hoursAtRisk: Double
  /// 168 multipliers by hour of the week in UTC, or nil.
  public var hourOfWeek: [Double]?
  public var recentLosses: RecentLosses?
}

extension HazardArtifact {
  /// Own events from which a pool's hazard is called its own.
  public static let ownEvents = 3

  /// The hazard of a pool on one clock; nil when no pool of any provider has
  /// shown this process on this clock.
  ///
  /// - Parameter capHours: deterministic end of life of the product, or nil.
  public func hazard(
    for pool: PoolID, process: Spell.Process, clock: Spell.Clock,
    capHours: Double? = nil
  ) -> PoolHazard? {
    let candidates = strata.filter {
      $0.process == process && $0.clock == clock
    }
    if let stratum = candidates.first(where: { $0.provider == pool.provider }) {
      let (hazard, shape) = stratum.poolHazard(pool)
      let own = stratum.pools[pool.key]
      return PoolHazard(
        clock: clock,
        mean: PiecewiseHazard(
          cutsHours: hazard.cutsHours, ratesPerHour: hazard.ratesPerHour,
          capHours: capHours),
        multiplierShape: shape,
        evidence: stratum.isOwn(pool) ? .own : .pooled,
        interruptions: own?.interruptions ?? 0,
        hoursAtRisk: Double(own?.millisecondsAtRisk ?? 0) / 3_600_000,
        hourOfWeek: stratum.hourOfWeekByRegion?[pool.region]
          ?? stratum.hourOfWeek, recentLosses: stratum.recentLosses)
    }
    // What other providers show is all that is known of spot at large.
    guard
      let largest = candidates.max(by: {
        ($0.millisecondsAtRisk, $1.provider.rawValue)
          < ($1.millisecondsAtRisk, $0.provider.rawValue)
      })
    else { return nil }
    return PoolHazard(
      clock: clock,
      mean: PiecewiseHazard(
        cutsHours: largest.cutsHours, ratesPerHour: largest.baseRatesPerHour,
        capHours: capHours),
      multiplierShape: spec.vagueShape, evidence: .prior, interruptions: 0,
      hoursAtRisk: 0, hourOfWeek: nil, recentLosses: nil)
  }
}

extension HazardStratum {
  /// Whether the pool's own data outweigh what its siblings say of it.
  func isOwn(_ pool: PoolID) -> Bool {
    guard let own = pools[pool.key] else { return false }
    let inheritance = level("pool")?.nodes[pool.key]?.inheritance ?? 1
    return own.interruptions >= HazardArtifact.ownEvents || inheritance < 0.5
  }

  /// Posterior mean by age piece, and the gamma shape of its multiplier.
  ///
  /// A pool without data stands on its nearest ancestor that has some; each
  /// level in between adds that level's spread.
  func poolHazard(
    _ pool: PoolID
  ) -> (hazard: PiecewiseHazard, shape: Double) {
    var multiplier = 1.0
    var variance = baseRelativeVariance
    var calendar = 0.0
    for name in ModelSpec.Level.allCases.filter({ $0 != .poolAge }) {
      guard let level = level(name.rawValue) else { continue }
      if let node = level.nodes[PoolTree.key(pool, name)] {
        (multiplier, calendar) = (node.multiplier, node.calendarVariance ?? 0)
        variance = node.relativeVariance - calendar
      } else {
        variance += level.priorVariance
      }
    }
    if let families = level("family") {
      let node = families.nodes[pool.family]
      multiplier *= node?.multiplier ?? 1
      // A pool of the tree has its family's error in its own already.
      if level("pool")?.nodes[pool.key] == nil {
        variance += node?.relativeVariance ?? families.priorVariance
      }
    }
    let (factors, wholeVariance) = ageFactors(pool, multiplier, variance)
    let rates = zip(baseRatesPerHour, factors).map { $0 * $1 }
    return (
      PiecewiseHazard(cutsHours: cutsHours, ratesPerHour: rates),
      1 / max(wholeVariance + calendar, 1e-9)
    )
  }

  /// Multipliers by age piece, and the variance of the hazard of a whole life,
  /// over which the departures of the pool's age groups average out
  /// (methods/nested-gamma-poisson.md (14)).
  private func ageFactors(
    _ pool: PoolID, _ multiplier: Double, _ variance: Double
  ) -> (factors: [Double], variance: Double) {
    let events = Double(max(baseEvents.reduce(0, +), 1))
    // So many rates were estimated from so many events.
    let pieces = Double(cutsHours.count - 1) * dispersion / events
    let inheritance = level("pool")?.nodes[pool.key]?.inheritance ?? 1
    let base = pieces * inheritance * inheritance
    guard let level = level(ModelSpec.Level.poolAge.rawValue) else {
      return (cutsHours.map { _ in multiplier }, variance + base)
    }
    let family = self.level("family")?.nodes[pool.family]?.multiplier ?? 1
    let groups = cutsHours.map { cut in
      groupCutsHours.lastIndex { $0 <= cut } ?? 0
    }
    let nodes = groupCutsHours.indices.map {
      level.nodes[PoolTree.ageKey(pool, group: $0)]
    }
    var (inherited, own) = (0.0, 0.0)
    for (node, share) in zip(nodes, shares(of: groups)) {
      let passed = node?.inheritance ?? 1
      inherited += share * passed
      own +=
        share * share
        * (node.map {
          max(
            $0.relativeVariance - ($0.calendarVariance ?? 0)
              - passed * passed * variance, 0)
        } ?? level.priorVariance)
    }
    return (
      groups.map { nodes[$0].map { $0.multiplier * family } ?? multiplier },
      inherited * inherited * variance + own + base
    )
  }

  /// Shares of the events by age group; equal where there is no event.
  private func shares(of groups: [Int]) -> [Double] {
    var sums = groupCutsHours.map { _ in 0.0 }
    for (group, events) in zip(groups, baseEvents) {
      sums[group] += Double(events)
    }
    let total = sums.reduce(0, +)
    return sums.map { total > 0 ? $0 / total : 1 / Double(sums.count) }
  }
}
