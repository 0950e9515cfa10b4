import RiskDomain

/// The identity of an instance across sources.
struct InstanceKey: Hashable, Comparable {
  var provider: PoolID.Provider
  var id: String

  static func < (left: Self, right: Self) -> Bool {
    (left.provider.rawValue, left.id) < (right.provider.rawValue, right.id)
  }
}

/// All that the sources say of one instance, in order of time.
struct InstanceEvidence {
  var description: InstanceDescription?
  var usage: [BillingUsage] = []
  var events: [InstanceEvent] = []
  var launches: [LaunchAttempt] = []

  /// Evidence by instance, facts after `until` left out.
  static func gather(
    _ facts: InstanceFacts, until: UTCInstant
  ) -> [InstanceKey: InstanceEvidence] {
    let names = InstanceNames(facts.aliases, until: until)
    var result: [InstanceKey: InstanceEvidence] = [:]
    for row in facts.instances {
      let key = names.key(row.provider, row.instanceID, at: until)
      let known = result[key]?.description
      result[key, default: .init()].description =
        known.map { row.completing($0) } ?? row
    }
    for row in facts.usage where row.usageEnd <= until {
      guard let id = row.resourceID else { continue }
      let key = names.key(row.provider, id, at: row.usageEnd)
      result[key, default: .init()].usage.append(row)
    }
    for row in facts.events where row.at <= until {
      let key = names.key(row.provider, row.instanceID, at: row.at)
      result[key, default: .init()].events.append(row)
    }
    for row in facts.launches {
      guard let id = row.instanceID, let at = row.launchedAt, at <= until
      else { continue }
      let key = names.key(row.pool.provider, id, at: at)
      result[key, default: .init()].launches.append(row)
    }
    // In place: a loop over keys would hold the dictionary and copy every row.
    var place = result.values.startIndex
    while place != result.values.endIndex {
      result.values[place].sort()
      result.values.formIndex(after: &place)
    }
    return result
  }

  private mutating func sort() {
    usage.sort {
      ($0.usageStart, $0.usageEnd, $0.item)
        < ($1.usageStart, $1.usageEnd, $1.item)
    }
    events.sort { ($0.at, $0.eventID) < ($1.at, $1.eventID) }
    launches.sort {
      ($0.requestedAt, $0.launchID) < ($1.requestedAt, $1.launchID)
    }
  }

  /// The pool, from the first source that names zone and type; a region's name
  /// stands for the zone where billing leaves it empty.
  var pool: PoolID? {
    if let launch = launches.first { return launch.pool }
    let provider =
      description?.provider ?? usage.first?.provider ?? events.first?.provider
    let zone =
      description?.zone ?? usage.lazy.compactMap(\.zone).first
      ?? events.lazy.compactMap(\.zone).first
      ?? usage.first.map(\.region)
    let type = description?.instanceType ?? usage.first?.instanceType
    guard let provider, let zone, let type else { return nil }
    return PoolID(
      provider: provider, zone: zone, instanceType: type,
      os: description?.os ?? usage.first?.os ?? "linux")
  }

  /// How the instance was bought; a lifetime cap or a provider's taking it
  /// back says spot where no source names the market.
  var market: Market? {
    if let market = launches.first?.market ?? usage.first?.market
      ?? description?.market
    {
      return market
    }
    let wasReclaimed = events.contains {
      $0.kind == .interruptionWarning || $0.kind == .preempted
    }
    return wasReclaimed || description?.lifetimeCapSeconds != nil ? .spot : nil
  }

  /// Where the spell's row came from: the most telling source.
  var origin: RowOrigin? {
    launches.first?.origin ?? events.first?.origin ?? usage.first?.origin
      ?? description?.origin
  }
}

extension InstanceDescription {
  /// This description with its gaps filled from another one, and of two
  /// different texts the smaller, as the store merges them.
  fileprivate func completing(
    _ other: InstanceDescription
  ) -> InstanceDescription {
    func lesser<Value: Comparable>(_ a: Value?, _ b: Value?) -> Value? {
      guard let a, let b else { return a ?? b }
      return min(a, b)
    }
    var result = self
    result.zone = lesser(zone, other.zone)
    result.instanceType = lesser(instanceType, other.instanceType)
    result.os = lesser(os, other.os)
    result.market = lesser(market?.rawValue, other.market?.rawValue)
      .flatMap(Market.init(rawValue:))
    result.lifetimeCapSeconds = lesser(
      lifetimeCapSeconds, other.lifetimeCapSeconds)
    let isFirst =
      (origin.fileDigest, origin.line)
      <= (other.origin.fileDigest, other.origin.line)
    result.origin = isFirst ? origin : other.origin
    return result
  }
}
