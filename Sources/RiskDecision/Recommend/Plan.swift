public import RiskDomain

/// One way to run a job, priced.
///
/// An option that could not be had holds its vehicle and `rejectedBecause`
/// only.
public struct Plan: Hashable, Sendable, Codable {
  /// A pool of the plan; ranks after the first are where to try next.
  public struct PoolShare: Hashable, Sendable, Codable {
    public var pool: PoolID
    /// Instances.
    public var nodes: Int
    public var rank: Int
    /// How these instances are bought, where it is not the plan's vehicle.
    public var market: Market?
  }

  /// How often to save and what a warning is good for.
  public struct CheckpointAdvice: Hashable, Sendable, Codable {
    /// An interval from an age on.
    public struct Entry: Hashable, Sendable, Codable {
      public var ageHours: Double
      public var everySeconds: Double
    }

    enum CodingKeys: String, CodingKey {
      case everySeconds, everySteps, level, overheadPercent, schedule,
        hopAtAgeHours, emergency
    }

    public var everySeconds: Double
    /// nil when the length of a step is unknown.
    public var everySteps: Int?
    /// Where it is kept, "durable" or "nvme+durable".
    public var level: String
    /// Running time for checkpoints against useful time, in percent.
    public var overheadPercent: Double
    /// Empty when one interval does for every age.
    public var schedule: [Entry]
    /// Age at which to save and move to a new instance, before the cap of its
    /// life; nil where no cap is met.
    public var hopAtAgeHours: Double?
    public var emergency: EmergencyCheckpoint?
  }

  /// When spot is given up for something certain.
  public struct Fallback: Hashable, Sendable, Codable {
    /// What ends the wait for spot.
    public enum Basis: String, Sendable, Codable {
      /// A number of failed requests.
      case requests
      /// The last moment that is safe for the deadline.
      case deadline
    }

    enum CodingKeys: String, CodingKey {
      case to, basis, afterFailedRequests, patienceSeconds, latestStart
    }

    public var to: JobSpec.Vehicle
    public var basis: Basis
    /// Requests ten minutes apart that fit into the patience; where `basis` is
    /// the deadline, `latestStart` is the rule to follow.
    public var afterFailedRequests: Int
    /// Longest wait for capacity in one go.
    public var patienceSeconds: Double
    /// Latest moment for a start on-demand with all work still to do; nil
    /// without a deadline.
    public var latestStart: UTCInstant?
  }

  /// The best plan in another region than the chosen one.
  public struct SecondRegion: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var region: String
    public var vehicle: JobSpec.Vehicle
    public var pool: PoolID
    /// Mean cost above that of the choice, the way of the data included.
    public var deltaUSD: Double
    /// Of its own mean cost.
    public var egressUSD: Double
  }

  /// Mean, median and ninth decile.
  public struct Spread: Hashable, Sendable, Codable {
    public var mean: Double
    public var p50: Double
    public var p90: Double
  }

  /// Mean and the band that holds nine runs of ten.
  public struct Band: Hashable, Sendable, Codable {
    public var mean: Double
    public var low: Double
    public var high: Double
  }

  /// Cost of one unit of work.
  public struct UnitCost: Hashable, Sendable, Codable {
    public var unit: String
    public var usd: Double
  }

  /// The Capacity Block of a plan.
  public struct Block: Hashable, Sendable, Codable {
    enum CodingKeys: String, CodingKey {
      case offeringID, zone, instanceType, instanceCount, blocks, start, end,
        upfrontUSD, usableHours, basis, capturedAt
    }

    /// nil when only a rate is known and no offering was seen; ids of several
    /// that are bought together are joined by " + ".
    public var offeringID: String?
    public var zone: String
    public var instanceType: String
    /// Over all blocks.
    public var instanceCount: Int
    /// Blocks to book for them.
    public var blocks: Int
    public var start: UTCInstant
    public var end: UTCInstant
    public var upfrontUSD: Double
    /// Hours of one instance before it is taken back.
    public var usableHours: Double
    /// What it rests on, "offering" or "rate-table".
    public var basis: String
    /// When the offering was seen; nil for the rate table.
    public var capturedAt: UTCInstant?
  }

  enum CodingKeys: String, CodingKey {
    case vehicle, start, startLocal, pools, checkpoint, fallback,
      secondRegion, block,
      commitment, cost,
      simulation, makespanHours, expectedInterruptions, meetDeadline,
      overBudget,
      effectivePerUsefulHourUSD, effectivePerUsefulGPUHourUSD, perUnit,
      breakEvenInterruptionsPerHour, rejectedBecause, deltaUSD
  }

  public var vehicle: JobSpec.Vehicle
  public var start: UTCInstant?
  public var startLocal: String?
  public var pools: [PoolShare] = []
  public var checkpoint: CheckpointAdvice?
  public var fallback: Fallback?
  /// Where to go when the whole region has none; nil when nothing elsewhere
  /// keeps the limits.
  public var secondRegion: SecondRegion?
  public var block: Block?
  /// Where something is paid for whether it is used or not, beside blocks.
  public var commitment: Commitment?
  public var cost: CostSummary?
  /// nil for a plan that holds no chance.
  public var simulation: Simulation?
  public var makespanHours: Spread?
  public var expectedInterruptions: Band?
  /// Probability; 1 without a deadline.
  public var meetDeadline: Double?
  /// Probability; 0 without a budget.
  public var overBudget: Double?
  /// Cost over the hours of the whole gang that are useful.
  public var effectivePerUsefulHourUSD: Double?
  /// The same per GPU, to be held against a sticker price.
  public var effectivePerUsefulGPUHourUSD: Double?
  public var perUnit: UnitCost?
  /// Losses per hour of the gang at which spot costs as much as on-demand.
  public var breakEvenInterruptionsPerHour: Double?
  public var rejectedBecause: String?
  /// Mean cost above that of the chosen plan.
  public var deltaUSD: Double?

  /// True when the dataset is copied to the pool, false when starts read it.
  ///
  /// nil when there is no price. For the explanation; not published.
  var movesDataset: Bool?

  public init(vehicle: JobSpec.Vehicle) { self.vehicle = vehicle }

  /// Whether it runs on spot until its Capacity Block begins.
  public var isUntilBlock: Bool {
    block != nil && pools.contains { $0.market == .spot }
  }
}
