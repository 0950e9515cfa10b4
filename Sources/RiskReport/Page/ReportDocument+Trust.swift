public import RiskDomain
public import RiskForecast

extension ReportDocument {
  /// How well earlier forecasts did.
  public struct Backtest: Hashable, Sendable, Codable {
    public var dataThrough: UTCInstant?
    public var origins: [UTCInstant]
    public var clocks: [ClockScores]
    public var alarms: [DriftAlarm]
    public var reason: String?

    public init(
      dataThrough: UTCInstant?, origins: [UTCInstant], clocks: [ClockScores],
      alarms: [DriftAlarm], reason: String?
    ) {
      self.dataThrough = dataThrough
      self.origins = origins
      self.clocks = clocks
      self.alarms = alarms
      self.reason = reason
    }
  }

  /// Losses over time, and what was billed.
  public struct Losses: Hashable, Sendable, Codable {
    /// One day of the user's zone.
    public struct Day: Hashable, Sendable, Codable {
      public var start: UTCInstant
      public var interruptions: Int
      /// Instance-hours (of probed pools: pool-hours) under watch.
      public var hoursAtRisk: Double

      public init(start: UTCInstant, interruptions: Int, hoursAtRisk: Double) {
        self.start = start
        self.interruptions = interruptions
        self.hoursAtRisk = hoursAtRisk
      }
    }

    /// Billed instance-time of one market in one currency.
    public struct Billed: Hashable, Sendable, Codable {
      public var market, currency: String
      public var hours, billed: Double
      /// With fees and commitments spread; nil where not known of every line.
      public var effective: Double?

      public init(
        market: String, currency: String, hours: Double, billed: Double,
        effective: Double?
      ) {
        self.market = market
        self.currency = currency
        self.hours = hours
        self.billed = billed
        self.effective = effective
      }
    }

    public var days: [Day]
    public var billed: [Billed]
    /// What interruptions cost by day of the user's zone and by job; nil
    /// without facts.
    public var costs: InterruptionCostSeries?
    public var reason: String?

    public init(
      days: [Day], billed: [Billed], costs: InterruptionCostSeries?,
      reason: String?
    ) {
      self.days = days
      self.billed = billed
      self.costs = costs
      self.reason = reason
    }
  }

  /// What the answers rest on and how old it is.
  public struct Freshness: Hashable, Sendable, Codable {
    /// All files of one format.
    public struct Source: Hashable, Sendable, Codable {
      public var format: String
      public var files, facts, setAside: Int
      public var first, last: UTCInstant?
      /// Hours from the last fact to `asOf`.
      public var ageHours: Double?
      public var hoursAtRisk: Double
      public var interruptions: Int

      public init(
        format: String, files: Int, facts: Int, setAside: Int,
        first: UTCInstant?, last: UTCInstant?, ageHours: Double?,
        hoursAtRisk: Double, interruptions: Int
      ) {
        self.format = format
        self.files = files
        self.facts = facts
        self.setAside = setAside
        self.first = first
        self.last = last
        self.ageHours = ageHours
        self.hoursAtRisk = hoursAtRisk
        self.interruptions = interruptions
      }
    }

    /// The fitted model in force.
    public struct Model: Hashable, Sendable, Codable {
      public var digest, family: String
      public var fitAsOf: UTCInstant
      public var interruptions: Int
      public var hoursAtRisk: Double

      public init(
        digest: String, family: String, fitAsOf: UTCInstant,
        interruptions: Int, hoursAtRisk: Double
      ) {
        self.digest = digest
        self.family = family
        self.fitAsOf = fitAsOf
        self.interruptions = interruptions
        self.hoursAtRisk = hoursAtRisk
      }
    }

    public var sources: [Source]
    /// Rows that could not be read.
    public var setAside: Int
    public var model: Model?
    /// Hours after which the newest fact is too old to forecast from.
    public var staleAfterHours: Double
    /// What the sources say that does not suffice or cannot be true.
    public var warnings, notes: [String]

    public init(
      sources: [Source], setAside: Int, model: Model?,
      staleAfterHours: Double, warnings: [String], notes: [String]
    ) {
      self.sources = sources
      self.setAside = setAside
      self.model = model
      self.staleAfterHours = staleAfterHours
      self.warnings = warnings
      self.notes = notes
    }
  }
}
