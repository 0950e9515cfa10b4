public import Foundation
public import RiskDecision
import RiskDomain
import RiskExposure
import RiskForecast
public import RiskReport
import RiskStore

/// Everything that the report page says, gathered from the database.
public enum ReportRun {
  /// Spot plans beside the chosen one, as many as `recommend` keeps.
  static let mostAlternatives = 5

  /// What to report on.
  public struct Request: Sendable {
    /// A job file and the path under which it was given.
    public struct NamedJob: Sendable {
      public var path: String
      public var input: JobInput

      /// Reads a job file.
      ///
      /// - Throws: `UseCaseFailure` that names the file, the line and the key.
      public init(path: String) throws(UseCaseFailure) {
        self.path = path
        input = try JobInput(path: path)
      }
    }

    public var jobs: [NamedJob]
    /// nil takes that of the first job, without jobs UTC.
    public var timeZone: TimeZone?
    /// nil takes `Data/rules/default.yaml`.
    public var rulesPath: String?
    /// Forecasts even when the newest fact is old.
    public var allowsStale: Bool
    /// After which a plan should not be acted on.
    public var validHours: Double

    public init(
      jobs: [NamedJob], timeZone: TimeZone? = nil, rulesPath: String? = nil,
      allowsStale: Bool = false,
      validHours: Double = Recommender().validHours
    ) {
      self.jobs = jobs
      self.timeZone = timeZone
      self.rulesPath = rulesPath
      self.allowsStale = allowsStale
      self.validHours = validHours
    }

    var zone: TimeZone {
      timeZone
        ?? jobs.lazy.compactMap {
          TimeZone(identifier: $0.input.file.job.when.timeZone)
        }.first ?? .gmt
    }
  }

  /// The document of the page.
  ///
  /// A part that cannot be told (no facts, no model, facts too old) says so in
  /// its `reason`; the others stand.
  ///
  /// - Throws: `UseCaseFailure` where the database, the catalog or the rules
  ///   cannot be read.
  public static func document(
    databasePath: String, request: Request, context: RunContext
  ) throws(UseCaseFailure) -> ReportDocument {
    let store = try StoreAccess(databasePath, for: .read)
    return try document(
      databasePath: databasePath, store,
      MarketAtHand(reading: store, context: context), request: request,
      context: context)
  }

  /// The same with what is at hand.
  static func document(
    databasePath: String, _ store: StoreAccess, _ known: MarketAtHand,
    request: Request, context: RunContext
  ) throws(UseCaseFailure) -> ReportDocument {
    var jobs = try jobs(store, known, request, context)
    let pools = try pools(known, plannedPools(jobs), request, context)
    for index in jobs.indices {
      jobs[index].stickerPerGPUHourUSD = sticker(
        jobs[index].recommendation?.chosen, pools.league.rows, context.catalog)
    }
    let spells = try known.lives(store, context: context).spells
    let status = try StatusRun.run(
      store, known, databasePath: databasePath, withRejected: false,
      redacted: false, context: context)
    return ReportDocument(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: status.dataThrough, modelDigest: status.modelDigest,
      seed: context.seed, timeZone: request.zone.identifier, jobs: jobs,
      alerts: try alerts(store, known, request, context),
      league: pools.league, survival: pools.survival,
      week: ReportWeek.week(
        known.market, spells, asOf: context.asOf),
      prices: pools.prices, backtest: try backtest(store, context),
      losses: ReportDays.losses(
        spells, status.billed,
        costs: try told { () throws(UseCaseFailure) in
          try CostRun.series(
            store, known, timeZone: request.zone, context: context)
        }.value, zone: request.zone, asOf: context.asOf),
      freshness: freshness(status))
  }

  /// What a part says, or why it says nothing.
  ///
  /// - Throws: what a person must mend before any part can be told.
  private static func told<T>(
    _ part: () throws(UseCaseFailure) -> T
  ) throws(UseCaseFailure) -> (value: T?, reason: String?) {
    do {
      return (try part(), nil)
    } catch {
      guard error.kind == .valid || error.kind == .configuration else {
        throw error
      }
      return (nil, error.message)
    }
  }

  private static func jobs(
    _ store: StoreAccess, _ known: MarketAtHand, _ request: Request,
    _ context: RunContext
  ) throws(UseCaseFailure) -> [ReportDocument.Job] {
    var reasons: [Int: String] = [:]
    let plans = try RecommendList.inTurn(request.jobs.map(\.input)) {
      (index, input) throws(UseCaseFailure) in
      let told = try told { () throws(UseCaseFailure) in
        try RecommendRun.run(
          store, known, job: input, mostAlternatives: mostAlternatives,
          allowsStale: request.allowsStale, validHours: request.validHours,
          context: context)
      }
      reasons[index] = told.reason
      return told.value
    }
    return request.jobs.indices.map { index in
      ReportDocument.Job(
        name: request.jobs[index].input.file.job.name,
        path: request.jobs[index].path, recommendation: plans[index],
        stickerPerGPUHourUSD: nil, reason: reasons[index])
    }
  }

  /// The price of a plan's first spot pool for one GPU and hour.
  private static func sticker(
    _ plan: Plan?, _ rows: [ForecastRow], _ catalog: Catalog
  ) -> Double? {
    guard let plan, plan.vehicle == .spot,
      let pool = plan.pools.min(by: { $0.rank < $1.rank })?.pool,
      let price = rows.first(where: { $0.pool == pool })?.pricePerHour,
      let count = catalog.instanceType(
        pool.instanceType, provider: pool.provider)?.acceleratorCount,
      count > 0
    else { return nil }
    return price / Double(count)
  }

  /// Pools of the plans, the chosen ones first.
  private static func plannedPools(_ jobs: [ReportDocument.Job]) -> [PoolID] {
    let advice = jobs.compactMap(\.recommendation)
    let chosen = advice.compactMap(\.chosen).flatMap { plan in
      plan.pools.sorted { $0.rank < $1.rank }.map(\.pool)
    }
    let others = advice.flatMap(\.alternatives).flatMap(\.pools).map(\.pool)
    var seen: Set<PoolID> = []
    return (chosen + others).filter { seen.insert($0).inserted }
  }

  private static func pools(
    _ known: MarketAtHand, _ planned: [PoolID], _ request: Request,
    _ context: RunContext
  ) throws(UseCaseFailure) -> ReportPools {
    guard let market = known.market else {
      return ReportPools(
        reason: known.reason ?? "nothing is known of any pool")
    }
    let spoken = try told { () throws(UseCaseFailure) in
      var market = market
      try market.silence(allowsStale: request.allowsStale)
      return market
    }
    return ReportPools(
      spoken.value ?? market, planned: planned, asOf: context.asOf,
      stale: spoken.reason)
  }

  private static func alerts(
    _ store: StoreAccess, _ known: MarketAtHand, _ request: Request,
    _ context: RunContext
  ) throws(UseCaseFailure) -> ReportDocument.Alerts {
    let report: AlertsReport
    do {
      report = try AlertsRun.run(
        store, known, rulesPath: request.rulesPath, context: context)
    } catch {
      guard error.kind == .valid else { throw error }
      return .init(
        rules: [], ringing: [], notLookedAt: [], reason: error.message)
    }
    return ReportDocument.Alerts(
      rules: report.rules.map(\.name),
      ringing: report.alerts.map {
        .init(
          rule: $0.rule, kind: $0.kind.rawValue, place: $0.place,
          state: $0.state.rawValue, since: $0.since, value: $0.value,
          fireAbove: $0.fireAbove, reason: $0.reason)
      },
      notLookedAt: report.rules.compactMap { rule in
        rule.note.map { .init(rule: rule.name, reason: $0) }
      }, reason: nil)
  }

  private static func backtest(
    _ store: StoreAccess, _ context: RunContext
  ) throws(UseCaseFailure) -> ReportDocument.Backtest {
    let spec = try ModelSpecFile.load(path: context.home.defaultSpec)
    guard
      let report = try BacktestReport.stored(
        store, spec, until: context.asOf)
    else {
      return .init(
        dataThrough: nil, origins: [], clocks: [], alarms: [],
        reason: "no backtest is stored: run `riskctl backtest`")
    }
    return .init(
      dataThrough: report.dataThrough, origins: report.folds.map(\.origin),
      clocks: report.clocks, alarms: report.alarms, reason: nil)
  }

  private static func freshness(
    _ status: StatusReport
  ) -> ReportDocument.Freshness {
    .init(
      sources: status.sources.map {
        .init(
          format: $0.format, files: $0.files, facts: $0.facts,
          setAside: $0.setAside, first: $0.first, last: $0.last,
          ageHours: $0.ageHours, hoursAtRisk: $0.hoursAtRisk,
          interruptions: $0.interruptions)
      }, setAside: status.setAside,
      model: status.model.map {
        .init(
          digest: $0.digest, family: $0.family, fitAsOf: $0.fitAsOf,
          interruptions: $0.interruptions, hoursAtRisk: $0.hoursAtRisk)
      }, staleAfterHours: PoolMarket.staleAfterHours,
      warnings: status.warnings.map(\.message), notes: status.notes)
  }
}
