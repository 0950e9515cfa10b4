public import RiskDecision
import RiskDomain
import RiskForecast
import RiskStore

/// A plan for a job before its launch.
public enum RecommendRun {
  /// Forecasts the pools that the job accepts and chooses among all plans.
  ///
  /// - Parameters:
  ///   - mostAlternatives: spot plans kept beside the chosen one.
  ///   - allowsStale: answers even when the newest fact is old.
  ///   - runs: Monte Carlo runs of each plan.
  ///   - validHours: after which the answer should not be acted on.
  ///   - measures: says what measuring pools before the job would be worth.
  /// - Throws: `UseCaseFailure` without facts or model, and where the records
  ///   of losses are old; an infeasible job is an answer, not an error, and so
  ///   is one of whose pools nothing records losses.
  public static func run(
    databasePath: String, job input: JobInput, mostAlternatives: Int,
    allowsStale: Bool, measures: Bool = false,
    runs: Int = Recommender().runs,
    validHours: Double = Recommender().validHours, context: RunContext
  ) throws(UseCaseFailure) -> Recommendation {
    try run(
      StoreAccess(databasePath, for: .read), .nothing, job: input,
      mostAlternatives: mostAlternatives, allowsStale: allowsStale,
      measures: measures, runs: runs, validHours: validHours, context: context)
  }

  /// The same on what is at hand: its market does for every job that names no
  /// pools.
  static func run(
    _ store: StoreAccess, _ known: MarketAtHand, job input: JobInput,
    mostAlternatives: Int, allowsStale: Bool, measures: Bool = false,
    runs: Int = Recommender().runs,
    validHours: Double = Recommender().validHours, context: RunContext
  ) throws(UseCaseFailure) -> Recommendation {
    let named = input.file.job.pools
    let market =
      named.isEmpty
      ? try known.market(matching: nil, store, context: context)
      : try PoolMarket(
        store, pools: named, matching: nil, parameters: .stored, gangSize: 1,
        context: context)
    return try run(
      store, market, job: input, mostAlternatives: mostAlternatives,
      allowsStale: allowsStale, measures: measures, runs: runs,
      validHours: validHours, context: context)
  }

  /// The same on a market that holds every pool that the job names.
  private static func run(
    _ store: StoreAccess, _ market: PoolMarket, job input: JobInput,
    mostAlternatives: Int, allowsStale: Bool, measures: Bool = false,
    runs: Int = Recommender().runs,
    validHours: Double = Recommender().validHours, context: RunContext
  ) throws(UseCaseFailure) -> Recommendation {
    let offerings = try store { (db) throws(StoreError) in
      try db.offerings(until: context.asOf)
    }
    let (job, measured) = try input.measured(store, asOf: context.asOf)
    let market = try market.speaking(of: job, allowsStale: allowsStale)
    let recommender = Recommender(
      runs: runs, mostAlternatives: mostAlternatives, validHours: validHours)
    var advice = recommender.recommend(
      job: job,
      outlooks: market.forecasters.map { $0.outlook(asOf: context.asOf) }
        + ListedCapacity.outlooks(
          job: job, known: market.forecasters.map(\.pool),
          catalog: market.catalog, asOf: context.asOf),
      offerings: offerings, catalog: market.catalog, asOf: context.asOf,
      dataThrough: market.dataThrough, generatedAt: context.generatedAt,
      modelDigest: market.modelDigest, seed: context.seed,
      parseWarnings: input.file.warnings + market.notes + market.stalePrices,
      measures: measures)
    advice.validUntil = market.validUntil(hours: validHours)
    advice.explanation += measured
    advice.explanation += try PublishedShares.sentences(
      advice.chosen, store, asOf: context.asOf)
    return advice
  }
}
