import RiskDomain

/// Lives of the nodes of logged fleets.
///
/// A node lives from its add to its removal, which is a loss. A removal
/// without an add ends a life that began before the log: its age is unknown.
/// Watching ends with each log's own last row, whatever other facts go on.
func fleetChangeSpells(
  _ changes: [FleetChange], until: UTCInstant
) -> [Spell] {
  var result: [Spell] = []
  let known = changes.filter { $0.at <= until }
  for (_, log) in Dictionary(grouping: known, by: FleetLog.init) {
    guard let logEnd = log.map(\.at).max() else { continue }
    for (_, rows) in Dictionary(grouping: log, by: \.node) {
      result += nodeLives(rows, logEnd: logEnd)
    }
  }
  return result
}

private struct FleetLog: Hashable {
  var pool: PoolID
  var start: UTCInstant

  init(_ change: FleetChange) {
    pool = change.pool
    start = change.logStart
  }
}

private func nodeLives(_ rows: [FleetChange], logEnd: UTCInstant) -> [Spell] {
  var lives: [Spell] = []
  var added: FleetChange?
  var hasLived = false
  func close(_ start: FleetChange, at end: UTCInstant, _ exit: Spell.Exit) {
    guard end > start.at || exit == .interrupted else { return }
    lives.append(
      Spell(
        pool: start.pool, process: .loss, clock: .instance,
        instanceID: start.node, launchedAt: start.at, watchedFrom: start.at,
        watchedUntil: end,
        watched: AgeInterval(after: 0, through: end.hours(since: start.at)),
        exit: exit, origin: start.origin))
  }
  for row in inOrder(rows) {
    switch row.change {
    case .added:
      if added == nil { added = row }
    case .removed:
      if let start = added {
        close(start, at: row.at, .interrupted)
      } else if !hasLived {
        let from = min(row.logStart, row.at)
        lives.append(
          Spell(
            pool: row.pool, process: .loss, clock: .instance,
            instanceID: row.node, launchedAt: nil, watchedFrom: from,
            watchedUntil: row.at, watched: nil, exit: .interrupted,
            origin: row.origin))
      }
      added = nil
    }
    hasLived = true
  }
  if let added { close(added, at: logEnd, .observationEnded) }
  return lives
}

/// By time; at one instant a node that is there leaves before it comes back.
private func inOrder(_ rows: [FleetChange]) -> [FleetChange] {
  var result: [FleetChange] = []
  var isThere = false
  for (_, pair) in Dictionary(grouping: rows, by: \.at)
    .sorted(by: { $0.key < $1.key })
  {
    let added = pair.filter { $0.change == .added }
    let removed = pair.filter { $0.change == .removed }
    result += isThere ? removed + added : added + removed
    isThere = result.last?.change == .added
  }
  return result
}

/// A silence longer than this ends the watching of a counted fleet, hours.
let aliveCountSilenceHours = 24.0

/// Lives of the instances behind counts, without knowing who they were.
///
/// A step down by k is k losses at the later count, each up to one interval
/// earlier; a step up is k launches. Who was lost is not known, so that no
/// life has a known age; the sum of the lives is exactly the sum of count ×
/// time. Counts of one pool that are more than 24 h apart are two watches.
func aliveCountSpells(_ counts: [AliveCount], until: UTCInstant) -> [Spell] {
  var result: [Spell] = []
  for (_, unsorted) in Dictionary(grouping: counts, by: \.pool) {
    let rows = unsorted.filter { $0.at <= until }
      .sorted { ($0.at, $0.alive) < ($1.at, $1.alive) }
    var alive: [AliveCount] = []
    func lose(
      _ count: Int, at end: UTCInstant, _ exit: Spell.Exit, within gap: Int64
    ) {
      // The longest-lived first; which one it was makes no difference.
      for start in alive.prefix(count) {
        guard end > start.at || exit == .interrupted else { continue }
        result.append(
          Spell(
            pool: start.pool, process: .loss, clock: .instance,
            instanceID: nil, launchedAt: nil, watchedFrom: start.at,
            watchedUntil: end, watched: nil, endUncertaintyMilliseconds: gap,
            exit: exit, origin: start.origin))
      }
      alive.removeFirst(min(count, alive.count))
    }
    var last: UTCInstant?
    for row in rows {
      if let before = last, before == row.at { continue }
      let gap = last.map { row.at.milliseconds(since: $0) } ?? 0
      if let before = last, hours(milliseconds: gap) > aliveCountSilenceHours {
        lose(alive.count, at: before, .observationEnded, within: 0)
      }
      if row.alive < alive.count {
        lose(alive.count - row.alive, at: row.at, .interrupted, within: gap)
      } else {
        alive += Array(repeating: row, count: row.alive - alive.count)
      }
      last = row.at
    }
    if let last {
      lose(alive.count, at: last, .observationEnded, within: 0)
    }
  }
  return result
}
