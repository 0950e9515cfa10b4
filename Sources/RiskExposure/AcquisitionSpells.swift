import RiskDomain

/// Waits for capacity as tries show them.
///
/// The tries of a gang made at one moment are one try, which succeeds when its
/// last member runs and fails when one of them fails.
///
/// A wait begins with a try and ends when an instance runs. Failed tries for
/// the same pool and job belong to the wait of the next success; a chain of
/// failures that nothing follows is a wait that was given up, right-censored
/// where it was last seen waiting. A success whose wait nobody saw counts as
/// an attempt and ends the wait that failures before it began.
func acquisitionSpells(
  _ tries: [LaunchTry]
) -> (spells: [Spell], attempts: [AttemptCounts]) {
  var spells: [Spell] = []
  var counts: [PoolID: AttemptCounts] = [:]
  for (chain, unsorted) in Dictionary(grouping: tries, by: WaitKey.init) {
    let requests = wholeGangs(unsorted).sorted {
      ($0.requestedAt, $0.id) < ($1.requestedAt, $1.id)
    }
    var waitingSince: LaunchTry?
    var lastFailure: UTCInstant?
    for request in requests {
      counts[
        chain.pool,
        default: AttemptCounts(pool: chain.pool, attempts: 0, successes: 0)
      ].add(size: request.size, isSuccess: request.launchedAt != nil)
      guard let launchedAt = request.launchedAt else {
        if waitingSince == nil { waitingSince = request }
        lastFailure = max(
          lastFailure ?? request.waitedUntil, request.waitedUntil)
        continue
      }
      if waitingSince != nil || request.isWaitSeen {
        spells.append(
          wait(
            from: waitingSince ?? request, until: launchedAt,
            exit: .interrupted))
      }
      waitingSince = nil
      lastFailure = nil
    }
    if let waitingSince, let lastFailure {
      spells.append(
        wait(from: waitingSince, until: lastFailure, exit: .released))
    }
  }
  return (
    spells.filter {
      $0.exit == .interrupted || $0.watchedUntil > $0.watchedFrom
    },
    counts.values.sorted { $0.pool < $1.pool }
  )
}

/// One try for each gang and moment, and each try without a gang.
private func wholeGangs(_ tries: [LaunchTry]) -> [LaunchTry] {
  var result: [LaunchTry] = []
  for (key, members) in Dictionary(grouping: tries, by: GangKey.init) {
    guard key.gang != nil, var whole = members.min(by: { $0.id < $1.id })
    else {
      result += members
      continue
    }
    let running = members.compactMap(\.launchedAt)
    whole.launchedAt = running.count == members.count ? running.max() : nil
    whole.size = members.count
    result.append(whole)
  }
  return result
}

extension AttemptCounts {
  fileprivate mutating func add(size: Int, isSuccess: Bool) {
    attempts += 1
    bySize[size, default: Outcome()].attempts += 1
    guard isSuccess else { return }
    successes += 1
    bySize[size]?.successes += 1
  }
}

private struct GangKey: Hashable {
  var gang: String?
  var requestedAt: UTCInstant

  init(_ known: LaunchTry) {
    gang = known.gang
    requestedAt = known.requestedAt
  }
}

/// Tries of one key form one queue of waiting.
private struct WaitKey: Hashable {
  var pool: PoolID
  var job: String?

  init(_ known: LaunchTry) {
    pool = known.pool
    job = known.job
  }
}

private func wait(
  from request: LaunchTry, until end: UTCInstant, exit: Spell.Exit
) -> Spell {
  let end = max(end, request.requestedAt)
  return Spell(
    pool: request.pool, process: .acquisition, clock: .instance,
    instanceID: request.instanceID, launchedAt: request.requestedAt,
    watchedFrom: request.requestedAt, watchedUntil: end,
    watched: AgeInterval(
      after: 0, through: end.hours(since: request.requestedAt)),
    exit: exit, origin: request.origin)
}
