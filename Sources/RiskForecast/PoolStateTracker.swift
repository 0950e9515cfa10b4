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

  /// Probe spells of the pool in order of time.
  let spells: [Spell]

  /// A tracker of one pool's probe spells; others are left out.
  public init(pool: PoolID, spells: [Spell]) {
    self.spells =
      spells.filter { $0.pool == pool && $0.clock == .probe }
      .sorted { $0.watchedFrom < $1.watchedFrom }
  }

  /// The state as known at a moment: nothing after it has influence.
  public func state(asOf instant: UTCInstant) -> State {
    guard let index = lastIndex(startedBy: instant) else { return .unknown }
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

  /// Index of the last spell that began at or before a moment.
  func lastIndex(startedBy instant: UTCInstant) -> Int? {
    var low = 0
    var high = spells.count
    while low < high {
      let middle = (low + high) / 2
      if spells[middle].watchedFrom <= instant {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low > 0 ? low - 1 : nil
  }
}

extension PoolStateTracker.State {
  static let unknown = Self(
    state: .unknown, ageHours: nil, ageIsLowerBound: false)
}
