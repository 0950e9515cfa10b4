/// How many watched stretches of life are alike, counted before they came here.
///
/// A life's place on the calendar, its age and its end are all that a fit
/// reads of it, so that these counts say of a fleet what its single lives say.
/// Of one source the counts with the latest `until` stand; earlier ones are of
/// an earlier part of the same facts.
///
/// Key: all but the count.
public struct LifeCell: Hashable, Sendable, Codable {
  /// Whoever counted, for example the name of a cluster; empty when unsaid.
  public var source: String
  /// The end of the facts that were counted; known from then on.
  public var until: UTCInstant
  public var pool: PoolID
  public var process: Spell.Process
  public var clock: Spell.Clock
  public var watchedFrom, watchedUntil: UTCInstant
  /// Age in milliseconds at `watchedFrom`; nil when unknown.
  public var ageAfterMilliseconds: Int64?
  public var startUncertaintyMilliseconds: Int64
  public var endUncertaintyMilliseconds: Int64
  public var exit: Spell.Exit
  /// Milliseconds between warning and loss; nil when none was recorded.
  public var noticeMilliseconds: Int64?
  /// Lives, ≥ 1.
  public var count: Int
  public var origin: RowOrigin

  public init(
    source: String, until: UTCInstant, pool: PoolID, process: Spell.Process,
    clock: Spell.Clock, watchedFrom: UTCInstant, watchedUntil: UTCInstant,
    ageAfterMilliseconds: Int64?, startUncertaintyMilliseconds: Int64 = 0,
    endUncertaintyMilliseconds: Int64 = 0, exit: Spell.Exit,
    noticeMilliseconds: Int64? = nil, count: Int, origin: RowOrigin
  ) {
    self.source = source
    self.until = until
    self.pool = pool
    self.process = process
    self.clock = clock
    self.watchedFrom = watchedFrom
    self.watchedUntil = watchedUntil
    self.ageAfterMilliseconds = ageAfterMilliseconds
    self.startUncertaintyMilliseconds = startUncertaintyMilliseconds
    self.endUncertaintyMilliseconds = endUncertaintyMilliseconds
    self.exit = exit
    self.noticeMilliseconds = noticeMilliseconds
    self.count = count
    self.origin = origin
  }
}

/// Launch attempts of one pool and size, counted before they came here.
///
/// Key: all but the count. They stand with the lives of their source and
/// `until`.
public struct AttemptCell: Hashable, Sendable, Codable {
  public var source: String
  public var until: UTCInstant
  public var pool: PoolID
  /// Instances asked for at once, ≥ 1.
  public var size: Int
  public var isSuccess: Bool
  /// Attempts, ≥ 1.
  public var count: Int
  public var origin: RowOrigin

  public init(
    source: String, until: UTCInstant, pool: PoolID, size: Int,
    isSuccess: Bool, count: Int, origin: RowOrigin
  ) {
    self.source = source
    self.until = until
    self.pool = pool
    self.size = size
    self.isSuccess = isSuccess
    self.count = count
    self.origin = origin
  }
}
