public import RiskDomain
public import RiskForecast

/// Scores of a backtest, for people and scripts.
public struct BacktestReport: Sendable, Codable {
  /// One origin and the time forecast from it.
  public struct Fold: Hashable, Sendable, Codable {
    public var origin, until: UTCInstant
    public var modelDigest: String
  }

  public var schemaVersion = 1
  public var generatedAt, asOf, dataThrough: UTCInstant
  /// Of the last origin.
  public var modelDigest: String
  public var seed: UInt64
  public var folds: [Fold]
  /// Those on which something was watched before and after an origin.
  public var clocks: [ClockScores]
  /// Pools and regions whose losses depart from the forecasts.
  public var alarms: [DriftAlarm]
  /// Of a simulated month whose truth was given.
  public var truth: TruthScores?

  init(
    _ context: RunContext, dataThrough: UTCInstant, folds: [Fold],
    clocks: [ClockScores], alarms: [DriftAlarm]
  ) {
    generatedAt = context.generatedAt
    asOf = context.asOf
    self.dataThrough = dataThrough
    modelDigest = "none"
    seed = context.seed
    self.folds = folds
    self.clocks = clocks
    self.alarms = alarms
  }
}
