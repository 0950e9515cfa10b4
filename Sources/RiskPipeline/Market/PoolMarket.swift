import Logging
import RiskDomain
import RiskExposure
import RiskForecast
import RiskModels
import RiskStore

/// Forecasters of pools, made from facts up to a moment and a fitted model.
struct PoolMarket: Sendable {
  var forecasters: [PoolForecaster]
  /// nil when the facts hold no exposure to fit a model to.
  var model: FittedModel?
  var dataThrough: UTCInstant
  /// The catalog with the prices and rates that were ingested.
  var catalog: Catalog
  var notes: [String]
  /// What the forecasters were made from, of all pools.
  var lives: WatchedLives
  /// Of whose losses nothing is recorded, or nothing new.
  var losses: LossSilence
  /// The surges of whole regions.
  var waves: WaveFilters
  /// The newest spot price of each provider.
  var pricesThrough: [PoolID.Provider: UTCInstant]

  /// How old the newest record of losses may be before an answer must be asked
  /// for with `--allow-stale`, and prices before they are warned of: prices are
  /// republished about daily and bills arrive within a day, so three days of
  /// silence mean a broken feed.
  static let staleAfterHours = 72.0

  /// Which parameters to use.
  enum Parameters: Sendable {
    /// The newest stored model that saw nothing after `asOf`.
    case stored
    /// The model fitted to the facts up to this moment.
    case fitted(asOf: UTCInstant)
    /// A model at hand.
    case given(FittedModel)
  }

  /// Reads facts, model and prices.
  ///
  /// - Parameters:
  ///   - pools: nil takes every pool that the facts speak of.
  ///   - matching: of those, the ones whose key fits one of the patterns
  ///     between commas.
  ///   - specPath: nil takes the default spec.
  ///   - known: the lives up to `asOf`, where they are at hand.
  init(
    _ store: StoreAccess, pools wanted: [PoolID]?, matching glob: String?,
    parameters: Parameters, gangSize: Int, specPath: String? = nil,
    knowing known: WatchedLives? = nil, context: RunContext
  ) throws(UseCaseFailure) {
    let asOf = context.asOf
    let spec = try ModelSpecFile.load(
      path: specPath ?? context.home.defaultSpec)
    dataThrough = try store.dataThrough(asOf: asOf)
    let lives =
      if let known { known } else {
        try WatchedLives(
          store, until: asOf, gangSize: gangSize, context: context)
      }
    self.lives = lives
    losses = LossSilence(
      records: lives.records, asOf: asOf, dataThrough: dataThrough)
    pricesThrough = try store { (db) throws(StoreError) in
      try db.pricesThrough(until: asOf)
    }
    switch parameters {
    case .given(let fitted):
      model = fitted
    case .fitted(let fitAsOf):
      model = try FittedModel.fitted(
        store, spec: spec, fitAsOf: fitAsOf, gangSize: gangSize,
        context: context)
    case .stored where gangSize > 1:
      // Probes of a gang are spells of their own; the model of single
      // instances does not hold for them.
      model = try FittedModel.fitted(
        store, spec: spec, fitAsOf: asOf, gangSize: gangSize,
        context: context)
    case .stored:
      let stored = try FittedModel.stored(
        store, spec: spec, gangSize: gangSize, asOf: asOf)
      // Losses at age 0 alone are no exposure, and no fit can be made of them.
      let watched = lives.spells.contains {
        ($0.watched?.hours ?? 0) > 0
      }
      guard stored != nil || !watched else {
        throw UseCaseFailure(
          .configuration,
          "No model is fitted on data up to \(asOf). Fit one "
            + "with `riskctl fit`.")
      }
      model = stored
    }
    if case .stored = parameters, gangSize == 1, let model {
      Self.warnOfAge(model, dataThrough: dataThrough, context)
    }
    let (known, aliases) = try store { (db) throws(StoreError) in
      (try db.pools(until: asOf), try db.zoneAliases())
    }
    let zones = ZoneNames(aliases)
    notes = lives.notes + zones.notes
    let patterns = glob.map(GlobPattern.list)
    let billed = lives.billed
    let spells = Dictionary(grouping: lives.spells, by: \.pool)
    let advisor = try Self.advisor(store, model, spec, asOf: asOf)
    let waves = WaveFilters(model?.artifact, lives.spells)
    self.waves = waves
    let siblings = Dictionary(
      grouping: PoolHistory.all(lives.spells)
    ) { SiblingKey($0.pool) }
    // A pool that only prices by AZ id speak of is the account's own one.
    let own = Set(known.map { spells[$0] == nil ? zones.named($0) : $0 })
    let pools = (wanted ?? own.sorted()).filter {
      pool in patterns?.contains { $0.matches(pool.key) } ?? true
    }
    let types = Set(
      (context.catalog.instanceTypes.map(\.instanceType)
        + pools.map(\.instanceType)))
    catalog = try store { (db) throws(StoreError) in
      context.catalog.extended(
        by: try db.listPrices(ofTypes: types, until: asOf),
        rates: try db.capacityBlockRates(until: asOf))
    }
    let part = catalog.byPool()
    let artifact = model?.artifact
    forecasters = try store { (db) throws(StoreError) in
      try db.readingPrices(until: asOf) { prices in
        try pools.sorted().map { pool in
          PoolForecaster(
            pool: context.catalog.named(pool), spells: spells[pool] ?? [],
            artifact: artifact,
            siblings: siblings[SiblingKey(pool)] ?? [], waves: waves[pool],
            advisor: advisor,
            prices: try Self.prices(of: pool, zones, prices),
            catalog: part(pool),
            billedOnDemandPerHour: billed.onDemandPerHour(pool))
        }
      }
    }
  }

  /// Prices of a pool, with those under its zone's other kind of name.
  private static func prices(
    of pool: PoolID, _ zones: ZoneNames,
    _ prices: (PoolID) throws -> [PriceObservation]
  ) throws -> [PriceObservation] {
    let own = try prices(pool)
    guard let twin = zones.twin(of: pool) else { return own }
    return own
      + (try prices(twin)).map { price in
        var price = price
        price.pool = pool
        return price
      }
  }

  /// What the advisor's grades say; nil where none was ingested.
  private static func advisor(
    _ store: StoreAccess, _ model: FittedModel?, _ spec: ModelSpecFile,
    asOf: UTCInstant
  ) throws(UseCaseFailure) -> AdvisorPrior? {
    let grades = try store { (db) throws(StoreError) in
      try db.advisorGrades(until: asOf)
    }
    guard !grades.isEmpty else { return nil }
    return AdvisorPrior(
      grades, artifact: model?.artifact, vagueShape: spec.spec.vagueShape)
  }

  /// A model stays in force until another one is fitted; that it is old is
  /// told where newer facts lie beside it.
  private static func warnOfAge(
    _ model: FittedModel, dataThrough: UTCInstant, _ context: RunContext
  ) {
    let hours = dataThrough.hours(since: model.fitAsOf)
    guard hours > staleModelHours else { return }
    let text =
      "The model in force was fitted on data through \(model.fitAsOf), "
      + "\(Int(hours)) h before the newest fact. Fit again with `riskctl fit`."
    context.log.warning("\(text)")
  }

  /// A nightly fit is at most so much older than the newest fact.
  private static let staleModelHours = 36.0

  /// Digest of the model; "none" where there is nothing to fit one to.
  var modelDigest: String { model?.digest ?? "none" }

  /// Providers whose spot prices are old, as sentences.
  var stalePrices: [String] {
    let asOf = losses.asOf
    let known = Set(forecasters.map(\.pool.provider))
    return PoolID.Provider.allCases.compactMap { provider in
      guard known.contains(provider), let last = pricesThrough[provider],
        asOf.hours(since: last) > Self.staleAfterHours
      else { return nil }
      return "The newest spot price of \(provider.rawValue) is of \(last), "
        + "\(Int(asOf.hours(since: last))) hours before \(asOf): costs rest on "
        + "prices that may have moved. Ingest a newer price history."
    }
  }
}

extension Catalog {
  /// The pool with its accelerator's canonical name.
  func named(_ pool: PoolID) -> PoolID {
    var named = pool
    named.accelerator =
      instanceType(pool.instanceType, provider: pool.provider)?.accelerator
    return named
  }
}
