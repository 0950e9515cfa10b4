public import RiskDomain

/// The part of one up-spell that lies after a forecast origin: what happened,
/// as far as it is known.
public struct ScoredStretch: Hashable, Sendable {
  public var pool: PoolID
  public var clock: Spell.Clock
  /// When the forecast is made: the spell's start or the origin, the later.
  public var startsAt: UTCInstant
  /// Age at `startsAt`, hours.
  public var ageHours: Double
  /// Hours from `startsAt` through which it was surely up.
  public var upHours: Double
  /// Hours from `startsAt` by which it was lost; nil when it was not.
  ///
  /// Equal to `upHours` for a loss seen exactly.
  public var lostByHours: Double?

  public init(
    pool: PoolID, clock: Spell.Clock, startsAt: UTCInstant, ageHours: Double,
    upHours: Double, lostByHours: Double?
  ) {
    self.pool = pool
    self.clock = clock
    self.startsAt = startsAt
    self.ageHours = ageHours
    self.upHours = upHours
    self.lostByHours = lostByHours
  }

  /// Whether the stretch ended in a loss.
  public var isLost: Bool { lostByHours != nil }

  /// The moment from which its end is known.
  public var endsAt: UTCInstant {
    startsAt.adding(hours: lostByHours ?? upHours)
  }

  /// The part of a spell inside (from, until]; nil when there is none, when the
  /// spell is no up-spell, or when its age is unknown.
  ///
  /// A loss that probes bound to an interval keeps both ends; a life that ended
  /// at a known cap, by its user, or beyond `until` is censored there.
  public init?(_ spell: Spell, from: UTCInstant, until: UTCInstant) {
    guard spell.process == .loss, let watched = spell.watched,
      spell.watchedFrom < until, spell.watchedUntil >= from
    else { return nil }
    let start = max(spell.watchedFrom, from)
    let isLost = spell.exit == .interrupted && spell.watchedUntil <= until
    // A loss at the very origin was known there.
    guard spell.watchedUntil > start || (isLost && start > from) else {
      return nil
    }
    let length = max(min(spell.watchedUntil, until).hours(since: start), 0)
    let doubt = Double(max(spell.endUncertaintyMilliseconds, 0)) / 3_600_000
    self.init(
      pool: spell.pool, clock: spell.clock, startsAt: start,
      ageHours: max(watched.after, 0) + start.hours(since: spell.watchedFrom),
      upHours: isLost ? max(length - doubt, 0) : length,
      lostByHours: isLost ? length : nil)
  }
}
