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
  }

  /// Dense half-precision throughput that a maker publishes for an accelerator.
  public struct Accelerator: Hashable, Sendable, Codable {
    public var name: String
    public var halfPrecisionTFLOPS: Double?
    public var vramGB: Double
  }

  /// A list price per instance-hour from a day on.
  public struct ListPrice: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var region: String
    public var instanceType: String
    public var market: Market
    public var from: UTCInstant
    public var usdPerHour: Double
  }

  /// How long before a loss the provider warns.
  public struct NoticeWindow: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var noticeSeconds: Double
    /// Polling delay until a program on the machine has seen the notice.
    public var detectionSeconds: Double
  }

  /// A deterministic end of life of a product.
  public struct LifetimeCap: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    /// The product, "preemptible".
    public var product: String
    public var capSeconds: Double
    /// Ends at or after this age are the cap at work.
    public var atomFromSeconds: Double
  }

  /// A price per GB from `fromGB` of a month's volume on.
  public struct EgressTier: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    /// One of "internet", "inter-region", "inter-zone".
    public var route: String
    public var fromGB: Double
    public var usdPerGB: Double
  }

  /// Capacity Block rate per instance-hour from a day on.
  public struct CapacityBlockRate: Hashable, Sendable, Codable {
    public var region: String
    public var instanceType: String
    public var from: UTCInstant
    public var usdPerInstanceHour: Double
  }

  /// Discount against on-demand for a commitment.
  public struct CommitmentDiscount: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    /// Length, "1y" or "3y".
    public var term: String
    public var discountPercent: Double
  }

  /// Object storage per GB and month.
  public struct StoragePrice: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    public var region: String
    public var usdPerGBMonth: Double
  }

  public var instanceTypes: [InstanceType] = []
  public var accelerators: [Accelerator] = []
  public var listPrices: [ListPrice] = []
  public var noticeWindows: [NoticeWindow] = []
  public var lifetimeCaps: [LifetimeCap] = []
  public var egressTiers: [EgressTier] = []
  public var capacityBlockRates: [CapacityBlockRate] = []
  public var commitmentDiscounts: [CommitmentDiscount] = []
  public var storagePrices: [StoragePrice] = []

  public init() {}
}

extension Catalog {
  /// Hardware of a type; a machine type with attached GPUs
  /// ("n1-standard-8+t4x1") is found by its full name.
  public func instanceType(
    _ name: String, provider: PoolID.Provider
  ) -> InstanceType? {
    instanceTypes.first { $0.provider == provider && $0.instanceType == name }
  }

  /// The list price in force at `instant` in the region of the pool.
  public func listPricePerHour(
    pool: PoolID, market: Market, at instant: UTCInstant
  ) -> Double? {
    listPrices.filter {
      $0.provider == pool.provider && $0.region == pool.region
        && $0.instanceType == pool.instanceType && $0.market == market
        && $0.from <= instant
    }.max { $0.from < $1.from }?.usdPerHour
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

  /// Tiers of a route, cheapest volume first; empty when none is known.
  public func egressTiers(
    _ provider: PoolID.Provider, route: String
  ) -> [EgressTier] {
    egressTiers.filter { $0.provider == provider && $0.route == route }
      .sorted { $0.fromGB < $1.fromGB }
  }
}
