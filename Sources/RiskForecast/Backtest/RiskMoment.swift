import RiskDomain

/// One moment at which one instance was up, and what became of it.
struct RiskMoment: Hashable, Sendable {
  var pool: PoolID
  var at: UTCInstant
  var ageHours: Double
  /// Hours until its loss was known, or until it went out of sight.
  var untilEndHours: Double
  var isLost: Bool
}

/// Moments at one step of the calendar, over spells of one clock.
struct MomentGrid: Sendable {
  /// Between moments of a pool or an instance.
  let stepMilliseconds: Int64

  /// A quarter of an hour, doubled until so many hours at risk make no more
  /// than `most` moments.
  init(hoursAtRisk: Double, most: Int) {
    var step: Int64 = 900_000
    while hoursAtRisk * 3_600_000 / Double(step) > Double(most), step < 1 << 40
    {
      step *= 2
    }
    stepMilliseconds = step
  }

  /// Moments of a spell in [from, until): the grid's full steps since 1970.
  func moments(
    of spell: Spell, from: UTCInstant, until: UTCInstant
  ) -> [RiskMoment] {
    guard spell.process == .loss, let watched = spell.watched else { return [] }
    let start = max(spell.watchedFrom, from).unixMilliseconds
    let end = min(spell.watchedUntil, until).unixMilliseconds
    let remainder = start % stepMilliseconds
    var at = start + (remainder > 0 ? stepMilliseconds - remainder : -remainder)
    var moments: [RiskMoment] = []
    while at < end {
      let instant = UTCInstant(unixMilliseconds: at)
      moments.append(
        RiskMoment(
          pool: spell.pool, at: instant,
          ageHours: max(watched.after, 0)
            + instant.hours(since: spell.watchedFrom),
          untilEndHours: spell.watchedUntil.hours(since: instant),
          isLost: spell.exit == .interrupted))
      at += stepMilliseconds
    }
    return moments
  }
}
