public import RiskDomain

/// Everything that the report page says, as numbers and sentences.
///
/// The page shows nothing that is not in here: `riskctl report --json` prints
/// it, and a test of the page holds every number against it. A part that has
/// nothing to show says why in its `reason`.
public struct ReportDocument: Hashable, Sendable, Codable {
  public var schemaVersion = 1
  public var generatedAt, asOf: UTCInstant
  /// nil for an empty database.
  public var dataThrough: UTCInstant?
  public var modelDigest: String
  public var seed: UInt64
  /// Name of the zone that the page's local times are in, "Asia/Karachi".
  public var timeZone: String
  public var jobs: [Job]
  public var alerts: Alerts
  public var league: League
  public var survival: Survival
  public var week: Week
  public var prices: Prices
  public var backtest: Backtest
  public var losses: Losses
  public var freshness: Freshness

  public init(
    generatedAt: UTCInstant, asOf: UTCInstant, dataThrough: UTCInstant?,
    modelDigest: String, seed: UInt64, timeZone: String, jobs: [Job],
    alerts: Alerts, league: League, survival: Survival, week: Week,
    prices: Prices, backtest: Backtest, losses: Losses, freshness: Freshness
  ) {
    self.generatedAt = generatedAt
    self.asOf = asOf
    self.dataThrough = dataThrough
    self.modelDigest = modelDigest
    self.seed = seed
    self.timeZone = timeZone
    self.jobs = jobs
    self.alerts = alerts
    self.league = league
    self.survival = survival
    self.week = week
    self.prices = prices
    self.backtest = backtest
    self.losses = losses
    self.freshness = freshness
  }
}
