public import RiskDomain
import RiskExposure

/// Losses and running instances of one pool over any window of time.
public struct LossWindow: Sendable {
  public let pool: PoolID
  /// Ascending.
  private let starts, ends, losses: [UTCInstant]

  /// - Parameter spells: of at least this pool; those of instances count.
  public init(pool: PoolID, spells: [Spell]) {
    self.pool = pool
    let lives = spells.filter {
      $0.pool == pool && $0.clock == .instance && $0.process == .loss
    }
    starts = lives.map(\.watchedFrom).sorted()
    ends = lives.map(\.watchedUntil).sorted()
    losses = lives.filter { $0.exit == .interrupted }.map(\.watchedUntil)
      .sorted()
  }

  /// Interruptions in the window that ends at an instant.
  public func losses(until end: UTCInstant, hours: Double) -> Int {
    losses.countThrough(end)
      - losses.countThrough(end.adding(hours: -hours))
  }

  /// When the last life stops being watched; nil without one.
  public var lastWatched: UTCInstant? { ends.last }

  /// Instances that ran at an instant.
  public func running(at instant: UTCInstant) -> Int {
    starts.countThrough(instant) - ends.countThrough(instant)
  }

  /// Instance-hours in the window that ends at an instant.
  public func runningHours(until end: UTCInstant, hours: Double) -> Double {
    let from = end.adding(hours: -hours)
    func watched(_ instants: [UTCInstant]) -> Double {
      instants.prefix(instants.countThrough(end)).reduce(0) {
        $0 + end.hours(since: max($1, from))
      }
    }
    return watched(starts) - watched(ends)
  }

  /// The value of a rule at an instant; nil where too little ran.
  public func value(of rule: AlertRule, at instant: UTCInstant) -> Double? {
    let lost = Double(losses(until: instant, hours: rule.windowHours))
    switch rule.kind {
    case .interruptionShare:
      let count = Double(
        running(at: instant.adding(hours: -rule.windowHours)))
      return count > 0 && count >= rule.minimum ? lost / count : nil
    case .lossRate:
      let hours = runningHours(until: instant, hours: rule.windowHours)
      return hours > 0 && hours >= rule.minimum ? lost / hours : nil
    default:
      return nil
    }
  }
}
