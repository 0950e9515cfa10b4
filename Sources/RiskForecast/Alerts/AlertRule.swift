/// A condition on pools, regions or the data that people want to hear of.
///
/// It fires above `fireAbove` and stays until the value falls below `clearBelow`, so
/// that a value near the threshold does not ring twice.
public struct AlertRule: Hashable, Sendable, Codable {
  /// What is measured; each has one file or member that computes it.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Interruptions in the window over instances that ran at its start, by
    /// pool.
    case interruptionShare
    /// Interruptions per running hour in the window, by pool.
    case lossRate
    /// P(surge) of a region.
    case wave
    /// A place that the newest backtest found to depart from its forecasts.
    case drift
    /// Hours since the newest fact.
    case staleData
    /// Billed money in the window over the budget of a window of that length.
    case budgetBurn
    /// Spot instances that run at once.
    case spotNodeCap
    /// Effective spot price over that of an offering captured in the window, by
    /// zone and type.
    case offeringBeatsSpot
    /// Hours since the moment of the last nightly forecast.
    case staleForecast

    /// Whether it looks back over `windowHours`.
    public var hasWindow: Bool {
      switch self {
      case .interruptionShare, .lossRate, .budgetBurn, .offeringBeatsSpot: true
      case .wave, .drift, .staleData, .spotNodeCap, .staleForecast: false
      }
    }

    /// Whether it can be kept to some pools.
    public var takesPools: Bool {
      self == .spotNodeCap || self == .offeringBeatsSpot
    }
  }

  public var name: String
  public var kind: Kind
  /// Value above which it fires, and below which it is over.
  public var fireAbove, clearBelow: Double
  /// Length of the window, hours; 0 for kinds without one.
  public var windowHours: Double
  /// Instances (`interruptionShare`) or running hours (`lossRate`) below which
  /// nothing is said.
  public var minimum: Double
  /// Of a window (`budgetBurn`); nil for the other kinds.
  public var budgetUSD: Double?
  /// Glob over the pools that count; nil is all of them.
  public var pools: String?

  public init(
    name: String, kind: Kind, fireAbove: Double, clearBelow: Double,
    windowHours: Double = 0, minimum: Double = 0, budgetUSD: Double? = nil,
    pools: String? = nil
  ) {
    self.budgetUSD = budgetUSD
    self.pools = pools
    self.name = name
    self.kind = kind
    self.fireAbove = fireAbove
    self.clearBelow = clearBelow
    self.windowHours = windowHours
    self.minimum = minimum
  }
}
