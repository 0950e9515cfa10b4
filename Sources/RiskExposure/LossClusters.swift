public import RiskDomain

/// Losses of one pool that fell together.
public struct LossCluster: Hashable, Sendable, Codable {
  public var pool: PoolID
  public var clock: Spell.Clock
  /// The first loss.
  public var at: UTCInstant
  /// Instances of the pool that ran just before, ≥ `lost`.
  public var atRisk: Int
  /// Instances lost within the window, ≥ 1.
  public var lost: Int

  public init(
    pool: PoolID, clock: Spell.Clock, at: UTCInstant, atRisk: Int, lost: Int
  ) {
    self.pool = pool
    self.clock = clock
    self.at = at
    self.atRisk = atRisk
    self.lost = lost
  }
}

/// Groups losses of one pool that lie within a window of the group's first.
///
/// - Parameter windowSeconds: 180 s: a provider that needs a host back warns
///   its tenants within a few minutes of each other.
public func lossClusters(
  from spells: [Spell], windowSeconds: Double = 180
) -> [LossCluster] {
  let window = milliseconds(hours: windowSeconds / 3600)
  var result: [LossCluster] = []
  let losses = spells.filter { $0.process == .loss }
  for (key, members) in Dictionary(grouping: losses, by: ClusterKey.init) {
    let starts = members.map(\.watchedFrom).sorted()
    let ends = members.map(\.watchedUntil).sorted()
    let events = members.filter { $0.exit == .interrupted }
      .map(\.watchedUntil).sorted()
    var next = 0
    while next < events.count {
      let first = events[next]
      let last = events[next...].prefix {
        $0.milliseconds(since: first) <= window
      }
      // Begun before the first loss and not ended before it.
      let begun = starts.countBelow(first)
      let ended = ends.countBelow(first)
      result.append(
        LossCluster(
          pool: key.pool, clock: key.clock, at: first,
          atRisk: max(begun - ended, last.count), lost: last.count))
      next += last.count
    }
  }
  return result.sorted {
    $0.pool != $1.pool
      ? $0.pool < $1.pool
      : ($0.clock.rawValue, $0.at) < ($1.clock.rawValue, $1.at)
  }
}

private struct ClusterKey: Hashable {
  var pool: PoolID
  var clock: Spell.Clock

  init(_ spell: Spell) {
    pool = spell.pool
    clock = spell.clock
  }
}

extension [UTCInstant] {
  /// How many entries of the ascending array lie before an instant.
  fileprivate func countBelow(_ instant: UTCInstant) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
