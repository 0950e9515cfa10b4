public import RiskDomain

import Foundation

/// The product-limit estimate of survival, with delayed entry.
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
  public private(set) var steps: [Step]
  /// Largest age watched, hours; 0 when nothing was.
  public private(set) var watchedThrough: Double

  /// The estimate of stretches of age and whether each ended in an event.
  public init(_ stretches: [(watched: AgeInterval, isEvent: Bool)]) {
    let exits = stretches.sorted { $0.watched.through < $1.watched.through }
    let entries = stretches.map(\.watched.after).sorted()
    watchedThrough = exits.last?.watched.through ?? 0
    steps = []
    var entered = 0
    var gone = 0
    var survival = 1.0
    var greenwood = 0.0
    var cumulative = 0.0
    while gone < exits.count {
      let age = exits[gone].watched.through
      while entered < entries.count, entries[entered] < age { entered += 1 }
      let leaving = exits[gone...].prefix { $0.watched.through == age }
      let events = leaving.count(where: \.isEvent)
      let atRisk = entered - gone
      if events > 0, atRisk > 0 {
        let (d, n) = (Double(events), Double(atRisk))
        survival *= 1 - d / n
        greenwood += d < n ? d / (n * (n - d)) : 0
        cumulative += d / n
        steps.append(
          Step(
            age: age, events: d, atRisk: n, survival: survival,
            standardError: survival * greenwood.squareRoot(),
            cumulativeHazard: cumulative))
      }
      gone += leaving.count
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
