public import RiskDecision
public import RiskDomain

extension ReportDocument {
  /// The plan of one job, or why there is none.
  public struct Job: Hashable, Sendable, Codable {
    public var name: String
    /// Of the job file, as it was given.
    public var path: String
    /// nil where nothing could be asked; `reason` then says why.
    public var recommendation: Recommendation?
    /// What the chosen spot pool costs for one GPU and hour before any loss;
    /// nil for other vehicles and where the catalog does not know the type.
    public var stickerPerGPUHourUSD: Double?
    public var reason: String?

    public init(
      name: String, path: String, recommendation: Recommendation?,
      stickerPerGPUHourUSD: Double?, reason: String?
    ) {
      self.name = name
      self.path = path
      self.recommendation = recommendation
      self.stickerPerGPUHourUSD = stickerPerGPUHourUSD
      self.reason = reason
    }
  }

  /// What rings, and what could not be looked at.
  public struct Alerts: Hashable, Sendable, Codable {
    /// A rule that rings in one place.
    public struct Alert: Hashable, Sendable, Codable {
      public var rule: String
      /// "interruptionShare", "lossRate", "wave", "drift" or "staleData".
      public var kind: String
      /// Pool key, provider/region, or "data".
      public var place: String
      /// "firing" or "holding".
      public var state: String
      public var since: UTCInstant
      public var value, fireAbove: Double
      /// What was seen and the next step.
      public var reason: String

      public init(
        rule: String, kind: String, place: String, state: String,
        since: UTCInstant, value: Double, fireAbove: Double, reason: String
      ) {
        self.rule = rule
        self.kind = kind
        self.place = place
        self.state = state
        self.since = since
        self.value = value
        self.fireAbove = fireAbove
        self.reason = reason
      }
    }

    /// A rule that nothing could be held against.
    public struct Blind: Hashable, Sendable, Codable {
      public var rule, reason: String

      public init(rule: String, reason: String) {
        self.rule = rule
        self.reason = reason
      }
    }

    /// Names of all rules.
    public var rules: [String]
    public var ringing: [Alert]
    public var notLookedAt: [Blind]
    public var reason: String?

    public init(
      rules: [String], ringing: [Alert], notLookedAt: [Blind], reason: String?
    ) {
      self.rules = rules
      self.ringing = ringing
      self.notLookedAt = notLookedAt
      self.reason = reason
    }
  }
}
