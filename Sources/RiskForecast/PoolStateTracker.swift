public import RiskDomain
import RiskModels

/// Up or down, and since when, at any moment of a probed pool's history.
public struct PoolStateTracker: Sendable {
  /// The state at one moment.
  public struct State: Hashable, Sendable {
    public var state: PoolOutlook.State
    /// Hours in that state; nil when unknown.
    public var ageHours: Double?
    /// True when the start of the state was not seen.
    public var ageIsLowerBound: Bool
  }

  let history: PoolHistory
  /// Probe spells of the pool in order of time.
  var spells: [Spell] { history.spells }

  /// A tracker of one pool's probe spells; others are left out.
  public init(pool: PoolID, spells: [Spell]) {
    history = PoolHistory(pool: pool, spells: spells)
  }

  /// The state as known at a moment: nothing after it has influence.
  public func state(asOf instant: UTCInstant) -> State {
    guard let index = history.lastIndex(startedBy: instant) else {
      return .unknown
    }
    let spell = spells[index]
    // Where a spell ended in a change, the next one has begun by then; where
    // watching ended, the last probe holds for a while.
    let silence = instant.hours(since: spell.watchedUntil)
    guard silence <= PoolHistory.stateHoldsForHours else { return .unknown }
    return State(
      state: spell.process == .loss ? .up : .down,
      ageHours: instant.hours(since: spell.watchedFrom)
        + (spell.watched?.after ?? 0),
      ageIsLowerBound: spell.watched == nil)
  }
}

extension PoolStateTracker.State {
  static let unknown = Self(
    state: .unknown, ageHours: nil, ageIsLowerBound: false)
}
