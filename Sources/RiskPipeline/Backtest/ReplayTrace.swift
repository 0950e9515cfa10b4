import RiskDomain
import RiskModels

/// What one probed pool was seen to do, in ticks.
struct ReplayTrace: Sendable {
  /// Hours of a tick.
  static let tickHours = 0.1

  var pool: PoolID
  var start: UTCInstant
  /// By tick; time in which nobody looked counts as down.
  var isUp: [Bool]
  /// Ticks since the last change of state, by tick.
  var since: [Int]

  /// nil for a pool without probes.
  init?(_ history: PoolHistory) {
    guard let first = history.spells.first?.watchedFrom,
      let last = history.spells.map(\.watchedUntil).max()
    else { return nil }
    pool = history.pool
    start = first
    let count = Int(last.hours(since: first) / Self.tickHours)
    isUp = [Bool](repeating: false, count: count)
    for spell in history.spells where spell.process == .loss {
      let from = spell.watchedFrom.hours(since: first) / Self.tickHours
      let until = spell.watchedUntil.hours(since: first) / Self.tickHours
      // A tick has the state of its first moment.
      let begin = Int((from - 1e-6).rounded(.up))
      let end = min(Int((until - 1e-6).rounded(.up)), count)
      if begin < end { for tick in begin..<end { isUp[tick] = true } }
    }
    since = [Int](repeating: 0, count: count)
    for tick in isUp.indices.dropFirst()
    where isUp[tick] == isUp[tick - 1] {
      since[tick] = since[tick - 1] + 1
    }
  }

  func instant(_ tick: Int) -> UTCInstant {
    start.adding(hours: Double(tick) * Self.tickHours)
  }
}
