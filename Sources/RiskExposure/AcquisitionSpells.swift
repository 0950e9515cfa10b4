import RiskDomain

/// Waits for capacity as the user's own launch requests show them.
///
/// The requests of a gang made at one moment are one request, which succeeds
/// when its last member runs and fails when one of them fails.
///
/// A wait begins with a request and ends when an instance runs. Failed
/// requests for the same pool and job belong to the wait of the next
/// success; a chain of failures that nothing follows is a wait that was given
/// up, right-censored at its last request.
func acquisitionSpells(
  _ launches: [LaunchAttempt], until: UTCInstant
) -> (spells: [Spell], attempts: [AttemptCounts]) {
  let known = launches.filter {
    $0.market == .spot && $0.requestedAt <= until
      && ($0.launchedAt.map { $0 <= until } ?? true)
  }
  var spells: [Spell] = []
  var counts: [PoolID: AttemptCounts] = [:]
  for (chain, unsorted) in Dictionary(grouping: known, by: WaitKey.init) {
    let requests = wholeGangs(unsorted).sorted {
      ($0.requestedAt, $0.launchID) < ($1.requestedAt, $1.launchID)
    }
    var waitingSince: LaunchAttempt?
    var lastFailure: UTCInstant?
    for request in requests {
      counts[
        chain.pool,
        default: AttemptCounts(pool: chain.pool, attempts: 0, successes: 0)
      ].attempts += 1
      guard let launchedAt = request.launchedAt else {
        if waitingSince == nil { waitingSince = request }
        lastFailure = request.requestedAt
        continue
      }
      counts[chain.pool]?.successes += 1
      spells.append(
        wait(
          from: waitingSince ?? request, until: launchedAt, exit: .interrupted)
      )
      waitingSince = nil
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

/// One request for each gang and moment, and each request without a gang.
private func wholeGangs(_ launches: [LaunchAttempt]) -> [LaunchAttempt] {
  var result: [LaunchAttempt] = []
  for (key, members) in Dictionary(grouping: launches, by: GangKey.init) {
    guard key.gang != nil,
      var whole = members.min(by: { $0.launchID < $1.launchID })
    else {
      result += members
      continue
    }
    let running = members.compactMap(\.launchedAt)
    whole.launchedAt = running.count == members.count ? running.max() : nil
    result.append(whole)
  }
  return result
}

private struct GangKey: Hashable {
  var gang: String?
  var requestedAt: UTCInstant

  init(_ launch: LaunchAttempt) {
    gang = launch.gang
    requestedAt = launch.requestedAt
  }
}

/// Requests of one key form one queue of waiting.
private struct WaitKey: Hashable {
  var pool: PoolID
  var job: String?

  init(_ launch: LaunchAttempt) {
    pool = launch.pool
    job = launch.job
  }
}

private func wait(
  from request: LaunchAttempt, until end: UTCInstant, exit: Spell.Exit
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
