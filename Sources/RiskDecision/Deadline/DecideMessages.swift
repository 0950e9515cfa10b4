public import RiskDomain

/// What a running job asks: its own state and that of its pools.
public struct DecideRequest: Hashable, Sendable, Codable {
  /// What the job runs on.
  public enum Mode: String, Sendable, Codable {
    case idle, spot
    case onDemand = "on-demand"
    case capacityBlock = "capacity-block"

    public init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      guard let mode = Mode(rawValue: text) else {
        throw DecideFailure(
          id: nil,
          error: "mode is '\(text)'; it must be idle, spot, on-demand or "
            + "capacity-block.")
      }
      self = mode
    }
  }

  /// A pool as the job sees it now.
  public struct PoolNow: Hashable, Sendable, Codable {
    public var pool: PoolID
    public var available: Bool
    /// For how long it has been in this state; nil = unknown.
    public var sinceHours: Double?

    public init(pool: PoolID, available: Bool, sinceHours: Double?) {
      self.pool = pool
      self.available = available
      self.sinceHours = sinceHours
    }
  }

  public var id: DecideID
  public var now: UTCInstant
  /// nil = that of the job file.
  public var deadline: UTCInstant?
  /// Hours of the whole gang on the reference GPU.
  public var remainingWorkHours: Double
  public var mode: Mode
  public var pool: PoolID?
  /// Hours since the running gang was launched or last restarted.
  public var ageHours: Double?
  public var restartRemainingHours: Double?
  public var hoursSinceCheckpoint: Double?
  public var pools: [PoolNow]

  public init(
    id: DecideID, now: UTCInstant, deadline: UTCInstant?,
    remainingWorkHours: Double, mode: Mode, pool: PoolID? = nil,
    ageHours: Double? = nil, restartRemainingHours: Double? = nil,
    hoursSinceCheckpoint: Double? = nil, pools: [PoolNow]
  ) {
    self.id = id
    self.now = now
    self.deadline = deadline
    self.remainingWorkHours = remainingWorkHours
    self.mode = mode
    self.pool = pool
    self.ageHours = ageHours
    self.restartRemainingHours = restartRemainingHours
    self.hoursSinceCheckpoint = hoursSinceCheckpoint
    self.pools = pools
  }
}

/// What a running job should do now.
public struct DecideAnswer: Hashable, Sendable, Codable {
  /// The move.
  public enum Action: String, Sendable, Codable {
    case spot, wait
    case onDemand = "on-demand"
    case capacityBlock = "capacity-block"
    case checkpointNow = "checkpoint-now"
  }

  public var id: DecideID
  public var action: Action
  /// Where; nil for wait.
  public var pool: PoolID?
  /// nil when checkpoints are continuous or nothing can be lost.
  public var checkpointEveryHours: Double?
  /// nil when a price or hazard is unknown.
  public var expectedRemainingUSD: Double?
  /// Probability, given that on-demand capacity can be had.
  public var meetDeadline: Double
  public var reason: String

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(action, forKey: .action)
    // These keys stand there even when there is nothing to say.
    try container.encode(pool, forKey: .pool)
    try container.encode(checkpointEveryHours, forKey: .checkpointEveryHours)
    try container.encode(expectedRemainingUSD, forKey: .expectedRemainingUSD)
    try container.encode(meetDeadline, forKey: .meetDeadline)
    try container.encode(reason, forKey: .reason)
  }
}

/// The answer to a line that is no request.
public struct DecideFailure: Error, Hashable, Sendable, Codable {
  /// nil when the line does not show it.
  public var id: DecideID?
  public var error: String

  public init(id: DecideID?, error: String) {
    self.id = id
    self.error = error
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    // The key stands there even when the id is unknown.
    try container.encode(id, forKey: .id)
    try container.encode(error, forKey: .error)
  }
}
