public import RiskDomain

extension JobSpec {
  /// Nodes with which an elastic gang goes on.
  public struct Elastic: Hashable, Sendable, Codable {
    /// With fewer the gang waits.
    public var minNodes: Int
    /// More are never bought.
    public var maxNodes: Int

    public init(minNodes: Int, maxNodes: Int) {
      self.minNodes = minNodes
      self.maxNodes = maxNodes
    }
  }

  /// vCPUs that an account may run of some family in some region.
  public struct Quota: Hashable, Sendable, Codable {
    public var provider: PoolID.Provider
    /// nil = in every region.
    public var region: String?
    /// "p" for p3, p4d and p5, or a whole family, "a2"; nil = every family.
    public var family: String?
    public var vcpus: Double

    public init(
      provider: PoolID.Provider, region: String? = nil, family: String? = nil,
      vcpus: Double
    ) {
      self.provider = provider
      self.region = region
      self.family = family
      self.vcpus = vcpus
    }

    /// Whether the quota counts instances of a pool.
    func covers(_ pool: PoolID) -> Bool {
      guard provider == pool.provider else { return false }
      if let region, region != pool.region { return false }
      guard let family = family?.lowercased() else { return true }
      let own = pool.family.lowercased()
      // AWS counts by the letters that open a family: P is p3, p4d and p5.
      return family == own || family == own.prefix { $0.isLetter }
    }
  }

  /// Instance-hours of a pool that are paid for whether used or not.
  public struct Reservation: Hashable, Sendable, Codable {
    public var pool: PoolID
    public var usdPerHour: Double
    /// Instance-hours of the whole commitment.
    public var committedHours: Double
    /// True when it is paid for already, so that using it adds nothing;
    /// default: false.
    public var isBought: Bool

    public init(
      pool: PoolID, usdPerHour: Double, committedHours: Double,
      isBought: Bool = false
    ) {
      self.pool = pool
      self.usdPerHour = usdPerHour
      self.committedHours = committedHours
      self.isBought = isBought
    }
  }

  /// Machines at a price per month that do the work of the whole gang.
  public struct FixedPrice: Hashable, Sendable, Codable {
    public var usdPerMonth: Double
    /// Speed of all of them against the whole gang on the reference GPU;
    /// default: 1.
    public var throughput: Double

    public init(usdPerMonth: Double, throughput: Double = 1) {
      self.usdPerMonth = usdPerMonth
      self.throughput = throughput
    }
  }

  /// A queue that hands out records in batches.
  public struct Queue: Hashable, Sendable, Codable {
    /// Records that a worker takes at a time, > 0.
    public var batchRecords: Double
    /// Seconds after which a batch that was not acknowledged is handed out
    /// again; nil = never before its worker is known to be lost.
    public var visibilityTimeoutSeconds: Double?

    public init(batchRecords: Double, visibilityTimeoutSeconds: Double? = nil) {
      self.batchRecords = batchRecords
      self.visibilityTimeoutSeconds = visibilityTimeoutSeconds
    }
  }
}
