public import Foundation
import RiskDecision
public import RiskDomain
import RiskExposure
import RiskStore

/// Says what interruptions really cost, from bills, lives and the logs of
/// training loops.
public enum CostRun {
  /// What is asked for.
  public struct Request: Sendable {
    /// Which sums are made, in this order.
    public var groupings: [CostGrouping]
    /// Interruptions and billed hours from here on, and before there; nil
    /// leaves that side open.
    public var from, until: UTCInstant?
    /// Zone of the days; nil is UTC.
    public var timeZone: TimeZone?
    /// Names of the bill's labels for job and team.
    public var jobLabel, teamLabel: String
    /// Files of `riskctl recommend --json` to hold against the bill.
    public var plans: [String]

    public init(
      groupings: [CostGrouping], from: UTCInstant? = nil,
      until: UTCInstant? = nil, timeZone: TimeZone? = nil,
      jobLabel: String = "job", teamLabel: String = "team",
      plans: [String] = []
    ) {
      self.groupings = groupings
      self.from = from
      self.until = until
      self.timeZone = timeZone
      self.jobLabel = jobLabel
      self.teamLabel = teamLabel
      self.plans = plans
    }

    var labels: CostLabels { CostLabels(job: jobLabel, team: teamLabel) }

    func takes(_ at: UTCInstant) -> Bool {
      (from.map { $0 <= at } ?? true) && (until.map { at < $0 } ?? true)
    }
  }

  /// The report on the facts up to `context.asOf`.
  ///
  /// - Throws: `UseCaseFailure` without facts, and for plans that cannot be
  ///   read; no interruption is an answer, not an error.
  public static func run(
    databasePath: String, request: Request, context: RunContext
  ) throws(UseCaseFailure) -> CostReport {
    var plans: [CostPlan] = []
    for path in request.plans { plans += try CostPlanFile.load(path) }
    let found = try interruptions(
      StoreAccess(databasePath, for: .read), .nothing, request: request,
      context: context)
    return CostReport(found, plans: plans, request: request, context: context)
  }

  /// Interruption costs by day and by job, for plots.
  ///
  /// - Parameters:
  ///   - known: the facts, where they are at hand.
  ///   - timeZone: of the days; nil is UTC.
  /// - Throws: `UseCaseFailure` without facts.
  static func series(
    _ store: StoreAccess, _ known: MarketAtHand, timeZone: TimeZone?,
    context: RunContext
  ) throws(UseCaseFailure) -> InterruptionCostSeries {
    let found = try interruptions(
      store, known, request: Request(groupings: [], timeZone: timeZone),
      context: context)
    return InterruptionCostSeries(found.costs) {
      CostGrouping.day(of: $0, in: timeZone)
    }
  }

  /// What the facts say.
  struct Findings {
    var dataThrough: UTCInstant
    var costs: [InterruptionCost]
    var pools: [RealisedPool]
    var jobs: [JobSpend]
    /// Whether any bill and any checkpoint report was found.
    var hasBills, hasReports: Bool
    /// When instances were lost of which nothing tells the pool.
    var unplaced: [UTCInstant]
    /// Spot of lines that name no instance, by currency.
    var unnamed: [UnnamedSpend]
  }

  private static func interruptions(
    _ store: StoreAccess, _ known: MarketAtHand, request: Request,
    context: RunContext
  ) throws(UseCaseFailure) -> Findings {
    let asOf = context.asOf
    let through = try store.dataThrough(asOf: asOf)
    let watched = try known.facts(store, joinsUsage: true, context: context)
    let (lives, end) = watched.jobLives(
      catalog: context.catalog, labels: request.labels, until: asOf)
    var evidence = CostEvidence(
      lives: lives, aliases: watched.facts.aliases, until: end ?? asOf)
    let prices = try listPrices(store, context)
    var totals = SpendTotals(
      lives: lives, aliases: watched.facts.aliases, labels: request.labels,
      until: asOf, onDemandPerHour: prices.onDemandPerHour)
    try store { (db) throws(StoreError) in
      // A fee is shared when all of its hours are known.
      var blocks: [BillingUsage] = []
      func add(_ row: BillingUsage) {
        evidence.add(row)
        if request.takes(row.usageStart) { totals.add(row) }
      }
      try db.forEachBillingUsage(until: asOf) { row in
        if row.market == .capacityBlock { blocks.append(row) } else { add(row) }
      }
      let charges = try db.billingCharges(
        until: asOf, kinds: [.capacityBlockFee])
      for row in sharingBlockFees(blocks, charges: charges) { add(row) }
    }
    let reports = try store { (db) throws(StoreError) in
      try db.checkpoints(until: asOf)
    }
    let costs = evidence.costs(
      usage: watched.facts.usage, coverage: watched.facts.coverage,
      reports: reports, catalog: context.catalog
    ).filter { request.takes($0.at) }
    return Findings(
      dataThrough: through, costs: costs,
      pools: realisedPools(
        totals.spot, costs: costs, blockPerHour: prices.blockPerHour),
      jobs: totals.byJob, hasBills: !watched.facts.usage.isEmpty,
      hasReports: !reports.isEmpty,
      unplaced: unplacedLosses(
        watched.facts.events, lives: lives, aliases: watched.facts.aliases,
        until: asOf
      ).filter(request.takes),
      unnamed: totals.unnamed.values.sorted { $0.currency < $1.currency })
  }

  private static func listPrices(
    _ store: StoreAccess, _ context: RunContext
  ) throws(UseCaseFailure) -> CostPrices {
    try store { (db) throws(StoreError) in
      let types = Set(
        context.catalog.instanceTypes.map(\.instanceType)
          + (try db.pools(until: context.asOf)).map(\.instanceType))
      return CostPrices(
        catalog: context.catalog.extended(
          by: try db.listPrices(ofTypes: types, until: context.asOf),
          rates: try db.capacityBlockRates(until: context.asOf)),
        offerings: try db.offerings(until: context.asOf), asOf: context.asOf)
    }
  }
}

/// Prices that spot is held against.
struct CostPrices {
  private let part: (PoolID) -> Catalog
  private let catalog: Catalog
  private let offerings: [CapacityBlockOffering]
  private let asOf: UTCInstant

  init(
    catalog: Catalog, offerings: [CapacityBlockOffering], asOf: UTCInstant
  ) {
    self.catalog = catalog
    self.asOf = asOf
    part = catalog.byPool()
    // Only the newest list of each zone tells what can still be bought.
    let newest = Dictionary(grouping: offerings, by: \.zone).mapValues {
      $0.map(\.capturedAt).max()
    }
    self.offerings = offerings.filter { $0.capturedAt == newest[$0.zone] }
  }

  /// The list price in force at a moment, USD per instance-hour.
  func onDemandPerHour(_ pool: PoolID, at: UTCInstant) -> Double? {
    part(pool).listPricePerHour(pool: pool, market: .onDemand, at: at)
  }

  /// The cheapest offering in the pool's region, else the catalog's rate, USD
  /// per instance-hour.
  func blockPerHour(_ pool: PoolID) -> Double? {
    guard pool.provider == .aws else { return nil }
    let offered = offerings.compactMap { offering -> Double? in
      let hours = offering.end.hours(since: offering.start)
      guard offering.instanceType == pool.instanceType,
        PoolID.region(ofZone: offering.zone, provider: .aws) == pool.region,
        hours > 0, offering.instanceCount > 0, offering.upfrontFee.rawValue > 0
      else { return nil }
      return offering.upfrontFee.usd / (Double(offering.instanceCount) * hours)
    }.min()
    return offered
      ?? catalog.capacityBlockRate(
        region: pool.region, instanceType: pool.instanceType, at: asOf)?
      .usdPerInstanceHour
  }
}

/// By what interruptions are summed up.
public enum CostGrouping: String, Sendable, CaseIterable, Encodable {
  case event, job, pool, team, day

  /// The day of a moment, "2026-01-14".
  static func day(of at: UTCInstant, in zone: TimeZone?) -> String {
    let seconds = zone?.secondsFromGMT(
      for: Date(timeIntervalSince1970: Double(at.unixMilliseconds) / 1000))
    return String(at.rfc3339(offsetSeconds: seconds ?? 0).prefix(10))
  }

  /// The group that an interruption belongs to; nil for none.
  func name(of cost: InterruptionCost, in zone: TimeZone?) -> String? {
    switch self {
    case .event: "\(cost.at.rfc3339) \(cost.instanceID)"
    case .job: cost.job
    case .pool: cost.pool.key
    case .team: cost.team
    case .day: Self.day(of: cost.at, in: zone)
    }
  }
}
