/// Time at risk and events of one cell, summed before they came here.
///
/// Key: source, span, pool, process, clock, age and hour of the week. Cells
/// of different sources or spans add up; whoever writes them sees to it that
/// no instance-hour is in two of them.
public struct ExposureCell: Hashable, Sendable, Codable {
  /// Whoever summed, for example the name of a cluster; empty when unsaid.
  public var source: String
  /// The span that was summed over; known when it is over.
  public var from, until: UTCInstant
  public var pool: PoolID
  public var process: Spell.Process
  public var clock: Spell.Clock
  /// Milliseconds of age, (after, through]; both nil when unknown, `through`
  /// alone nil when the cell has no end.
  public var ageAfterMilliseconds, ageThroughMilliseconds: Int64?
  /// 0..<168, Monday 00:00 = 0; nil when not split by calendar.
  public var hourOfWeekUTC: Int?
  /// Instance-milliseconds, ≥ 0.
  public var millisecondsAtRisk: Int64
  /// Events, ≥ 0.
  public var interruptions: Int
  public var origin: RowOrigin

  public init(
    source: String, from: UTCInstant, until: UTCInstant, pool: PoolID,
    process: Spell.Process, clock: Spell.Clock, ageAfterMilliseconds: Int64?,
    ageThroughMilliseconds: Int64?, hourOfWeekUTC: Int?,
    millisecondsAtRisk: Int64, interruptions: Int, origin: RowOrigin
  ) {
    self.source = source
    self.from = from
    self.until = until
    self.pool = pool
    self.process = process
    self.clock = clock
    self.ageAfterMilliseconds = ageAfterMilliseconds
    self.ageThroughMilliseconds = ageThroughMilliseconds
    self.hourOfWeekUTC = hourOfWeekUTC
    self.millisecondsAtRisk = millisecondsAtRisk
    self.interruptions = interruptions
    self.origin = origin
  }
}
