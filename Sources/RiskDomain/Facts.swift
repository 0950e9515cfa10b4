/// One fact as a file states it, ready to be stored.
///
/// Every fact has a natural key of its own (stated at each type); the origin
/// is provenance and never part of it.
public enum Fact: Hashable, Sendable {
  case price(PriceObservation)
  case usage(BillingUsage)
  case charge(BillingCharge)
  case event(InstanceEvent)
  case instance(InstanceDescription)
  case probe(AvailabilityProbe)
  case offering(CapacityBlockOffering)
  case launch(LaunchAttempt)
  case market(MarketFact)
  case log(LogFact)
}

extension Fact {
  /// Where the fact was stated.
  public var origin: RowOrigin {
    switch self {
    case .price(let fact): fact.origin
    case .usage(let fact): fact.origin
    case .charge(let fact): fact.origin
    case .event(let fact): fact.origin
    case .instance(let fact): fact.origin
    case .probe(let fact): fact.origin
    case .offering(let fact): fact.origin
    case .launch(let fact): fact.origin
    case .market(let fact): fact.origin
    case .log(let fact): fact.origin
    }
  }

  /// Whether it can change lives or waits; what markets ask and advise cannot.
  public var makesLives: Bool {
    switch self {
    case .price, .offering: false
    case .market(.zoneAlias): true
    case .market: false
    case .usage, .charge, .event, .instance, .probe, .launch, .log: true
    }
  }
}

/// A price from one instant until the pool's next observation.
///
/// Key: pool and instant. Two observations of one key with different prices
/// keep the higher one, whatever order they come in.
public struct PriceObservation: Hashable, Sendable, Codable {
  public var pool: PoolID
  public var effectiveFrom: UTCInstant
  /// Per instance-hour.
  public var pricePerHour: MicroUSD
  public var origin: RowOrigin

  public init(
    pool: PoolID, effectiveFrom: UTCInstant, pricePerHour: MicroUSD,
    origin: RowOrigin
  ) {
    self.pool = pool
    self.effectiveFrom = effectiveFrom
    self.pricePerHour = pricePerHour
    self.origin = origin
  }
}

/// One thing that happened to one instance.
///
/// Key: provider and event id.
public struct InstanceEvent: Hashable, Sendable, Codable {
  /// What happened.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The instance was created (GCE insert).
    case launched
    /// State change to pending, running, …: `state` says which.
    case stateChanged = "state-changed"
    /// The provider warned that it takes the instance back.
    case interruptionWarning = "interruption-warning"
    /// Elevated risk; may come with the warning or never be followed by one.
    case rebalanceRecommendation = "rebalance-recommendation"
    /// The provider took it back.
    case preempted
    /// The user stopped or deleted it.
    case stopped
  }

  public var provider: PoolID.Provider
  /// The cloud's own id of the event or operation.
  public var eventID: String
  public var kind: Kind
  public var instanceID: String
  public var at: UTCInstant
  /// nil when the source does not say.
  public var zone: String?
  public var region: String?
  /// `detail.state` of a state change, `detail.instance-action` of a warning.
  public var state: String?
  public var origin: RowOrigin

  public init(
    provider: PoolID.Provider, eventID: String, kind: Kind, instanceID: String,
    at: UTCInstant, zone: String?, region: String?, state: String?,
    origin: RowOrigin
  ) {
    self.provider = provider
    self.eventID = eventID
    self.kind = kind
    self.instanceID = instanceID
    self.at = at
    self.zone = zone
    self.region = region
    self.state = state
    self.origin = origin
  }
}

/// What a source says of an instance as such.
///
/// Key: provider and instance id. Fields that one source leaves nil are filled
/// by another; two different values keep the smaller text, whatever the order.
public struct InstanceDescription: Hashable, Sendable, Codable {
  public var provider: PoolID.Provider
  public var instanceID: String
  public var zone: String?
  public var instanceType: String?
  public var os: String?
  public var market: Market?
  /// Deterministic end of life, for example 86,400 s on GCP preemptible VMs.
  public var lifetimeCapSeconds: Int64?
  public var origin: RowOrigin

  public init(
    provider: PoolID.Provider, instanceID: String, zone: String?,
    instanceType: String?, os: String?, market: Market?,
    lifetimeCapSeconds: Int64?, origin: RowOrigin
  ) {
    self.provider = provider
    self.instanceID = instanceID
    self.zone = zone
    self.instanceType = instanceType
    self.os = os
    self.market = market
    self.lifetimeCapSeconds = lifetimeCapSeconds
    self.origin = origin
  }
}

/// One tick of an availability trace: instances that could be had.
///
/// Key: pool and tick. The time base (start, gap) belongs to the pool; a second
/// time base for the same pool is an error that names both.
public struct AvailabilityProbe: Hashable, Sendable, Codable {
  public var pool: PoolID
  public var traceStart: UTCInstant
  public var gapMilliseconds: Int64
  /// 0-based; the tick covers [start + tick·gap, start + (tick + 1)·gap).
  public var tick: Int
  public var available: Int
  public var origin: RowOrigin

  public init(
    pool: PoolID, traceStart: UTCInstant, gapMilliseconds: Int64, tick: Int,
    available: Int, origin: RowOrigin
  ) {
    self.pool = pool
    self.traceStart = traceStart
    self.gapMilliseconds = gapMilliseconds
    self.tick = tick
    self.available = available
    self.origin = origin
  }
}

/// A Capacity Block that could be bought when the file was captured.
///
/// Key: offering id and capture time.
public struct CapacityBlockOffering: Hashable, Sendable, Codable {
  public var offeringID: String
  public var capturedAt: UTCInstant
  public var zone: String
  public var instanceType: String
  public var instanceCount: Int
  public var start, end: UTCInstant
  /// Total for all instances and the whole block, paid at once.
  public var upfrontFee: MicroUSD
  public var origin: RowOrigin

  public init(
    offeringID: String, capturedAt: UTCInstant, zone: String,
    instanceType: String, instanceCount: Int, start: UTCInstant,
    end: UTCInstant, upfrontFee: MicroUSD, origin: RowOrigin
  ) {
    self.offeringID = offeringID
    self.capturedAt = capturedAt
    self.zone = zone
    self.instanceType = instanceType
    self.instanceCount = instanceCount
    self.start = start
    self.end = end
    self.upfrontFee = upfrontFee
    self.origin = origin
  }
}

/// One try to get an instance, from the user's own launch log.
///
/// Key: launch id (given, or made of pool, request time and instance id).
public struct LaunchAttempt: Hashable, Sendable, Codable {
  public var launchID: String
  public var pool: PoolID
  public var market: Market
  public var requestedAt: UTCInstant
  /// When the instance ran; nil when the try failed.
  public var launchedAt: UTCInstant?
  public var instanceID: String?
  /// When the instance ended; nil while it runs or when nobody wrote it down.
  public var endedAt: UTCInstant?
  /// Why it ended; nil when it runs or nobody wrote it down.
  public var exit: Spell.Exit?
  public var job: String?
  /// Instances started together share it.
  public var gang: String?
  public var origin: RowOrigin

  public init(
    launchID: String, pool: PoolID, market: Market, requestedAt: UTCInstant,
    launchedAt: UTCInstant?, instanceID: String?, endedAt: UTCInstant?,
    exit: Spell.Exit?, job: String?, gang: String?, origin: RowOrigin
  ) {
    self.launchID = launchID
    self.pool = pool
    self.market = market
    self.requestedAt = requestedAt
    self.launchedAt = launchedAt
    self.instanceID = instanceID
    self.endedAt = endedAt
    self.exit = exit
    self.job = job
    self.gang = gang
    self.origin = origin
  }
}

/// A row that could not be read, kept with where it stands and why.
public struct SetAsideRow: Hashable, Sendable, Codable {
  /// 1-based physical line, or 1-based record index in JSON.
  public var origin: RowOrigin
  /// Column or key; nil when the whole row is meant.
  public var column: String?
  /// The text found there, cut to 200 characters.
  public var value: String?
  /// A sentence without the place.
  public var reason: String

  public init(
    origin: RowOrigin, column: String?, value: String?, reason: String
  ) {
    self.origin = origin
    self.column = column
    self.value = value.map { String($0.prefix(200)) }
    self.reason = reason
  }
}
