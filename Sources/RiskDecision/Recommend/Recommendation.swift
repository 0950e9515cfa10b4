public import RiskDomain

/// The advice for one job: what to do, what it costs, and why not otherwise.
///
/// Encodes as the published JSON. Probabilities have four decimals, money
/// two; what is unknown is null.
public struct Recommendation: Hashable, Sendable, Codable {
  /// What is advised.
  public enum Verdict: String, Sendable, Codable {
    case spot, infeasible, reserved
    /// A plan keeps the deadline, and each costs more than the budget.
    case overBudget = "over-budget"
    /// Pools would take the job, and nothing is known of what they cost.
    case notEnoughData = "not-enough-data"
    /// Spot until a Capacity Block begins, the rest inside it.
    case spotUntilBlock = "spot-until-block"
    case savingsPlan = "savings-plan"
    case fixedPrice = "fixed"
    case spotWithFallback = "spot-with-fallback"
    case onDemand = "on-demand"
    case capacityBlock = "capacity-block"
  }

  /// A start and what it would come to.
  public struct StartPoint: Hashable, Sendable, Codable {
    enum CodingKeys: String, CodingKey {
      case start, startLocal, meanUSD, meetDeadline, cheaperThanFirst
    }

    public var start: UTCInstant
    /// In the user's zone, with its offset.
    public var startLocal: String?
    public var meanUSD: Double
    public var meetDeadline: Double
    /// Posterior probability that it costs less on average than the first
    /// start.
    public var cheaperThanFirst: Double
  }

  /// What would become of the advice if an input were different.
  public struct Sensitivity: Hashable, Sendable, Codable {
    enum CodingKeys: String, CodingKey {
      case change, choiceChanges, meanUSD
    }

    public var change: String
    /// True when another vehicle or pool would be chosen.
    public var choiceChanges: Bool
    /// Mean cost of what would then be chosen; nil when nothing would do.
    public var meanUSD: Double?
  }

  /// A pool that cannot take the job.
  public struct RejectedPool: Hashable, Sendable, Codable {
    public var pool: PoolID
    public var reason: String
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion, generatedAt, asOf, dataThrough, validUntil,
      modelDigest, seed, job, verdict, headline, chosen, alternatives,
      runnerUp, startCurve, sensitivity, measure, rejectedPools, warnings,
      explanation
  }

  public var schemaVersion = 1
  public var generatedAt: UTCInstant
  public var asOf: UTCInstant
  public var dataThrough: UTCInstant?
  /// After this the state of the pools says nothing any more.
  public var validUntil: UTCInstant
  public var modelDigest: String
  public var seed: UInt64
  public var job: String
  public var verdict: Verdict
  /// One sentence.
  public var headline: String
  /// nil when the verdict is infeasible, over budget or not enough data.
  public var chosen: Plan?
  public var alternatives: [Plan]
  /// nil when no second plan keeps the limits.
  public var runnerUp: RunnerUp?
  public var startCurve: [StartPoint]
  public var sensitivity: [Sensitivity]
  /// Small measurements, the most worthwhile first; nil unless asked for.
  public var measure: [MeasureStep]?
  public var rejectedPools: [RejectedPool]
  public var warnings: [String]
  public var explanation: [String]
}
