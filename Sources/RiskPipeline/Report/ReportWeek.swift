import RiskDomain
import RiskForecast
import RiskReport

/// The hours of the week in the report.
enum ReportWeek {
  /// Losses below which a map of 168 hours shows chance alone: fewer than one
  /// an hour.
  static let leastLosses = 168

  /// Effects that forecasts use, and what was seen.
  static func week(
    _ market: PoolMarket?, _ spells: [Spell], asOf: UTCInstant
  ) -> ReportDocument.Week {
    var pools: [[Double]: [PoolID]] = [:]
    for forecaster in market?.forecasters ?? [] {
      let factors = forecaster.outlook(asOf: asOf).hourOfWeekMultiplier
      if let factors { pools[factors, default: []].append(forecaster.pool) }
    }
    let effects = pools.map { factors, pools in
      ReportDocument.Week.Effect(
        places: Set(pools.map { "\($0.provider.rawValue)/\($0.region)" })
          .sorted(), pools: pools.count, factors: factors)
    }.sorted { ($1.pools, $0.places[0]) < ($0.pools, $1.places[0]) }
    let losses = spells.count {
      $0.process == .loss && $0.exit == .interrupted
    }
    guard losses >= leastLosses else {
      return .init(
        effects: effects, seen: nil,
        reason: "not enough data: " + Counted.of(losses, "interruption") + ", "
          + "\(leastLosses) would be one for each hour of the week")
    }
    return .init(
      effects: effects, seen: seen(spells),
      reason: effects.isEmpty
        ? "the data tell no effect of the hour of the week beyond chance, so "
          + "no forecast uses one" : nil)
  }

  /// Time under watch and losses by hour of the week.
  private static func seen(_ spells: [Spell]) -> ReportDocument.Week.Seen {
    var milliseconds = [Int64](repeating: 0, count: 168)
    var losses = [Int](repeating: 0, count: 168)
    let week: Int64 = 168 * 3_600_000
    for spell in spells where spell.process == .loss {
      if spell.exit == .interrupted {
        losses[spell.watchedUntil.hourOfWeekUTC] += 1
      }
      let length = max(
        spell.watchedUntil.milliseconds(since: spell.watchedFrom), 0)
      let whole = length / week
      if whole > 0 {
        for hour in 0..<168 { milliseconds[hour] += whole * 3_600_000 }
      }
      var at = spell.watchedFrom
      var left = length % week
      while left > 0 {
        let past = at.unixMilliseconds % 3_600_000
        let step = min(left, 3_600_000 - (past < 0 ? past + 3_600_000 : past))
        milliseconds[at.hourOfWeekUTC] += step
        at = at.adding(milliseconds: step)
        left -= step
      }
    }
    return .init(
      interruptions: losses,
      hoursAtRisk: milliseconds.map { Double($0) / 3_600_000 })
  }
}
