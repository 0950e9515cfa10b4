public import RiskDomain

/// What the pools of the same family in the same region show at one moment.
///
/// Pools of the zone itself share machines, those of other zones share demand;
/// the two are told apart (methods/memory-hazard.md (4)).
public struct SiblingMemory: Hashable, Sendable {
  /// Means over the siblings whose state is known.
  public struct Group: Hashable, Sendable {
    public var count = 0
    /// Share of them that is up.
    public var upShare = 0.0
    /// Mean share of the last hours (half-life 6 h) that they were up.
    public var recentUpShare = 0.0
    /// Mean faded losses, half-lives 10 min and 1 h.
    public var losses10Minutes = 0.0
    public var losses1Hour = 0.0

    public init() {}

    mutating func add(_ memory: PoolMemory) {
      count += 1
      upShare += memory.isUp == true ? 1 : 0
      // An hour up and an hour down stand in for what was not watched.
      recentUpShare += (memory.upHours(2) + 1) / (memory.watchedHours(2) + 2)
      losses10Minutes += memory.losses(0)
      losses1Hour += memory.losses(1)
    }

    mutating func divide() {
      guard count > 0 else { return }
      let n = Double(count)
      upShare /= n
      recentUpShare /= n
      losses10Minutes /= n
      losses1Hour /= n
    }
  }

  public var zone = Group()
  public var otherZones = Group()

  /// Nothing is known of any sibling.
  public init() {}

  /// What is known of the siblings at a moment.
  ///
  /// - Parameter histories: the pool itself may be among them and is left out.
  public init(
    of pool: PoolID, among histories: [PoolHistory], asOf instant: UTCInstant
  ) {
    for history in histories where history.pool != pool {
      guard let memory = history.memory(asOf: instant), memory.isUp != nil
      else { continue }
      if history.pool.zone == pool.zone {
        zone.add(memory)
      } else {
        otherZones.add(memory)
      }
    }
    zone.divide()
    otherZones.divide()
  }
}

/// What makes pools siblings.
public struct SiblingKey: Hashable, Sendable {
  private let provider: PoolID.Provider
  private let region, family: String

  public init(_ pool: PoolID) {
    provider = pool.provider
    region = pool.region
    family = pool.family
  }
}
