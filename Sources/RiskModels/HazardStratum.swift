public import RiskDomain

/// The fitted hazard of one process, clock and provider.
///
/// hazard(pool, age, hour) = base(age) × Π level multipliers × family × hour.
public struct HazardStratum: Hashable, Sendable, Codable {
  /// A node of the tree: the product of multipliers from the top to here.
  public struct Node: Hashable, Sendable, Codable {
    /// Posterior mean of the product, dimensionless.
    public var multiplier: Double
    /// Variance over squared mean, parents and age pieces included.
    public var relativeVariance: Double
    /// Share of the prior in the node's own multiplier, 0...1.
    public var inheritance: Double
    /// The part of `relativeVariance` that the calendar leaves open; nil = none.
    public var calendarVariance: Double?
  }

  /// One level and how much its siblings differ.
  public struct LevelFit: Hashable, Sendable, Codable {
    /// One of "region", "zone", "pool", "pool-age", "family".
    public var name: String
    /// Gamma shape of the largest marginal likelihood; large = alike.
    public var shape: Double
    /// Relative variance of a sibling without data.
    public var priorVariance: Double
    /// By region, zone, pool key, pool key + "#" + age group, or family.
    public var nodes: [String: Node]
  }

  /// What one pool itself showed.
  public struct PoolEvidence: Hashable, Sendable, Codable {
    /// Events, those at unknown ages included.
    public var interruptions: Int
    /// Exact milliseconds at risk, those at unknown ages included.
    public var millisecondsAtRisk: Int64
  }

  /// What the calendar told (methods/time-varying-hazard.md).
  public struct Calendar: Hashable, Sendable, Codable {
    /// Share of a member's hazard that takes all that run at once, 0...1.
    public var sharedShare: Double
    /// nil in models that were fitted before it was told.
    public var sharedShareVariance: Double?
    /// Groups of losses that count as one, ≥ 1.
    public var dispersion: Double
    /// Mean variance of a log hazard's change in thirty days, and twice the gain
    /// over none: of all pools together, and of single ones, whose variance all
    /// providers tell together.
    public var trendVariancePerMonth, trendLikelihoodRatio: Double
    public var driftVariancePerMonth, driftLikelihoodRatio: Double
  }

  public var process: Spell.Process
  public var clock: Spell.Clock
  public var provider: PoolID.Provider
  /// Lower edges of the age pieces, hours.
  public var cutsHours: [Double]
  /// Events per hour in each piece for a pool with multiplier 1.
  public var baseRatesPerHour: [Double]
  /// Events behind each piece.
  public var baseEvents: [Int]
  /// Lower edges of the age groups of level "pool-age", hours.
  public var groupCutsHours: [Double]
  /// So many events count as one, ≥ 1: of losses, the mean cluster size seen
  /// from one; of groups of losses, what `calendar` says.
  public var dispersion: Double
  /// Relative variance of the base level.
  public var baseRelativeVariance: Double
  /// From wide to narrow; "family" last where it was fitted.
  public var levels: [LevelFit]
  public var pools: [String: PoolEvidence]
  /// What has no age and is not in the fit; nil when everything is.
  public var unknownAge: PoolEvidence?
  /// 168 multipliers with exposure-weighted mean 1; nil when none is
  /// detectable.
  public var hourOfWeek: [Double]?
  /// The same for regions whose own losses tell a rhythm; nil without one.
  public var hourOfWeekByRegion: [String: [Double]]?
  /// Twice the gain in log-likelihood of the hour effect; nil when not tried.
  public var hourOfWeekLikelihoodRatio: Double?
  /// How recent losses move the hazard; nil when they tell nothing.
  public var recentLosses: RecentLosses?
  /// nil where losses were not looked at by the calendar.
  public var calendar: Calendar?
  public var interruptions: Int
  public var millisecondsAtRisk: Int64
  /// Poisson log-likelihood Σ d log μ − μ at the posterior means, nats.
  public var logLikelihood: Double
  public var iterations: Int
  /// Largest change of a log parameter in the last iteration.
  public var lastChange: Double

  /// A level by name.
  func level(_ name: String) -> LevelFit? { levels.first { $0.name == name } }
}
