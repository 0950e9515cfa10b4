public import RiskDomain

/// What jobs would have cost under each policy, on the history at hand.
public struct PolicyBacktestReport: Sendable, Codable {
  /// One policy at one deadline.
  public struct Policy: Hashable, Sendable, Codable {
    /// "onDemand", "greedy", "uniformProgress",
    /// "uniformProgressWithoutHysteresis", "riskctl" or "clairvoyant".
    public var name: String
    public var meanUSD: Double
    /// Mean cost over that of on-demand for the bare work.
    public var costShare: Double
    public var missed: Int
    /// Share of the way from greedy to clairvoyant; nil where the two cost
    /// the same.
    public var gapClosed: Double?
  }

  /// One deadline.
  public struct Deadline: Hashable, Sendable, Codable {
    public var hours: Double
    public var jobs, pools: Int
    public var policies: [Policy]
    /// Against on-demand from the start.
    public var savedUSDPerJob: Double
    /// Against the cheapest rule that misses none; nil where every one misses
    /// some.
    public var savedAgainstBestRuleUSDPerJob: Double?
    public var bestRule: String?
  }

  public var schemaVersion = 1
  public var generatedAt, asOf, dataThrough: UTCInstant
  public var modelDigest: String
  public var seed: UInt64
  /// The model saw nothing after it; jobs start from it on.
  public var from: UTCInstant
  public var workHours, restartHours, hoursBetweenStarts: Double
  /// Pools whose prices were not both known, and what was taken instead.
  public var assumedPrices: Int
  public var onDemandOverSpot: Double
  public var deadlines: [Deadline]
}
