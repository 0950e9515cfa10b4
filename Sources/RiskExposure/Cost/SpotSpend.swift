public import RiskDomain

/// Billed spot time of one pool, and what it would have cost on demand.
public struct SpotSpend: Hashable, Sendable {
  public var pool: PoolID
  public var currency: String
  public var milliseconds: Int64 = 0
  /// Millionths of the currency.
  public var billedMicro = Int128(0)
  /// The same time at on-demand rates, as far as they are known.
  public var onDemandMicro = Int128(0)
  /// Billed time of which the on-demand rate stands in the bill, and of which
  /// only the catalog knows it.
  public var listedMilliseconds: Int64 = 0
  public var cataloguedMilliseconds: Int64 = 0

  /// Billed time whose on-demand rate nothing tells.
  public var unpricedMilliseconds: Int64 {
    milliseconds - listedMilliseconds - cataloguedMilliseconds
  }

  /// Per instance-hour, over the time of which it is known; nil without any.
  public var onDemandPerHour: Double? {
    let known = listedMilliseconds + cataloguedMilliseconds
    return known > 0
      ? Double(onDemandMicro) / 1e6 / (Double(known) / 3_600_000) : nil
  }

  /// Per instance-hour as billed; nil without time.
  public var billedPerHour: Double? {
    milliseconds > 0
      ? Double(billedMicro) / 1e6 / (Double(milliseconds) / 3_600_000) : nil
  }
}

/// Billed spot time that names no instance: what was lost of it is not known.
public struct UnnamedSpend: Hashable, Sendable {
  public var currency: String
  public private(set) var milliseconds: Int64 = 0
  /// Millionths of the currency.
  public private(set) var billedMicro = Int128(0)

  init(currency: String) { self.currency = currency }

  mutating func add(_ usage: BillingUsage) {
    milliseconds += usage.usedMilliseconds
    billedMicro += Int128(usage.amounts.billedMicro)
  }
}

/// What was billed for one job, losses included.
public struct JobSpend: Hashable, Sendable {
  public var job: String
  public var currency: String
  public var milliseconds: Int64 = 0
  public var micro = Int128(0)
  /// Time of blocks and reservations whose fee no bill tells; in no amount.
  public var unpricedMilliseconds: Int64 = 0
}

/// Adds up what bills say of spot pools and of jobs, row by row.
public struct SpendTotals {
  private struct Key: Hashable {
    var name, currency: String
  }

  private let onDemandPerHour: (PoolID, UTCInstant) -> Double?
  private let names: InstanceNames
  private let jobOfInstance: [InstanceKey: String]
  private let poolOfInstance: [InstanceKey: PoolID]
  private var labels: LabelReader
  private var pools: [Key: SpotSpend] = [:]
  private var jobs: [Key: JobSpend] = [:]
  /// Spot of lines that name no instance, by currency.
  public private(set) var unnamed: [String: UnnamedSpend] = [:]

  /// - Parameters:
  ///   - lives: tell the job of an instance, and its zone where the bill
  ///     leaves it empty.
  ///   - onDemandPerHour: the list price of a pool at a moment, USD.
  public init(
    lives: [JobLife], aliases: [InstanceAlias], labels: CostLabels,
    until: UTCInstant,
    onDemandPerHour: @escaping (PoolID, UTCInstant) -> Double?
  ) {
    self.onDemandPerHour = onDemandPerHour
    self.labels = LabelReader(labels.job)
    names = InstanceNames(aliases, until: until)
    let keyed = lives.map {
      (InstanceKey(provider: $0.pool.provider, id: $0.instanceID), $0)
    }
    poolOfInstance = Dictionary(
      keyed.map { ($0, $1.pool) }, uniquingKeysWith: { first, _ in first })
    jobOfInstance = Dictionary(
      keyed.compactMap { key, life in life.job.map { (key, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Takes one row; the hours of Capacity Blocks with their share of the fee.
  public mutating func add(_ usage: BillingUsage) {
    let instance = usage.resourceID.map {
      names.key(usage.provider, $0, at: usage.usageEnd)
    }
    addToJob(usage, instance)
    guard usage.market == .spot else { return }
    let pool =
      instance.flatMap { poolOfInstance[$0] }
      ?? PoolID(
        provider: usage.provider, zone: usage.zone ?? usage.region,
        instanceType: usage.instanceType, os: usage.os)
    let key = Key(name: pool.key, currency: usage.amounts.currency)
    var spend =
      pools[key] ?? SpotSpend(pool: pool, currency: usage.amounts.currency)
    spend.milliseconds += usage.usedMilliseconds
    spend.billedMicro += Int128(usage.amounts.billedMicro)
    if let list = usage.amounts.listMicro, list > 0 {
      spend.onDemandMicro += Int128(list)
      spend.listedMilliseconds += usage.usedMilliseconds
    } else if usage.amounts.currency == "USD",
      let perHour = onDemandPerHour(pool, usage.usageStart),
      let rate = MicroUSD(usd: perHour)
    {
      spend.onDemandMicro +=
        Int128(rate.rawValue) * Int128(usage.usedMilliseconds) / 3_600_000
      spend.cataloguedMilliseconds += usage.usedMilliseconds
    }
    pools[key] = spend
    if instance == nil {
      unnamed[
        usage.amounts.currency,
        default: UnnamedSpend(currency: usage.amounts.currency)
      ].add(usage)
    }
  }

  private mutating func addToJob(
    _ usage: BillingUsage, _ instance: InstanceKey?
  ) {
    guard
      let job = instance.flatMap({ jobOfInstance[$0] })
        ?? labels.value(in: usage.labels)
    else { return }
    let key = Key(name: job, currency: usage.amounts.currency)
    var spend =
      jobs[key] ?? JobSpend(job: job, currency: usage.amounts.currency)
    spend.milliseconds += usage.usedMilliseconds
    if let micro = InstanceMeter.paid(usage) {
      spend.micro += Int128(micro)
    } else {
      spend.unpricedMilliseconds += usage.usedMilliseconds
    }
    jobs[key] = spend
  }

  /// Spot by pool, in the order of the pools.
  public var spot: [SpotSpend] {
    pools.values.sorted { ($0.pool, $0.currency) < ($1.pool, $1.currency) }
  }

  /// By job, in the order of their names.
  public var byJob: [JobSpend] {
    jobs.values.sorted { ($0.job, $0.currency) < ($1.job, $1.currency) }
  }
}
