public import RiskDomain
public import RiskModels

/// One origin: what was known there, who forecasts from it, and what followed.
public struct BacktestFold: Sendable {
  public var origin, until: UTCInstant
  /// Spells of facts up to the origin.
  public var known: [Spell]
  /// Spells of all facts.
  public var whole: [Spell]
  /// One a pool, fitted at the origin, following the pools' states beyond it.
  public var model: [PoolForecaster]
  /// Fitted at the origin with `ModelSpec.agePool`; nil when it did not settle.
  public var agePool: HazardArtifact?

  public init(
    origin: UTCInstant, until: UTCInstant, known: [Spell], whole: [Spell],
    model: [PoolForecaster], agePool: HazardArtifact?
  ) {
    self.origin = origin
    self.until = until
    self.known = known
    self.whole = whole
    self.model = model
    self.agePool = agePool
  }

  /// Everybody who forecasts on a clock, the model first; nil when nothing was
  /// at risk on it before the origin.
  func forecasters(
    clock: Spell.Clock
  ) -> [(name: String, forecaster: any LossForecaster)]? {
    let before = known.compactMap {
      $0.clock == clock
        ? ScoredStretch($0, from: $0.watchedFrom, until: origin) : nil
    }
    var result: [(name: String, forecaster: any LossForecaster)] = [
      (ModelForecaster.name, ModelForecaster(model, clock: clock))
    ]
    if let agePool {
      result.append(
        (
          AgePoolForecaster.name,
          AgePoolForecaster(agePool, pools: model.map(\.pool), clock: clock)
        ))
    }
    for kind in BaselineForecaster.Kind.allCases {
      guard let baseline = BaselineForecaster(kind, before) else { return nil }
      result.append((kind.rawValue, baseline))
    }
    return result
  }

  /// Up-spells of a clock that reach into the window.
  func followed(clock: Spell.Clock) -> [Spell] {
    whole.filter {
      $0.clock == clock && $0.process == .loss && $0.watchedFrom < until
        && $0.watchedUntil >= origin
    }
  }
}
