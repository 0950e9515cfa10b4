public import RiskDomain

/// Time at risk of one pool in one hour of the calendar and one piece of age;
/// 48 bytes, of which a large fleet has hundreds of millions.
public struct CalendarSlice: Hashable, Sendable {
  /// Index into the pools that were asked for.
  public var pool: Int32
  /// Index into the ascending ages that spells were cut at, 0 first.
  public var piece: Int32
  /// Full hours since 1970-01-01T00:00:00Z.
  public var hour: Int32
  /// Losses, and how many of them were the youngest of a group that fell
  /// together.
  public var losses: Int32 = 0
  public var clusters: Int32 = 0
  /// Instance-hours; those of them in which a group of losses could begin
  /// (`LossWindows`); and of these, each moment's youngest instance's alone.
  public var hours = 0.0
  public var openHours = 0.0
  public var youngestHours = 0.0
}

/// The exposure of loss spells of known age by hours of the calendar, sorted by
/// pool, hour and piece.
///
/// Hours and losses are those of `exposures`. The youngest instance of a pool
/// has the highest hazard where hazards fall with age, so that what takes any
/// instance of the pool at once takes it.
///
/// - Parameters:
///   - pools: whose slices are wanted.
///   - cutAtHours: ages in hours where pieces meet.
///   - windowSeconds: losses of a pool this close to the first are one group.
public func calendarSlices(
  of pools: [PoolID], from spells: [Spell], cutAtHours: [Double],
  windowSeconds: Double
) -> [CalendarSlice] {
  let known = spells.filter { $0.process == .loss && $0.watched != nil }
  let collector = SliceCollector(
    cuts: AgeCuts(hours: cutAtHours),
    windowSeconds: windowSeconds)
  let ofPool = Dictionary(grouping: known, by: \.pool)
  return pools.enumerated().sorted { $0.element < $1.element }
    .flatMap { index, pool in
      collector.slices(of: Int32(index), ofPool[pool] ?? [])
    }
}

private struct SliceCollector {
  let cuts: AgeCuts
  let windowSeconds: Double

  private struct Place: Hashable {
    var hour, piece: Int32
  }

  func slices(of pool: Int32, _ unsorted: [Spell]) -> [CalendarSlice] {
    // From the oldest to the youngest; files may tell them in any order.
    let spells = unsorted.sorted {
      ($0.birth, $0.watchedFrom, $0.watchedUntil, $0.instanceID ?? "")
        < ($1.birth, $1.watchedFrom, $1.watchedUntil, $1.instanceID ?? "")
    }
    let windows = LossWindows(spells, windowSeconds: windowSeconds)
    var result: [Place: CalendarSlice] = [:]
    func add(
      _ spell: Spell,
      _ change: (inout CalendarSlice, Range<Int64>, Bool) -> Void
    ) {
      cuts.split(spell, byHour: true) { cell, stretch, isLost in
        guard let piece = cell.piece, let hour = cell.hour else { return }
        let place = Place(
          hour: Int32(clamping: hour), piece: Int32(clamping: piece))
        change(
          &result[
            place,
            default: CalendarSlice(
              pool: pool, piece: place.piece, hour: place.hour)],
          stretch, isLost)
      }
    }
    func openHours(_ stretch: Range<Int64>) -> Double {
      hours(
        milliseconds: windows.openMilliseconds(
          from: stretch.lowerBound, until: stretch.upperBound))
    }
    for spell in spells {
      add(spell) { slice, stretch, isLost in
        slice.hours += hours(
          milliseconds: stretch.upperBound - stretch.lowerBound)
        slice.openHours += openHours(stretch)
        slice.losses += isLost ? 1 : 0
      }
    }
    for part in youngest(spells) {
      add(part) { slice, stretch, _ in
        slice.youngestHours += openHours(stretch)
      }
    }
    for spell in firstOfClusters(spells) {
      add(spell) { slice, _, isLost in slice.clusters += isLost ? 1 : 0 }
    }
    return result.values.sorted {
      ($0.hour, $0.piece) < ($1.hour, $1.piece)
    }
  }

  /// The parts of spells in which no younger instance of the pool is watched.
  private func youngest(_ spells: [Spell]) -> [Spell] {
    // By start; who is at risk lies in a heap, the youngest on top.
    let order = spells.indices.sorted {
      (spells[$0].watchedFrom, $0) < (spells[$1].watchedFrom, $1)
    }
    var parts: [Spell] = []
    var heap = YoungestFirst()
    var next = 0
    var now: UTCInstant?
    while next < order.count || !heap.isEmpty {
      while let top = heap.top, let now, spells[top].watchedUntil <= now {
        heap.removeTop()
      }
      let start =
        next < order.count ? spells[order[next]].watchedFrom : nil
      if let top = heap.top, let from = now {
        let until = min(
          start ?? spells[top].watchedUntil, spells[top].watchedUntil)
        if until > from {
          parts.append(spells[top].part(from: from, until: until))
        }
        now = until
        if start.map({ $0 > until }) ?? true { continue }
      }
      guard let start else { continue }
      now = start
      while next < order.count, spells[order[next]].watchedFrom == start {
        heap.insert(order[next])
        next += 1
      }
    }
    return parts
  }

  /// The youngest lost instance of each group of losses.
  private func firstOfClusters(_ spells: [Spell]) -> [Spell] {
    let lost = spells.indices.filter { spells[$0].exit == .interrupted }
      .sorted {
        (spells[$0].watchedUntil, $0) < (spells[$1].watchedUntil, $1)
      }
    let window = milliseconds(hours: windowSeconds / 3600)
    var result: [Spell] = []
    var first = 0
    while first < lost.count {
      let begin = spells[lost[first]].watchedUntil
      let group = lost[first...].prefix {
        spells[$0].watchedUntil.milliseconds(since: begin) <= window
      }
      if let youngest = group.max() { result.append(spells[youngest]) }
      first += group.count
    }
    return result
  }
}

/// Indices, the largest on top.
private struct YoungestFirst {
  private var items: [Int] = []

  var isEmpty: Bool { items.isEmpty }
  var top: Int? { items.first }

  mutating func insert(_ item: Int) {
    items.append(item)
    var child = items.count - 1
    while child > 0, items[(child - 1) / 2] < items[child] {
      items.swapAt((child - 1) / 2, child)
      child = (child - 1) / 2
    }
  }

  mutating func removeTop() {
    guard let last = items.popLast(), !items.isEmpty else { return }
    items[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter {
        $0 < items.count && items[$0] > items[parent]
      }
      guard let child = children.max(by: { items[$0] < items[$1] }) else {
        return
      }
      items.swapAt(parent, child)
      parent = child
    }
  }
}

extension Spell {
  /// When it was launched, as far as its age tells.
  fileprivate var birth: UTCInstant {
    watchedFrom.adding(hours: -(watched?.after ?? 0))
  }

  /// A stretch of the spell, its end not seen.
  fileprivate func part(from: UTCInstant, until: UTCInstant) -> Spell {
    var part = self
    part.watched = watched.map { age in
      let after = age.after + from.hours(since: watchedFrom)
      return AgeInterval(
        after: after, through: after + until.hours(since: from))
    }
    part.watchedFrom = from
    part.watchedUntil = until
    part.exit = .observationEnded
    return part
  }
}
