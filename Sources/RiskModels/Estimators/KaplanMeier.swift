public import RiskDomain

/// The product-limit estimate of survival of spells, with delayed entry.
///
/// S(t) = Π over event ages u ≤ t of 1 − d(u)/n(u); n(u) counts the stretches
/// that entered before u and were still watched just before u, so at equal ages
/// events come before censorings (eventsBeforeCensorings) and before entries.
/// Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452.
public struct KaplanMeier: Hashable, Sendable {
  /// One age at which events happened.
  public struct Step: Hashable, Sendable {
    /// Hours.
    public var age: Double
    public var events: Double
    public var atRisk: Double
    /// S just after the step.
    public var survival: Double
    /// Greenwood's standard error of `survival`.
    public var standardError: Double
    /// Nelson and Aalen's Σ d/n up to here.
    public var cumulativeHazard: Double
  }

  /// Ascending in age.
  public let steps: [Step]
  /// Largest age watched, hours; 0 when nothing was.
  public let watchedThrough: Double

  /// The estimate of stretches of age and whether each ended in an event.
  ///
  /// Stretches that are empty or not numbers are left out.
  public init(_ stretches: [(watched: AgeInterval, isEvent: Bool)]) {
    let usable = stretches.filter {
      $0.watched.after < $0.watched.through && $0.watched.through.isFinite
        && $0.watched.after.isFinite && $0.watched.through >= 0
    }
    watchedThrough = usable.reduce(0) { max($0, $1.watched.through) }
    let sample = try? SurvivalSample(
      time: usable.map(\.watched.through), isEvent: usable.map(\.isEvent),
      entry: usable.map(\.watched.after))
    guard let curve = sample?.curves().first else {
      steps = []
      return
    }
    steps = curve.time.indices.filter { curve.events[$0] > 0 }.map { k in
      let s = curve.survival[k]
      return Step(
        age: curve.time[k], events: curve.events[k], atRisk: curve.atRisk[k],
        survival: s,
        standardError: s > 0 ? s * curve.logStandardError[k] : 0,
        cumulativeHazard: curve.cumulativeHazard[k])
    }
  }

  /// The estimate of spells of one process; those of unknown age are left out.
  public init(spells: [Spell]) {
    self.init(
      spells.compactMap { spell in
        spell.watched.map { ($0, spell.exit == .interrupted) }
      })
  }

  /// S(age); 1 before the first event.
  public func survival(throughHours age: Double) -> Double {
    steps.last { $0.age <= age }?.survival ?? 1
  }

  /// The quantile of the time to the event, nil when S stays above 1 − p.
  public func quantileHours(_ p: Double) -> Double? {
    steps.first { $0.survival <= 1 - p }?.age
  }
}
