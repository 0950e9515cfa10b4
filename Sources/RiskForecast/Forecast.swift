import RiskDomain

import Foundation
import RiskModels
import RiskNumerics

/// Hours that a restart is taken to cost where no job says otherwise: twelve
/// minutes to provision, boot and reload.
public let defaultRestartCostHours = 0.2

/// The forecast of one pool from one moment.
///
/// An instance's age is that of the pool's current up-spell where probes show
/// one, else `ageHours`. With hazard G·h(a) and G ~ Gamma(s, s), survival is
/// its posterior mean E exp(−G H) = (1 + H/s)^−s, and the band exp(−g H) at
/// the gamma quantiles g of G; a gang's G has the number of its loss events
/// in it as well (methods/gangs.md (8)).
///
/// - Parameters:
///   - ageHours: age of the instance where the data show none, hours ≥ 0.
///   - aheadHours: horizons, hours > 0.
///   - gangSize: any loss among so many instances counts.
///   - level: probability inside the band, inside (0, 1).
public func forecast(
  outlook: PoolOutlook, ageHours: Double = 0, aheadHours: [Double],
  gangSize: Int = 1, level: Double = 0.9
) -> ForecastRow {
  let isUp = outlook.state == .up
  let age = isUp ? outlook.stateAgeHours ?? ageHours : ageHours
  let hazard = outlook.anyLoss(gangSize: gangSize)
  let curve = outlook.loss.map {
    SurvivalCurve(
      hazard: $0, ageHours: age, asOf: outlook.asOf,
      hourOfWeek: outlook.hourOfWeekMultiplier, surge: outlook.surge,
      level: level,
      events: gangSize > 1 ? outlook.belief.eventNodes(size: gangSize) : [1])
  }
  let points = aheadHours.map { curve?.point(aheadHours: $0) }
  let price = outlook.spotPrice?.currentUSDPerHour
  let asked = outlook.obtaining(gangSize: gangSize)
  return ForecastRow(
    asOf: outlook.asOf, pool: outlook.pool, region: outlook.pool.region,
    state: outlook.state, ageHours: age,
    ageIsLowerBound: isUp && outlook.stateAgeIsLowerBound,
    aheadHours: aheadHours, survival: points.map { $0?.mean },
    survivalLow: points.map { $0?.low }, survivalHigh: points.map { $0?.high },
    level: level, obtain: aheadHours.map { obtain(asked, within: $0) },
    interruptions: outlook.interruptions, hoursAtRisk: outlook.hoursAtRisk,
    evidence: outlook.evidence, pricePerHour: price,
    onDemandPerHour: outlook.onDemandPerHour,
    effectivePerHour: effectivePrice(price, hazard),
    surgeProbability: outlook.surge?.probability,
    gang: gangSize > 1
      ? gang(
        outlook, size: gangSize, ageHours: age, aheadHours: aheadHours,
        level: level) : nil,
    reason: outlook.reason)
}

/// P(a launch attempted from now on succeeds within `hours`).
///
/// A pool that is up by its probes gives an instance at once; one that is down
/// gives it when it returns; one of which only launches are known gives it
/// after their waiting times. nil when nothing was seen of it.
public func obtain(_ outlook: PoolOutlook, within hours: Double) -> Double? {
  if outlook.state == .up { return 1 }
  if let acquisition = outlook.acquisition {
    let waited = outlook.state == .down ? outlook.stateAgeHours ?? 0 : 0
    let h = acquisition.mean.cumulativeHazard(
      over: AgeInterval(after: waited, through: waited + hours))
    return -expm1(
      -acquisition.multiplierShape * log1p(h / acquisition.multiplierShape))
  }
  return outlook.attemptSuccess
}

/// Price × (1 + λ·R): the first-order form without checkpoints.
///
/// λ is the mean hazard of a new instance's first day (or of its life up to a
/// shorter cap), R `defaultRestartCostHours`. A job's own costs are the
/// decision's.
private func effectivePrice(
  _ usdPerHour: Double?, _ hazard: PoolOutlook.UncertainHazard?
) -> Double? {
  guard let usdPerHour, let hazard else { return nil }
  let day = min(24, hazard.mean.capHours ?? 24)
  let h = hazard.mean.cumulativeHazard(
    over: AgeInterval(after: 0, through: day))
  return usdPerHour * (1 + h / day * defaultRestartCostHours)
}

/// Survival of one instance, or of all of a gang, from one age and moment on.
struct SurvivalCurve {
  private let hazard: PoolOutlook.UncertainHazard
  private let ageHours: Double
  private let asOf: UTCInstant
  private let hourOfWeek: [Double]?
  private let surge: PoolOutlook.Surge?
  /// Loss events for one hazard of a single instance, equally likely values.
  private let events: [Double]
  /// Quantiles of multiplier times events: small, large.
  private let quantiles: (low: Double, high: Double)

  init(
    hazard: PoolOutlook.UncertainHazard, ageHours: Double, asOf: UTCInstant,
    hourOfWeek: [Double]?, surge: PoolOutlook.Surge?, level: Double,
    events: [Double] = [1]
  ) {
    self.events = events
    self.surge = surge
    self.hazard = hazard
    self.ageHours = ageHours
    self.asOf = asOf
    self.hourOfWeek = hourOfWeek?.count == 168 ? hourOfWeek : nil
    let tail = (1 - level) / 2
    let s = hazard.multiplierShape
    quantiles = (
      Self.quantile(tail, shape: s, events: events),
      Self.quantile(1 - tail, shape: s, events: events)
    )
  }

  /// Quantile of a gamma multiplier with mean 1 times equally likely events.
  private static func quantile(
    _ p: Double, shape: Double, events: [Double]
  ) -> Double {
    let one = gammaQuantile(p, shape: shape, rate: shape)
    guard let least = events.min(), let most = events.max(), most > least
    else { return one * (events.first ?? 1) }
    var (low, high) = (one * least, one * most)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let below = events.reduce(0) {
        $0 + regularizedGammaP(shape: shape, middle / $1 * shape)
      }
      if below < p * Double(events.count) {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }

  /// Whether the horizon lies at or beyond the known end of life.
  func isBeyondCap(aheadHours: Double) -> Bool {
    hazard.mean.capHours.map { ageHours + aheadHours >= $0 } ?? false
  }

  func point(
    aheadHours: Double
  ) -> (mean: Double, low: Double, high: Double) {
    guard !isBeyondCap(aheadHours: aheadHours) else { return (0, 0, 0) }
    let h = cumulativeHazard(aheadHours: aheadHours)
    let s = hazard.multiplierShape
    let mean = events.reduce(0) { $0 + exp(-s * log1p($1 * h / s)) }
    return (
      mean / Double(events.count), exp(-quantiles.high * h),
      exp(-quantiles.low * h)
    )
  }

  /// ∫ h(age) · m(hour of the week) · surge, exact over full hours of the
  /// calendar.
  func cumulativeHazard(aheadHours: Double) -> Double {
    guard let surge else {
      return cumulativeHazard(fromHours: 0, untilHours: aheadHours)
    }
    var total = 0.0
    var from = 0.0
    for (until, factor) in zip(surge.untilHours, surge.factors)
    where from < aheadHours {
      total +=
        factor
        * cumulativeHazard(
          fromHours: from, untilHours: min(until, aheadHours))
      from = until
    }
    return aheadHours > from
      ? total + cumulativeHazard(fromHours: from, untilHours: aheadHours)
      : total
  }

  private func cumulativeHazard(
    fromHours start: Double, untilHours aheadHours: Double
  ) -> Double {
    guard let hourOfWeek else {
      return hazard.mean.cumulativeHazard(
        over: AgeInterval(
          after: ageHours + start, through: ageHours + aheadHours))
    }
    let asOf = asOf.adding(hours: start)
    let ageHours = ageHours + start
    let aheadHours = aheadHours - start
    var total = 0.0
    var position = 0.0
    var hour = asOf.hourOfWeekUTC
    let intoHour =
      Double(asOf.unixMilliseconds % 3_600_000) / 3_600_000
    var next = min(1 - intoHour, aheadHours)
    while position < aheadHours {
      total +=
        hourOfWeek[hour]
        * hazard.mean.cumulativeHazard(
          over: AgeInterval(
            after: ageHours + position, through: ageHours + next))
      hour = (hour + 1) % 168
      position = next
      next = min(next + 1, aheadHours)
    }
    return total
  }
}
