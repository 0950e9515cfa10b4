public import RiskDomain

/// The memory of one probed pool at any moment of its history.
public struct PoolHistory: Sendable {
  /// Hours after the last probe for which its state is still believed.
  public static let stateHoldsForHours = 1.0

  public let pool: PoolID
  /// Probe spells of both processes in order of time.
  public let spells: [Spell]
  /// The memory at the start of each spell, its state begun.
  private let memories: [PoolMemory]

  /// The history of a pool's probe spells; others are left out.
  public init(pool: PoolID, spells: [Spell]) {
    self.init(
      pool: pool,
      sorted: spells.filter { $0.pool == pool && $0.clock == .probe }
        .sorted { $0.watchedFrom < $1.watchedFrom })
  }

  /// The histories of all probed pools among spells, sorted by pool.
  public static func all(_ spells: [Spell]) -> [PoolHistory] {
    Dictionary(grouping: spells.filter { $0.clock == .probe }, by: \.pool)
      .sorted { $0.key < $1.key }
      .map {
        PoolHistory(
          pool: $0.key,
          sorted: $0.value.sorted { $0.watchedFrom < $1.watchedFrom })
      }
  }

  private init(pool: PoolID, sorted spells: [Spell]) {
    self.pool = pool
    self.spells = spells
    var memory = PoolMemory()
    var now: UTCInstant?
    memories = spells.map { spell in
      if let now {
        memory.pass(
          hours: spell.watchedFrom.hours(since: now), .nothing)
      }
      memory.begin(
        isUp: spell.process == .loss, isStartSeen: spell.watched != nil)
      let start = memory
      memory.pass(spell, until: spell.watchedUntil)
      if spell.exit == .interrupted { memory.end() }
      now = spell.watchedUntil
      return start
    }
  }

  /// The memory at a moment: nothing after it has influence.
  ///
  /// nil before the first probe.
  public func memory(asOf instant: UTCInstant) -> PoolMemory? {
    guard let index = lastIndex(startedBy: instant) else { return nil }
    var memory = memories[index]
    let spell = spells[index]
    memory.pass(spell, until: min(instant, spell.watchedUntil))
    let silence = instant.hours(since: spell.watchedUntil)
    if silence > Self.stateHoldsForHours {
      memory.pass(hours: silence, .nothing)
    } else if silence > 0 {
      memory.pass(hours: silence, spell.process == .loss ? .up : .down)
    }
    return memory
  }

  /// The memory at the start of a spell.
  func memory(atStartOf index: Int) -> PoolMemory { memories[index] }

  /// Index of the last spell that began at or before a moment.
  public func lastIndex(startedBy instant: UTCInstant) -> Int? {
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

extension PoolMemory {
  /// Passes the part of a spell that lies before a moment.
  mutating func pass(_ spell: Spell, until instant: UTCInstant) {
    pass(
      hours: instant.hours(since: spell.watchedFrom),
      spell.process == .loss ? .up : .down)
  }
}
