import Logging
public import RiskDecision
public import RiskDomain
public import RiskForecast
import RiskStore

/// Forecasts of pools, at one moment or along a span of time.
public enum ForecastRun {
  /// What to forecast.
  public struct Request: Sendable {
    /// Hours ahead.
    public var horizonsHours: [Double]
    /// Age of an instance where the data show none.
    public var ageHours: Double
    /// Globs between commas over pool keys; nil = every pool.
    public var pools: String?
    /// One row per moment of [from, until], every so many milliseconds.
    public var span: Span?
    /// nil takes the newest stored model.
    public var fitAsOf: UTCInstant?
    public var gangSize: Int
    public var allowsStale: Bool
    /// nil takes the default spec.
    public var specPath: String?
    /// Hours after which the answer should not be acted on.
    public var validHours: Double

    /// Moments from `from` on, the last not after `until`.
    public struct Span: Hashable, Sendable {
      public var from, until: UTCInstant
      public var everyMilliseconds: Int64

      public init(
        from: UTCInstant, until: UTCInstant, everyMilliseconds: Int64
      ) {
        self.from = from
        self.until = until
        self.everyMilliseconds = everyMilliseconds
      }
    }

    public init(
      horizonsHours: [Double], ageHours: Double = 0, pools: String? = nil,
      span: Span? = nil, fitAsOf: UTCInstant? = nil, gangSize: Int = 1,
      allowsStale: Bool = false, specPath: String? = nil,
      validHours: Double = Recommender().validHours
    ) {
      self.validHours = validHours
      self.specPath = specPath
      self.horizonsHours = horizonsHours
      self.ageHours = ageHours
      self.pools = pools
      self.span = span
      self.fitAsOf = fitAsOf
      self.gangSize = gangSize
      self.allowsStale = allowsStale
    }
  }

  /// One row per moment and pool, moments first.
  ///
  /// - Throws: `UseCaseFailure` without facts, model or matching pools, where
  ///   of no pool losses were recorded, or recorded of late, and for a span that
  ///   reaches past `context.asOf`.
  public static func run(
    databasePath: String, request: Request, context: RunContext
  ) throws(UseCaseFailure) -> ForecastDocument {
    if let span = request.span, span.until > context.asOf {
      throw UseCaseFailure(
        .configuration,
        "The series ends at \(span.until), after \(context.asOf): no fact of "
          + "that time may be used.")
    }
    let store = try StoreAccess(
      databasePath,
      // Only a fit that may have to be made anew is stored.
      for: request.fitAsOf == nil && request.gangSize == 1 ? .read : .derive)
    let market = try PoolMarket(
      store, pools: nil, matching: request.pools,
      parameters: request.fitAsOf.map { .fitted(asOf: $0) } ?? .stored,
      gangSize: request.gangSize, specPath: request.specPath, context: context)
    return try document(market, request, context)
  }

  /// The same from a market that holds the pools that are asked for and no
  /// others.
  static func document(
    _ market: PoolMarket, _ request: Request, _ context: RunContext
  ) throws(UseCaseFailure) -> ForecastDocument {
    var market = market
    guard !market.forecasters.isEmpty else {
      throw UseCaseFailure(
        .valid,
        "No pool known up to \(context.asOf) fits "
          + "'\(request.pools ?? "*")'. List pools with `riskctl status`.")
    }
    // Along a span each moment has an age of its own.
    try market.silence(
      allowsStale: request.allowsStale || request.span != nil)
    for note in market.stalePrices { context.log.warning("\(note)") }
    var rows: [ForecastRow] = []
    for moment in moments(request, asOf: context.asOf) {
      for forecaster in market.forecasters {
        var row = forecast(
          outlook: forecaster.outlook(asOf: moment),
          ageHours: request.ageHours, aheadHours: request.horizonsHours,
          gangSize: request.gangSize)
        row.priceForecast = forecaster.priceForecast(
          asOf: moment, aheadHours: request.horizonsHours)
        rows.append(row)
      }
    }
    return ForecastDocument(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: market.dataThrough, modelDigest: market.modelDigest,
      validUntil: market.validUntil(hours: request.validHours),
      seed: context.seed, forecasts: rows)
  }

  private static func moments(
    _ request: Request, asOf: UTCInstant
  ) -> [UTCInstant] {
    guard let span = request.span else { return [asOf] }
    return stride(
      from: span.from.unixMilliseconds, through: span.until.unixMilliseconds,
      by: Int(span.everyMilliseconds)
    ).map { UTCInstant(unixMilliseconds: $0) }
  }
}

/// The document of a forecast.
public struct ForecastDocument: Sendable, Encodable {
  public var schemaVersion = 1
  public var generatedAt, asOf, dataThrough: UTCInstant
  public var modelDigest: String
  /// After which the state of the pools says nothing any more.
  public var validUntil: UTCInstant
  public var seed: UInt64
  public var forecasts: [ForecastRow]
}
