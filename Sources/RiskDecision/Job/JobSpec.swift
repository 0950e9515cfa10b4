public import RiskDomain

/// What a user wants run: work, hardware, place, time, money and risk.
///
/// Every optional field is one that the job file left out; every other field
/// holds the file's value or the default stated at its declaration.
public struct JobSpec: Hashable, Sendable, Codable {
  /// What kind of work it is.
  public enum Class: String, Sendable, Codable, CaseIterable {
    case training, finetune, preprocess, realtime
    case batchInference = "batch-inference"
  }

  public var name: String
  /// Default: training.
  public var jobClass: Class = .training
  public var work: Work
  /// The GPU whose throughput is 1, as written; nil = not said.
  public var referenceGPU: String?
  public var gang = Gang()
  public var accept: [AcceptedGPU] = []
  /// Exactly these candidates; empty = every pool with an accepted GPU.
  public var pools: [PoolID] = []
  public var place = Place()
  public var data: DataLocation?
  public var checkpoint = Checkpoint()
  public var restart = Restart()
  public var when = Window()
  public var money = Money()
  public var risk = Risk()
  /// Default: spot, on-demand and Capacity Block.
  public var vehicles: [Vehicle] = [.spot, .onDemand, .capacityBlock]
  public var labels: [String: String] = [:]
  /// Prices that replace those of the data for a pool.
  public var prices: [PriceOverride] = []
  /// Commitments that the vehicle `reserved` may draw on.
  public var reserved: [Reservation] = []
  /// Machines at a monthly price; nil = none.
  public var fixed: FixedPrice?
  /// The queue that feeds batch inference; nil = none.
  public var queue: Queue?

  public init(name: String, work: Work) {
    self.name = name
    self.work = work
  }
}

extension JobSpec {
  /// How much is to be done, in one of four ways of saying it.
  public enum Work: Hashable, Sendable, Codable {
    /// GPU-hours on the reference GPU.
    case gpuHours(Double)
    /// Hours of the whole gang on the reference GPU.
    case hours(Double)
    /// Epochs, each so many hours of the whole gang on the reference GPU.
    case epochs(Double, hoursPerEpoch: Double)
    /// Records at a rate of one reference GPU.
    case records(Double, recordsPerGPUHour: Double)
  }

  /// The machines that work together.
  public struct Gang: Hashable, Sendable, Codable {
    /// Default: 1.
    public var nodes = 1
    /// nil = as many as one instance of the pool has.
    public var gpusPerNode: Int?
    /// Needs a fast interconnect between nodes; default: false.
    public var efa = false
    /// All nodes in one zone; default: true (a plan never mixes zones).
    public var sameZone = true
    /// With how few and how many nodes the work goes on; nil = with all only.
    public var elastic: Elastic?
    /// True when members need none of the others, as trials of a sweep do: a
    /// loss costs the work of the lost alone; default: false.
    public var isIndependent = false

    public init() {}
  }

  /// A GPU that may do the work, with its speed against the reference GPU.
  public struct AcceptedGPU: Hashable, Sendable, Codable {
    /// As written, "A100-40GB"; compared without regard to case.
    public var gpu: String
    /// Relative to the reference GPU; default: 1.
    public var throughput: Double
    /// Smallest memory per GPU in GB; nil = any.
    public var minVRAMGB: Double?

    public init(gpu: String, throughput: Double = 1, minVRAMGB: Double? = nil) {
      self.gpu = gpu
      self.throughput = throughput
      self.minVRAMGB = minVRAMGB
    }
  }

  /// Where the job may run; empty lists allow everything.
  public struct Place: Hashable, Sendable, Codable {
    public var providers: [PoolID.Provider] = []
    public var regions: [String] = []
    /// Regions, zones, instance types, pool keys, or globs of pool keys.
    public var exclude: [String] = []
    /// Limits of the accounts; what none of them covers is not limited.
    public var quotas: [Quota] = []

    public init() {}
  }

  /// Where the data lies and how much of it every start reads.
  public struct DataLocation: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var region: String
    /// nil = unknown: moving it cannot be priced.
    public var datasetGB: Double?
    /// Read again at every start; nil = the whole dataset.
    public var readPerStartGB: Double?
    /// True lets the dataset be copied once to where the job runs; default:
    /// false.
    public var mayMove: Bool
    /// True when no byte may leave the region, not even to be read; default:
    /// false.
    public var mustStay: Bool

    public init(
      provider: PoolID.Provider, region: String, datasetGB: Double? = nil,
      readPerStartGB: Double? = nil, mayMove: Bool = false,
      mustStay: Bool = false
    ) {
      self.provider = provider
      self.region = region
      self.datasetGB = datasetGB
      self.readPerStartGB = readPerStartGB
      self.mayMove = mayMove
      self.mustStay = mustStay
    }
  }

  /// What a checkpoint costs and how often it may be taken.
  public struct Checkpoint: Hashable, Sendable, Codable {
    /// Whether work stops while a checkpoint is made durable.
    public enum Mode: String, Sendable, Codable, CaseIterable {
      /// Work stands still until the checkpoint is durable.
      case sync
      /// Work stands still for the local write; the upload runs beside it.
      case async
    }

    /// Standstill for a checkpoint of unknown cost: 30 s, an assumption that
    /// is always reported.
    public static let assumedPauseSeconds = 30.0

    /// Nothing is ever lost and checkpoints cost nothing; default: false.
    public var continuous = false
    public var sizeGB: Double?
    /// Default: sync.
    public var mode = Mode.sync
    /// Write to local disk, in seconds.
    public var localWriteSeconds: Double?
    /// Upload to durable storage, in megabytes (10^6 bytes) per second.
    public var durableUploadMBps: Double?
    /// Slowdown of the work by checkpointing, in percent; default: 0.
    public var overheadPercent = 0.0
    /// Default: 60.
    public var minIntervalSeconds = 60.0
    /// Reading a checkpoint back, in seconds; default: 60, and 0 where
    /// checkpoints are continuous.
    public var restoreSeconds = 60.0
    /// Length of one step, of which intervals are made; nil = any interval.
    public var stepSeconds: Double?

    public init() {}
  }

  /// Time from a granted request to the first useful step.
  public struct Restart: Hashable, Sendable, Codable {
    /// Default: 180.
    public var provisionSeconds = 180.0
    /// Default: 120.
    public var initSeconds = 120.0

    public init() {}
  }

  /// When the job may run.
  public struct Window: Hashable, Sendable, Codable {
    /// nil = as soon as the advice is given.
    public var earliest: UTCInstant?
    /// nil = none.
    public var deadline: UTCInstant?
    /// Identifier of the zone for local times; default: UTC.
    public var timeZone = "UTC"
    /// True when the start may be put off; default: false.
    public var pausable = false
    /// What an hour of waiting before the start costs beside the machines, in
    /// dollars; default: 0.
    public var waitingUSDPerHour = 0.0

    public init() {}
  }

  /// What may be spent and how money is shown.
  public struct Money: Hashable, Sendable, Codable {
    /// nil = no limit.
    public var budgetUSD: Double?
    /// Default: USD.
    public var currency = "USD"
    /// Units of the currency for one dollar; nil for USD.
    public var fxPerUSD: Double?
    /// Day of the rate, as written.
    public var fxDate: String?
    /// Most instances on spot; nil = no limit.
    public var maxSpotNodes: Int?

    public init() {}
  }

  /// How much risk the user takes.
  public struct Risk: Hashable, Sendable, Codable {
    /// Least probability of meeting the deadline; default: 0.95.
    public var meetDeadline = 0.95
    /// Weight of the tail: objective = mean + aversion · (CVaR95 − mean);
    /// default: 0.
    public var aversion = 0.0
    /// Share of the instances bought on-demand in any case; default: 0.
    public var onDemandFloorPercent = 0.0
    /// Failed spot requests before on-demand is used; nil = whatever costs
    /// least within the deadline.
    public var fallbackAfterFailures: Int?

    public init() {}
  }

  /// A way of buying capacity.
  public enum Vehicle: String, Sendable, Codable, CaseIterable {
    case spot
    case onDemand = "on-demand"
    case capacityBlock = "capacity-block"
    case reserved
    case savingsPlan = "savings-plan"
    case fixed
  }

  /// Prices per instance-hour that a user states for a pool.
  public struct PriceOverride: Hashable, Sendable, Codable {
    public var pool: PoolID
    public var spotPerHour: Double?
    public var onDemandPerHour: Double?

    public init(pool: PoolID, spotPerHour: Double?, onDemandPerHour: Double?) {
      self.pool = pool
      self.spotPerHour = spotPerHour
      self.onDemandPerHour = onDemandPerHour
    }
  }
}
