import RiskDomain

/// One try to get capacity, whichever source tells of it.
struct LaunchTry {
  var pool: PoolID
  var job, gang: String?
  var id: String
  var requestedAt: UTCInstant
  /// When it succeeded; nil when it failed.
  var launchedAt: UTCInstant?
  /// Until when a try that failed is known to have waited.
  var waitedUntil: UTCInstant
  /// Whether the time from request to launch was seen; an event of a launch
  /// tells of the success alone.
  var isWaitSeen = true
  var instanceID: String?
  /// Instances asked for at once.
  var size = 1
  var origin: RowOrigin
}

/// Tries for spot capacity from launch logs, the clouds' own records of
/// requests, and launches of instances.
///
/// A record of the cloud that lies within five minutes of a try in the user's
/// own log, with the same outcome in the same pool, tells of the same try. A
/// launch that only an event tells of is a success where refusals of its
/// provider are on record; elsewhere nobody would have written a refusal down,
/// and counting successes alone would make every pool look open.
func launchTries(
  _ facts: InstanceFacts, until: UTCInstant
) -> (tries: [LaunchTry], unplaced: Int) {
  let own = facts.launches.compactMap { LaunchTry($0, until: until) }
  var matcher = TryMatcher(own)
  var tries = own
  var unplaced = 0
  let requests = facts.requests.filter { $0.requestedAt <= until }
    .sorted { ($0.requestedAt, $0.requestID) < ($1.requestedAt, $1.requestID) }
  var granted: [LaunchTry] = []
  for request in requests {
    let isRefused = request.isRefused(by: until)
    let grantedAt = request.grantedAt.flatMap { $0 <= until ? $0 : nil }
    guard isRefused || grantedAt != nil else { continue }
    guard let pool = request.pool, let market = request.market else {
      if isRefused { unplaced += 1 }
      continue
    }
    guard market == .spot else { continue }
    let found = LaunchTry(request, pool: pool, grantedAt: grantedAt)
    if matcher.isKnown(found) { continue }
    tries.append(found)
    if found.launchedAt != nil { granted.append(found) }
  }
  var grants = TryMatcher(granted)
  for launch in facts.granted.sorted() {
    let found = LaunchTry(launch)
    if matcher.isKnown(found) || grants.isKnown(found) { continue }
    tries.append(found)
  }
  return (tries, unplaced)
}

/// Launches of instances that no launch log knows, of providers whose refusals
/// are on record.
func grantedLaunches(
  _ instances: [InstanceKey: InstanceEvidence],
  refusing: Set<PoolID.Provider>
) -> [GrantedLaunch] {
  instances.flatMap { key, known in
    refusing.contains(key.provider) && known.launches.isEmpty
      ? known.grantedLaunches(key) : []
  }
}

extension LaunchTry {
  fileprivate init?(_ launch: LaunchAttempt, until: UTCInstant) {
    guard launch.market == .spot, launch.requestedAt <= until,
      launch.launchedAt.map({ $0 <= until }) ?? true
    else { return nil }
    self.init(
      pool: launch.pool, job: launch.job, gang: launch.gang,
      id: launch.launchID, requestedAt: launch.requestedAt,
      launchedAt: launch.launchedAt, waitedUntil: launch.requestedAt,
      instanceID: launch.instanceID, origin: launch.origin)
  }

  fileprivate init(
    _ request: CapacityRequest, pool: PoolID, grantedAt: UTCInstant?
  ) {
    self.init(
      pool: pool, id: "request/" + request.requestID,
      requestedAt: request.requestedAt, launchedAt: grantedAt,
      waitedUntil: max(
        request.refusedAt ?? request.requestedAt, request.requestedAt),
      origin: request.origin)
  }
}

extension LaunchTry {
  fileprivate init(_ launch: GrantedLaunch) {
    // Instances of one call are one request.
    self.init(
      pool: launch.pool, gang: "launched", id: "event/" + launch.eventID,
      requestedAt: launch.at, launchedAt: launch.at, waitedUntil: launch.at,
      isWaitSeen: false, instanceID: launch.instanceID, origin: launch.origin)
  }
}

extension InstanceEvidence {
  /// Launches of one spot instance, those within 15 minutes as one.
  fileprivate func grantedLaunches(_ key: InstanceKey) -> [GrantedLaunch] {
    guard let pool, market == .spot else { return [] }
    var last: UTCInstant?
    return events.filter { $0.kind == .launched }.compactMap { event in
      if let last,
        event.at.milliseconds(since: last) <= LifeResolver.warningReach
      {
        return nil
      }
      last = event.at
      return GrantedLaunch(
        pool: pool, instanceID: key.id, eventID: event.eventID, at: event.at,
        origin: event.origin)
    }
  }
}

/// Finds tries that another source has told already; each is found once.
private struct TryMatcher {
  static let reachMilliseconds: Int64 = 5 * 60 * 1000

  private struct Key: Hashable {
    var pool: PoolID
    var isSuccess: Bool
  }

  private var open: [Key: [UTCInstant]] = [:]

  init(_ tries: [LaunchTry]) {
    for known in tries {
      open[Self.key(known), default: []].append(Self.moment(known))
    }
    for key in open.keys { open[key]?.sort() }
  }

  /// True when a known try lies near; it is then used up, unless it is of a
  /// gang, whose members all come from one try.
  mutating func isKnown(_ found: LaunchTry) -> Bool {
    let key = Self.key(found)
    let at = Self.moment(found)
    let index = open[key]?.firstIndex {
      abs($0.milliseconds(since: at)) <= Self.reachMilliseconds
    }
    guard let index else { return false }
    if found.gang == nil { open[key]?.remove(at: index) }
    return true
  }

  private static func key(_ known: LaunchTry) -> Key {
    Key(pool: known.pool, isSuccess: known.launchedAt != nil)
  }

  private static func moment(_ known: LaunchTry) -> UTCInstant {
    known.launchedAt ?? known.requestedAt
  }
}
