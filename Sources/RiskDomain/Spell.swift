/// Ages in hours since launch, open on the left, closed on the right:
/// (after, through].
///
/// Not a Swift `Range`, which is [a, b).
public struct AgeInterval: Hashable, Sendable, Codable {
  /// Hours; the instance was already this old when it came into sight.
  public var after: Double
  /// Hours; the age at which it went out of sight.
  public var through: Double

  public init(after: Double, through: Double) {
    self.after = after
    self.through = through
  }

  /// Width in hours.
  public var hours: Double { through - after }
}

/// One stretch of one instance's (or one pool's) life as far as it was watched.
public struct Spell: Hashable, Sendable, Codable {
  /// How the watching ended.
  public enum Exit: String, Sendable, Codable, CaseIterable {
    /// The provider took it back, or, for a pool that was down, capacity came
    /// back. Only this counts as an event.
    case interrupted
    /// The user stopped it: right censoring.
    case released
    /// A known deterministic end, for example 24 h on GCP preemptible VMs.
    case lifetimeCap
    /// We stopped watching: right censoring.
    case observationEnded
  }

  /// What the spell waits for.
  public enum Process: String, Sendable, Codable, CaseIterable {
    /// up → down
    case loss
    /// down → up
    case acquisition
  }

  /// The clock that ages run on; the two never share an age effect.
  public enum Clock: String, Sendable, Codable, CaseIterable {
    /// Age of the pool's current state, from probes and counts.
    case probe
    /// Age of an instance, from launch logs and billing.
    case instance
  }

  public var pool: PoolID
  public var process: Process
  public var clock: Clock
  /// The instance; nil for a pool watched by probes.
  public var instanceID: String?
  /// nil when the start was not seen.
  public var launchedAt: UTCInstant?
  /// When watching began and ended on the calendar.
  public var watchedFrom, watchedUntil: UTCInstant
  /// Hours of age; `after` > 0 is delayed entry; nil when the age is unknown.
  public var watched: AgeInterval?
  /// Width in milliseconds of the interval, centred on `launchedAt`, in which
  /// the launch is known to lie; 0 when it was seen exactly.
  ///
  /// An age is then only known to half of it either way, and time whose piece
  /// of age is in doubt counts as time of unknown age.
  public var startUncertaintyMilliseconds: Int64
  /// Milliseconds by which the end may lie earlier than `watchedUntil`, the
  /// gap of the probes; 0 when the end was seen exactly.
  public var endUncertaintyMilliseconds: Int64
  public var exit: Exit
  /// Seconds between warning and loss; nil when none was recorded.
  public var noticeSeconds: Double?
  public var origin: RowOrigin

  public init(
    pool: PoolID, process: Process, clock: Clock, instanceID: String?,
    launchedAt: UTCInstant?, watchedFrom: UTCInstant, watchedUntil: UTCInstant,
    watched: AgeInterval?, startUncertaintyMilliseconds: Int64 = 0,
    endUncertaintyMilliseconds: Int64 = 0, exit: Exit,
    noticeSeconds: Double? = nil, origin: RowOrigin
  ) {
    self.pool = pool
    self.process = process
    self.clock = clock
    self.instanceID = instanceID
    self.launchedAt = launchedAt
    self.watchedFrom = watchedFrom
    self.watchedUntil = watchedUntil
    self.watched = watched
    self.startUncertaintyMilliseconds = startUncertaintyMilliseconds
    self.endUncertaintyMilliseconds = endUncertaintyMilliseconds
    self.exit = exit
    self.noticeSeconds = noticeSeconds
    self.origin = origin
  }
}

/// Time at risk and events in one cell of the design.
public struct Exposure: Hashable, Sendable, Codable {
  public var pool: PoolID
  public var process: Spell.Process
  public var clock: Spell.Clock
  /// nil when the age is unknown.
  public var age: AgeInterval?
  /// 0..<168, Monday 00:00 = 0; nil when not split by calendar.
  public var hourOfWeekUTC: Int?
  /// Instance-milliseconds at risk, > 0, or 0 for an event on a cell's edge.
  public var millisecondsAtRisk: Int64
  /// Events, ≥ 0.
  public var interruptions: Int

  public init(
    pool: PoolID, process: Spell.Process, clock: Spell.Clock,
    age: AgeInterval?, hourOfWeekUTC: Int?, millisecondsAtRisk: Int64,
    interruptions: Int
  ) {
    self.pool = pool
    self.process = process
    self.clock = clock
    self.age = age
    self.hourOfWeekUTC = hourOfWeekUTC
    self.millisecondsAtRisk = millisecondsAtRisk
    self.interruptions = interruptions
  }

  /// Instance-hours at risk.
  public var hoursAtRisk: Double { Double(millisecondsAtRisk) / 3_600_000 }
}
