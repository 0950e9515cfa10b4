/// A node that joined or left a fleet of one pool.
///
/// Key: pool, log start, instant, node and direction.
public struct FleetChange: Hashable, Sendable, Codable {
  /// The two directions.
  public enum Change: String, Sendable, Codable, CaseIterable {
    case added
    /// The provider took it: the fleets of such logs give nothing back.
    case removed
  }

  public var pool: PoolID
  /// When the log's clock stood at 0: one pool may have several logs.
  public var logStart: UTCInstant
  public var at: UTCInstant
  public var node: String
  public var change: Change
  public var origin: RowOrigin

  public init(
    pool: PoolID, logStart: UTCInstant, at: UTCInstant, node: String,
    change: Change, origin: RowOrigin
  ) {
    self.pool = pool
    self.logStart = logStart
    self.at = at
    self.node = node
    self.change = change
    self.origin = origin
  }
}

/// How many instances of a fleet in one pool were alive at an instant.
///
/// Key: pool and instant. Of two counts the lesser stands.
public struct AliveCount: Hashable, Sendable, Codable {
  public var pool: PoolID
  public var at: UTCInstant
  /// Instances, ≥ 0.
  public var alive: Int
  public var origin: RowOrigin

  public init(pool: PoolID, at: UTCInstant, alive: Int, origin: RowOrigin) {
    self.pool = pool
    self.at = at
    self.alive = alive
    self.origin = origin
  }
}
