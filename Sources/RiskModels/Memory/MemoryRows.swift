import RiskDomain

/// Steps of watched up-time with what was known in the middle of each.
struct MemoryRows {
  /// One step of one pool.
  struct Row {
    var memory: PoolMemory
    var siblings: SiblingMemory
    var at: UTCInstant
    var region: String
    /// Whether its region was probed for long enough to tell a week.
    var tellsWeek: Bool
    var exposureHours: Double
    /// 0 or 1.
    var losses: Double
  }

  /// Shortest step; it grows to an eighth of the age, to an hour at most.
  static let stepHours = 1.0 / 6
  static let longestStepHours = 1.0

  /// Sorted, and each one's rows.
  var pools: [PoolID] = []
  var ranges: [Range<Int>] = []
  var rows: [Row] = []
  /// Over all pools: hours watched in any state, and of these up.
  var watchedHours = 0.0
  var upHours = 0.0
  /// Regions of which the first probe and the last are two weeks apart.
  private var weekly: Set<String> = []
  /// Whether any row tells a week.
  var tellsWeek: Bool { rows.contains(where: \.tellsWeek) }

  /// Rows of the up-spells whose start was seen.
  ///
  /// A loss lies somewhere in the gap before the probe that found it: half of
  /// the gap is at risk. A spell without length has no time at risk and gives
  /// no row.
  init(_ histories: [PoolHistory]) {
    for (region, known) in Dictionary(
      grouping: histories, by: \.pool.region)
    {
      let spells = known.flatMap(\.spells)
      if let from = spells.map(\.watchedFrom).min(),
        let until = spells.map(\.watchedUntil).max(),
        until.hours(since: from) >= MemoryDesign.weekIsToldFromHours
      {
        weekly.insert(region)
      }
    }
    let families = Dictionary(grouping: histories) { SiblingKey($0.pool) }
    for history in histories {
      let siblings = families[SiblingKey(history.pool)] ?? []
      let first = rows.count
      for (index, spell) in history.spells.enumerated() {
        let hours = spell.watchedUntil.hours(since: spell.watchedFrom)
        watchedHours += hours
        guard spell.process == .loss else { continue }
        upHours += hours
        guard spell.watched != nil else { continue }
        add(history, index, siblings)
      }
      pools.append(history.pool)
      ranges.append(first..<rows.count)
    }
  }

  private mutating func add(
    _ history: PoolHistory, _ index: Int, _ siblings: [PoolHistory]
  ) {
    let spell = history.spells[index]
    let start = history.memory(atStartOf: index)
    let length = spell.watchedUntil.hours(since: spell.watchedFrom)
    let region = history.pool.region
    var age = 0.0
    while length - age > 1e-9 {
      let step = min(
        max(Self.stepHours, min(age / 8, Self.longestStepHours)), length - age)
      let isLast = length - age - step <= 1e-9
      let isLost = isLast && spell.exit == .interrupted
      let gap = Double(spell.endUncertaintyMilliseconds) / 3_600_000
      let middle = spell.watchedFrom.adding(hours: age + step / 2)
      rows.append(
        Row(
          memory: start.ahead(hours: age + step / 2),
          siblings: SiblingMemory(
            of: history.pool, among: siblings, asOf: middle),
          at: middle, region: region, tellsWeek: weekly.contains(region),
          exposureHours: isLost ? step - min(gap, step) / 2 : step,
          losses: isLost ? 1 : 0))
      age += step
    }
  }
}

extension Spell {
  /// The spell as it was known at a moment; nil when it had not begun.
  func known(by instant: UTCInstant) -> Spell? {
    guard watchedFrom < instant else { return nil }
    guard watchedUntil > instant else { return self }
    var cut = self
    let lost = watchedUntil.hours(since: instant)
    cut.watchedUntil = instant
    cut.exit = .observationEnded
    cut.endUncertaintyMilliseconds = 0
    cut.watched?.through -= lost
    return cut
  }
}
