/// A launch of which only an event tells: a success of its pool.
public struct GrantedLaunch: Hashable, Sendable {
  public var pool: PoolID
  public var instanceID, eventID: String
  public var at: UTCInstant
  public var origin: RowOrigin

  public init(
    pool: PoolID, instanceID: String, eventID: String, at: UTCInstant,
    origin: RowOrigin
  ) {
    self.pool = pool
    self.instanceID = instanceID
    self.eventID = eventID
    self.at = at
    self.origin = origin
  }
}

extension GrantedLaunch: Comparable {
  /// By instance and time.
  public static func < (left: Self, right: Self) -> Bool {
    (
      left.pool.provider.rawValue, left.instanceID, left.at, left.eventID
    ) < (
      right.pool.provider.rawValue, right.instanceID, right.at, right.eventID
    )
  }
}
