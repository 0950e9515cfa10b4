public import RiskDomain

/// Scores of forecasts on one clock, every forecaster on the same rows.
public struct ClockScores: Hashable, Sendable, Codable {
  /// A difference to the model with its bootstrap interval.
  ///
  /// Positive where the model is better, whichever way the score runs.
  public struct Difference: Hashable, Sendable, Codable {
    public var mean, low, high: Double
  }

  /// How one forecaster did on the stretches after their origins.
  public struct Whole: Hashable, Sendable, Codable {
    public var name: String
    /// Mean log-likelihood a stretch, nats.
    public var logScore: Double
    /// Losses over those expected, with its exact Poisson interval of 95 %;
    /// nil where none were expected.
    public var observedToExpected: Double?
    public var observedToExpectedLow, observedToExpectedHigh: Double?
    /// P(a larger distance of predicted survival from even bins), and the
    /// largest distance of a tenth from a tenth; nil without stretches.
    public var dCalibrationP, dCalibrationDeviation: Double?
    /// nil for the model itself, and with fewer than two clusters.
    public var modelGain: Difference?
  }

  /// How one forecaster did on losses within a horizon.
  public struct Within: Hashable, Sendable, Codable {
    public var name: String
    /// Mean squared error of the probability.
    public var brier: Double
    /// 1 − Brier over that of climatology; nil where that is 0.
    public var brierSkill: Double?
    /// Area under the curve; nil where nothing or everything was lost.
    public var auc: Double?
    /// Of ten groups of equal size.
    public var calibrationError: Double
    /// Mean of −log of the probability given to what happened, nats.
    public var logLoss: Double
    /// In Brier score; nil for the model itself.
    public var modelGain: Difference?
  }

  /// A tenth of the model's forecasts, in their order.
  public struct Decile: Hashable, Sendable, Codable {
    /// Share of the weight.
    public var share: Double
    public var meanPredicted, meanObserved: Double
  }

  /// Forecasts of one horizon.
  public struct Horizon: Hashable, Sendable, Codable {
    public var hours: Double
    /// Forecasts whose outcome is known, and the share that came to a loss
    /// (weighted for those that went out of sight).
    public var forecasts: Int
    public var baseRate: Double
    public var forecasters: [Within]
    public var deciles: [Decile]
  }

  /// How often a pool's losses in a window lay in the model's 90 % interval.
  public struct Coverage: Hashable, Sendable, Codable {
    /// Pools and windows with hours at risk.
    public var windows: Int
    /// What counts in whole losses make of 90 %: never less.
    public var promised: Double
    public var covered: Double
  }

  public var clock: Spell.Clock
  public var pools, stretches, losses: Int
  /// Up-spells inside the windows that no age is known of: not scored.
  public var unknownAge: Int
  /// Mean losses that fell with a loss of the same pool, itself included.
  public var clusterSize: Double
  /// What the bootstrap draws: "pool" or "pool and day".
  public var resampled: String
  public var forecasters: [Whole]
  public var horizons: [Horizon]
  public var coverage: Coverage?
}
