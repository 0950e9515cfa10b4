public import RiskDomain
public import RiskExposure
public import RiskStore

/// What the database holds.
public struct StatusReport: Hashable, Sendable, Codable {
  /// All files of one format.
  public struct Source: Hashable, Sendable, Codable {
    public var format: String
    public var files, facts, setAside: Int
    public var first, last: UTCInstant?
    /// Hours from the last fact to `asOf`.
    public var ageHours: Double?
    /// Of the lives that begin in these files, whatever else speaks of them.
    public var hoursAtRisk: Double
    public var interruptions: Int
  }

  /// One pool.
  public struct Pool: Hashable, Sendable, Codable {
    public var pool: PoolID
    public var prices, ticks, launches: Int
    /// Spells at risk of a loss, the losses, and those at the lifetime cap.
    public var spells, interruptions, lifetimeCaps: Int
    public var hoursAtRisk: Double
    /// Kaplan-Meier survival through 1 h and 6 h of age; nil without spells of
    /// known age.
    public var survival1h, survival6h: Double?
  }

  /// A row that could not be read.
  public struct Rejected: Hashable, Sendable, Codable {
    public var file: String
    public var line: Int
    public var column, value: String?
    public var reason: String
  }

  /// Rows that could not be read for one reason.
  public struct RejectedReason: Hashable, Sendable, Codable {
    public var format: String
    public var column: String?
    /// With `'…'` in place of values.
    public var reason: String
    public var rows, files: Int
    public var examples: [Rejected]
  }

  /// A run that wrote to the database.
  public struct Run: Hashable, Sendable, Codable {
    public var stage: String
    public var startedAt: UTCInstant
    /// "started", "done" or "failed".
    public var state: String
    public var detail: String?
  }

  /// The nightly run that began last.
  public struct Nightly: Hashable, Sendable, Codable {
    public var asOf, startedAt: UTCInstant
    /// nil of a run that was cut short, and of one that goes on.
    public var endedAt: UTCInstant?
    /// Stages that failed, with why.
    public var failed: [String]
    /// The forecast that stands in the outputs; nil where none was made.
    public var forecastAsOf, forecastValidUntil: UTCInstant?
  }

  /// The newest fitted model.
  public struct Model: Hashable, Sendable, Codable {
    public var digest, family: String
    public var fitAsOf: UTCInstant
    public var interruptions: Int
    public var hoursAtRisk: Double
  }

  /// The newest backtest of the model's spec, on one clock.
  public struct Backtest: Hashable, Sendable, Codable {
    public var clock: Spell.Clock
    public var asOf, dataThrough: UTCInstant
    public var folds, stretches, losses: Int
    /// Mean log-likelihood a stretch in nats, of the model and of the best
    /// other forecaster, with its name.
    public var logScore, bestOther: Double
    public var bestOtherName: String
    /// Losses over those expected.
    public var observedToExpected: Double?
    /// Pools and regions that depart from their forecasts.
    public var alarms: Int
  }

  public var schemaVersion = 1
  public var generatedAt, asOf: UTCInstant
  public var dataThrough: UTCInstant?
  /// Of the newest fitted model, described in `model`; "none" without one.
  public var modelDigest: String
  public var seed: UInt64
  public var database: String
  public var sources: [Source]
  public var pools: [Pool]
  public var billingRows, events, instances, offerings: Int
  /// Rows of price lists and advisories.
  public var markets: Markets
  /// Rows of logs, and of bills beside instance-time.
  public var logs: Logs
  /// Instance-hours and money of bills, by currency and market.
  public var billed: [BilledTotal]
  public var setAside: Int
  public var model: Model?
  /// How well the model forecast what followed; empty before a backtest.
  public var backtests: [Backtest]
  /// Parts of bills that manifests name and that were not read.
  public var missingParts: [MissingPart]
  /// What the sources say that does not suffice or cannot be true.
  public var warnings: [SourceWarning]
  public var notes: [String]
  /// The last runs, the latest first.
  public var runs: [Run]
  /// nil where none was ever made.
  public var nightly: Nightly?
  /// With `--rejected` only: reasons, and every row.
  public var rejectedReasons: [RejectedReason]?
  public var rejected: [Rejected]?
}
