public import RiskDomain
public import RiskForecast

extension ReportDocument {
  /// Every pool, one row each.
  public struct League: Hashable, Sendable, Codable {
    /// Horizons of every row, hours.
    public var aheadHours: [Double]
    public var rows: [ForecastRow]
    public var reason: String?

    public init(aheadHours: [Double], rows: [ForecastRow], reason: String?) {
      self.aheadHours = aheadHours
      self.rows = rows
      self.reason = reason
    }
  }

  /// Survival ahead of some pools: those of the plans, then the least risky.
  public struct Survival: Hashable, Sendable, Codable {
    public var rows: [ForecastRow]
    /// Pools with a forecast that have no curve here.
    public var leftOut: Int
    public var reason: String?

    public init(rows: [ForecastRow], leftOut: Int, reason: String?) {
      self.rows = rows
      self.leftOut = leftOut
      self.reason = reason
    }
  }

  /// What the hours of the week have to do with losses.
  public struct Week: Hashable, Sendable, Codable {
    /// Factors on the hazard that forecasts use.
    public struct Effect: Hashable, Sendable, Codable {
      /// "provider/region" of the pools that share it.
      public var places: [String]
      public var pools: Int
      /// By hour of the week in UTC, Monday 00:00 first; 168 entries.
      public var factors: [Double]

      public init(places: [String], pools: Int, factors: [Double]) {
        self.places = places
        self.pools = pools
        self.factors = factors
      }
    }

    /// Losses and instance-hours as they were seen.
    public struct Seen: Hashable, Sendable, Codable {
      /// By hour of the week in UTC, Monday 00:00 first; 168 entries each.
      public var interruptions: [Int]
      public var hoursAtRisk: [Double]

      public init(interruptions: [Int], hoursAtRisk: [Double]) {
        self.interruptions = interruptions
        self.hoursAtRisk = hoursAtRisk
      }
    }

    public var effects: [Effect]
    /// nil where fewer losses were seen than a map can show.
    public var seen: Seen?
    /// Why there is no effect, or no map at all.
    public var reason: String?

    public init(effects: [Effect], seen: Seen?, reason: String?) {
      self.effects = effects
      self.seen = seen
      self.reason = reason
    }
  }

  /// Spot prices as they were.
  public struct Prices: Hashable, Sendable, Codable {
    /// The prices of one pool.
    public struct History: Hashable, Sendable, Codable {
      public var pool: PoolID
      public var trail: PriceTrail
      public var onDemandPerHour: Double?

      public init(pool: PoolID, trail: PriceTrail, onDemandPerHour: Double?) {
        self.pool = pool
        self.trail = trail
        self.onDemandPerHour = onDemandPerHour
      }
    }

    /// A price that did not move.
    public struct Constant: Hashable, Sendable, Codable {
      public var pool: PoolID
      /// Spot, per instance-hour in USD, since when, and on-demand.
      public var pricePerHour: Double
      public var since: UTCInstant
      public var onDemandPerHour: Double?

      public init(
        pool: PoolID, pricePerHour: Double, since: UTCInstant,
        onDemandPerHour: Double?
      ) {
        self.pool = pool
        self.pricePerHour = pricePerHour
        self.since = since
        self.onDemandPerHour = onDemandPerHour
      }
    }

    /// Days shown.
    public var days: Double
    /// Those that moved: of the plans first, then the widest swings.
    public var moving: [History]
    /// Moving ones that have no chart here.
    public var leftOut: Int
    /// Pools whose price did not move in these days.
    public var constant: [Constant]
    /// Pools of which no spot price is stored.
    public var without: Int
    public var reason: String?

    public init(
      days: Double, moving: [History], leftOut: Int, constant: [Constant],
      without: Int, reason: String?
    ) {
      self.days = days
      self.moving = moving
      self.leftOut = leftOut
      self.constant = constant
      self.without = without
      self.reason = reason
    }
  }
}
