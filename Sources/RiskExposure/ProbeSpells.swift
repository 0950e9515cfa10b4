public import RiskDomain

/// Up-spells (loss) and down-spells (acquisition) of probed pools.
///
/// A spell is a maximal run of ticks on one side of `gangSize`, from the start
/// of its first tick to the start of the first tick that differs. A change is
/// known only to lie between two ticks, so an end that was seen may lie up to
/// one gap earlier. The first run of a trace, and one after missing ticks, has
/// an unknown age; the last is right-censored. A state that the very last tick
/// at `until` brought has no length yet, but is known.
public func probeSpells(
  _ probes: [AvailabilityProbe], until: UTCInstant, gangSize: Int = 1
) -> [Spell] {
  var result: [Spell] = []
  for (_, unsorted) in Dictionary(grouping: probes, by: \.pool) {
    let ticks =
      unsorted
      .filter { $0.instant <= until && $0.gapMilliseconds > 0 }
      .sorted { ($0.tick, $0.available) < ($1.tick, $1.available) }
    var run: Run?
    for tick in ticks {
      let isUp = tick.available >= gangSize
      guard let open = run else {
        run = Run(first: tick, isUp: isUp, isStartSeen: false)
        continue
      }
      // A tick that two files carry counts once.
      if tick.tick == open.last.tick { continue }
      let isNext = tick.tick == open.last.tick + 1
      if isNext && isUp == open.isUp {
        run?.last = tick
      } else {
        result.append(
          open.spell(endedBy: isNext ? tick : nil, until: until))
        run = Run(first: tick, isUp: isUp, isStartSeen: isNext)
      }
    }
    if let run { result.append(run.spell(endedBy: nil, until: until)) }
  }
  return result
}

extension AvailabilityProbe {
  /// When the tick begins: the moment from which it is known.
  var instant: UTCInstant {
    traceStart.adding(milliseconds: Int64(tick) * gapMilliseconds)
  }
}

/// Consecutive ticks of one state.
private struct Run {
  var first: AvailabilityProbe
  var last: AvailabilityProbe
  var isUp: Bool
  var isStartSeen: Bool

  init(first: AvailabilityProbe, isUp: Bool, isStartSeen: Bool) {
    self.first = first
    self.last = first
    self.isUp = isUp
    self.isStartSeen = isStartSeen
  }

  func spell(endedBy next: AvailabilityProbe?, until: UTCInstant) -> Spell {
    let end =
      next?.instant
      ?? min(last.instant.adding(milliseconds: last.gapMilliseconds), until)
    let hoursLong = end.hours(since: first.instant)
    return Spell(
      pool: first.pool, process: isUp ? .loss : .acquisition, clock: .probe,
      instanceID: nil, launchedAt: isStartSeen ? first.instant : nil,
      watchedFrom: first.instant, watchedUntil: end,
      watched: isStartSeen ? AgeInterval(after: 0, through: hoursLong) : nil,
      endUncertaintyMilliseconds: next == nil ? 0 : first.gapMilliseconds,
      exit: next == nil ? .observationEnded : .interrupted,
      origin: first.origin)
  }
}
