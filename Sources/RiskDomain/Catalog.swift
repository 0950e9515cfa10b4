/// Dated facts of the clouds: what exists, what it costs, what the rules are.
///
/// A value; `RiskPipeline` reads it from `Data/catalog`. A lookup that finds
/// nothing answers nil, never 0.
public struct Catalog: Hashable, Sendable, Codable {
  /// Hardware of one instance type.
  public struct InstanceType: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var instanceType: String
    /// Canonical lower case, "a100-40gb"; nil on CPU types.
    public var accelerator: String?
    public var acceleratorCount: Int
    /// Per accelerator; nil on CPU types.
    public var vramGB: Double?
    public var vcpus: Int?
    public var memoryGB: Double?
    public var networkGbps: Double?
    /// "efa", "gpudirect-tcpx", …; nil when there is none.
    public var interconnect: String?
    public var localNVMeGB: Double?

    public init(
      provider: PoolID.Provider, instanceType: String, accelerator: String?,
      acceleratorCount: Int, vramGB: Double?, vcpus: Int?, memoryGB: Double?,
      networkGbps: Double?, interconnect: String?, localNVMeGB: Double?
    ) {
      self.provider = provider
      self.instanceType = instanceType
      self.accelerator = accelerator
      self.acceleratorCount = acceleratorCount
      self.vramGB = vramGB
      self.vcpus = vcpus
      self.memoryGB = memoryGB
      self.networkGbps = networkGbps
      self.interconnect = interconnect
      self.localNVMeGB = localNVMeGB
    }
  }

  /// Dense half-precision throughput that a maker publishes for an accelerator.
  public struct Accelerator: Hashable, Sendable, Codable {
    public var name: String
    public var halfPrecisionTFLOPS: Double?
    public var vramGB: Double

    public init(
      name: String, halfPrecisionTFLOPS: Double?, vramGB: Double
    ) {
      self.name = name
      self.halfPrecisionTFLOPS = halfPrecisionTFLOPS
      self.vramGB = vramGB
    }
  }

  /// A list price per instance-hour from a day on.
  public struct ListPrice: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var region: String
    public var instanceType: String
    /// "linux" unless the source says otherwise.
    public var os: String
    public var market: Market
    public var from: UTCInstant
    /// When the list says that the price ends; nil while it is open.
    public var until: UTCInstant?
    public var usdPerHour: Double

    public init(
      provider: PoolID.Provider, region: String, instanceType: String,
      os: String = "linux", market: Market, from: UTCInstant,
      until: UTCInstant? = nil, usdPerHour: Double
    ) {
      self.provider = provider
      self.region = region
      self.instanceType = instanceType
      self.os = os
      self.market = market
      self.from = from
      self.until = until
      self.usdPerHour = usdPerHour
    }
  }

  /// How long before a loss the provider warns.
  public struct NoticeWindow: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var noticeSeconds: Double
    /// Polling delay until a program on the machine has seen the notice.
    public var detectionSeconds: Double

    public init(
      provider: PoolID.Provider, noticeSeconds: Double, detectionSeconds: Double
    ) {
      self.provider = provider
      self.noticeSeconds = noticeSeconds
      self.detectionSeconds = detectionSeconds
    }
  }

  /// A deterministic end of life of a product.
  public struct LifetimeCap: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    /// The product, "preemptible".
    public var product: String
    public var capSeconds: Double
    /// Ends at or after this age are the cap at work.
    public var atomFromSeconds: Double

    public init(
      provider: PoolID.Provider, product: String, capSeconds: Double,
      atomFromSeconds: Double
    ) {
      self.provider = provider
      self.product = product
      self.capSeconds = capSeconds
      self.atomFromSeconds = atomFromSeconds
    }
  }

  /// A price per GB from `fromGB` of a month's volume on.
  public struct EgressTier: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    /// One of "internet", "inter-region", "inter-zone".
    public var route: String
    public var fromGB: Double
    public var usdPerGB: Double

    public init(
      provider: PoolID.Provider, route: String, fromGB: Double, usdPerGB: Double
    ) {
      self.provider = provider
      self.route = route
      self.fromGB = fromGB
      self.usdPerGB = usdPerGB
    }
  }

  /// Capacity Block rate per instance-hour from a day on.
  public struct CapacityBlockRate: Hashable, Sendable, Codable {
    public var region: String
    public var instanceType: String
    public var from: UTCInstant
    public var usdPerInstanceHour: Double

    public init(
      region: String, instanceType: String, from: UTCInstant,
      usdPerInstanceHour: Double
    ) {
      self.region = region
      self.instanceType = instanceType
      self.from = from
      self.usdPerInstanceHour = usdPerInstanceHour
    }
  }

  /// Discount against on-demand for a commitment.
  public struct CommitmentDiscount: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    /// Length, "1y" or "3y".
    public var term: String
    public var discountPercent: Double

    public init(
      provider: PoolID.Provider, term: String, discountPercent: Double
    ) {
      self.provider = provider
      self.term = term
      self.discountPercent = discountPercent
    }
  }

  /// Object storage per GB and month.
  public struct StoragePrice: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var region: String
    public var usdPerGBMonth: Double

    public init(
      provider: PoolID.Provider, region: String, usdPerGBMonth: Double
    ) {
      self.provider = provider
      self.region = region
      self.usdPerGBMonth = usdPerGBMonth
    }
  }

  /// From which age on a provider bills an instance that it takes back.
  public struct FreeInterruption: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    /// nil holds for every operating system.
    public var os: String?
    /// Instances taken back before this age cost nothing.
    public var freeSeconds: Double

    public init(provider: PoolID.Provider, os: String?, freeSeconds: Double) {
      self.provider = provider
      self.os = os
      self.freeSeconds = freeSeconds
    }
  }

  public var instanceTypes: [InstanceType] = []
  public var accelerators: [Accelerator] = []
  public var listPrices: [ListPrice] = []
  public var noticeWindows: [NoticeWindow] = []
  public var lifetimeCaps: [LifetimeCap] = []
  public var egressTiers: [EgressTier] = []
  public var capacityBlockRates: [CapacityBlockRate] = []
  public var capacityBlockRules: [CapacityBlockRules] = []
  public var commitmentDiscounts: [CommitmentDiscount] = []
  public var storagePrices: [StoragePrice] = []
  public var freeInterruptions: [FreeInterruption] = []

  public init() {}
}

extension Catalog.ListPrice {
  /// Reads a price; without an operating system it is Linux's.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      provider: try values.decode(PoolID.Provider.self, forKey: .provider),
      region: try values.decode(String.self, forKey: .region),
      instanceType: try values.decode(String.self, forKey: .instanceType),
      os: try values.decodeIfPresent(String.self, forKey: .os) ?? "linux",
      market: try values.decode(Market.self, forKey: .market),
      from: try values.decode(UTCInstant.self, forKey: .from),
      until: try values.decodeIfPresent(UTCInstant.self, forKey: .until),
      usdPerHour: try values.decode(Double.self, forKey: .usdPerHour))
  }
}

extension Catalog {
  /// Hardware of a type; a machine type with attached GPUs
  /// ("n1-standard-8+t4x1") is found by its full name.
  public func instanceType(
    _ name: String, provider: PoolID.Provider
  ) -> InstanceType? {
    instanceTypes.first { $0.provider == provider && $0.instanceType == name }
  }

  /// The list price in force at `instant` in the region of the pool, for its
  /// operating system.
  ///
  /// The row that begins last counts; once its own end has passed there is
  /// none.
  public func listPricePerHour(
    pool: PoolID, market: Market, at instant: UTCInstant
  ) -> Double? {
    let region = pool.region
    let last = listPrices.filter {
      $0.provider == pool.provider && $0.instanceType == pool.instanceType
        && $0.market == market && $0.from <= instant && $0.region == region
        && $0.os == pool.os
    }.max { $0.from < $1.from }
    guard let last, last.until.map({ instant < $0 }) ?? true else {
      return nil
    }
    return last.usdPerHour
  }

  /// Notice and detection delay of a provider.
  public func noticeWindow(_ provider: PoolID.Provider) -> NoticeWindow? {
    noticeWindows.first { $0.provider == provider }
  }

  /// Capacity Block rate per instance-hour in force at `instant`.
  public func capacityBlockRate(
    region: String, instanceType: String, at instant: UTCInstant
  ) -> CapacityBlockRate? {
    capacityBlockRates.filter {
      $0.region == region && $0.instanceType == instanceType
        && $0.from <= instant
    }.max { $0.from < $1.from }
  }

  /// Age below which an instance of the pool that the provider takes back is
  /// not billed; nil where none is known to be free.
  public func freeSeconds(interruptedIn pool: PoolID) -> Double? {
    freeInterruptions.first {
      $0.provider == pool.provider && ($0.os ?? pool.os) == pool.os
    }?.freeSeconds
  }

  /// Tiers of a route, cheapest volume first; empty when none is known.
  public func egressTiers(
    _ provider: PoolID.Provider, route: String
  ) -> [EgressTier] {
    egressTiers.filter { $0.provider == provider && $0.route == route }
      .sorted { $0.fromGB < $1.fromGB }
  }
}
