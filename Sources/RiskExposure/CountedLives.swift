public import RiskDomain

extension LifeCell {
  /// The count of one life; equal ones add up.
  public init(_ spell: Spell, source: String, until: UTCInstant) {
    self.init(
      source: source, until: until, pool: spell.pool, process: spell.process,
      clock: spell.clock, watchedFrom: spell.watchedFrom,
      watchedUntil: spell.watchedUntil,
      ageAfterMilliseconds: spell.watched.map {
        milliseconds(hours: max($0.after, 0))
      },
      startUncertaintyMilliseconds: spell.startUncertaintyMilliseconds,
      endUncertaintyMilliseconds: spell.endUncertaintyMilliseconds,
      exit: spell.exit,
      noticeMilliseconds: spell.noticeSeconds.map {
        milliseconds(hours: max($0, 0) / 3600)
      }, count: 1, origin: spell.origin)
  }

  /// One of the lives that were counted; no one knows whose it was.
  public var spell: Spell {
    let length = watchedUntil.milliseconds(since: watchedFrom)
    return Spell(
      pool: pool, process: process, clock: clock, instanceID: nil,
      launchedAt: ageAfterMilliseconds.map {
        watchedFrom.adding(milliseconds: -$0)
      }, watchedFrom: watchedFrom, watchedUntil: watchedUntil,
      watched: ageAfterMilliseconds.map { after in
        let through = after.addingReportingOverflow(length)
        return AgeInterval(
          after: hours(milliseconds: after),
          through: hours(
            milliseconds: through.overflow ? .max : through.partialValue))
      }, startUncertaintyMilliseconds: startUncertaintyMilliseconds,
      endUncertaintyMilliseconds: endUncertaintyMilliseconds, exit: exit,
      noticeSeconds: noticeMilliseconds.map { Double($0) / 1000 },
      origin: origin)
  }
}

extension AttemptCounts {
  /// The counts by size and outcome, in order.
  public func cells(
    source: String, until: UTCInstant, origin: RowOrigin
  ) -> [AttemptCell] {
    bySize.sorted { $0.key < $1.key }.flatMap { size, outcome in
      [
        (false, outcome.attempts - outcome.successes),
        (true, outcome.successes),
      ].filter { $0.1 > 0 }.map { isSuccess, count in
        AttemptCell(
          source: source, until: until, pool: pool, size: size,
          isSuccess: isSuccess, count: count, origin: origin)
      }
    }
  }
}

extension SpellReport {
  /// Takes in lives and attempts that were counted elsewhere.
  public mutating func add(lives: [LifeCell], attempts cells: [AttemptCell]) {
    for cell in lives {
      spells += repeatElement(cell.spell, count: max(cell.count, 0))
    }
    guard !cells.isEmpty else { return }
    var byPool: [PoolID: AttemptCounts] = [:]
    for known in attempts { byPool[known.pool] = known }
    for cell in cells {
      var counts =
        byPool[cell.pool]
        ?? AttemptCounts(pool: cell.pool, attempts: 0, successes: 0)
      counts.add(cell)
      byPool[cell.pool] = counts
    }
    attempts = byPool.values.sorted { $0.pool < $1.pool }
  }
}

extension AttemptCounts {
  fileprivate mutating func add(_ cell: AttemptCell) {
    var outcome = bySize[cell.size] ?? Outcome()
    outcome.attempts += cell.count
    attempts += cell.count
    if cell.isSuccess {
      outcome.successes += cell.count
      successes += cell.count
    }
    bySize[cell.size] = outcome
  }
}
