import Foundation
public import RiskDomain
import RiskModels

/// A hazard by age, sharpened by what one pool itself was seen to do.
///
/// The model's pieces are wide, because they serve every pool and every gap of
/// probes; a decision that is taken every few minutes turns on the first ones.
/// With looks every Δ, d changes seen in x looks of a piece of age and the
/// model's chance of a change between looks p = 1 − exp(−h Δ), priors of k
/// events give first the pool's level and then the chance of the piece
///
///     level = (k + Σd) / (k + Σ x h Δ)
///     chance = (k + d) / (k / (1 − exp(−level h Δ)) + x)
///
/// (methods/deadline.md, Hazards from the pool's own spells).
struct WatchedHazard: Sendable {
  /// Events that the model counts for in each piece; 0.5 to 4 do equally well on
  /// availability traces.
  static let priorEvents = 1.0
  /// Hours between two looks at the pool.
  static let lookHours = 0.1
  /// Looks since a change of state was seen at which the pieces begin.
  static let edges = [0, 1, 2, 3, 4, 5, 7, 10, 16, 28, 50, 100]

  private var events = [Double](repeating: 0, count: edges.count)
  private var looks = [Double](repeating: 0, count: edges.count)

  /// Counts the spells of one process up to a moment; the part of a spell after
  /// it, and spells of unknown age, are left out.
  ///
  /// The first look at a spell comes up to Δ after its start, at any time alike:
  /// a spell of length L is still there at the j-th look after that with
  /// probability min(max(L/Δ − j, 0), 1), and its end is seen after it with the
  /// difference to the next.
  init(
    _ spells: [Spell], _ process: Spell.Process, until instant: UTCInstant
  ) {
    for spell in spells
    where spell.process == process && spell.watchedFrom < instant {
      guard let watched = spell.watched else { continue }
      let isCut = spell.watchedUntil > instant
      let through =
        isCut
        ? watched.after + instant.hours(since: spell.watchedFrom)
        : watched.through
      let (first, last) = (
        watched.after / Self.lookHours, through / Self.lookHours
      )
      for (k, edge) in Self.edges.enumerated() {
        let from = max(Double(edge), first)
        let until = Self.end(of: k).map(Double.init) ?? .infinity
        looks[k] += max(min(last, until) - from, 0)
        guard !isCut, spell.exit == .interrupted else { continue }
        func isThere(_ look: Double) -> Double { min(max(last - look, 0), 1) }
        events[k] += isThere(Double(edge)) - isThere(until)
      }
    }
  }

  /// The model's hazard with these counts.
  func posterior(_ prior: PiecewiseHazard) -> PiecewiseHazard {
    let means = Self.edges.enumerated().map { k, edge in
      let until = Self.end(of: k) ?? 2 * edge
      return prior.cumulativeHazard(
        over: AgeInterval(
          after: Double(edge) * Self.lookHours,
          through: Double(until) * Self.lookHours)) / Double(until - edge)
    }
    let expected = zip(means, looks).reduce(0) { $0 + $1.0 * $1.1 }
    let level =
      (Self.priorEvents + events.reduce(0, +)) / (Self.priorEvents + expected)
    let rates = means.enumerated().map { k, mean in
      let chance =
        mean > 0
        ? (Self.priorEvents + events[k])
          / (Self.priorEvents / -expm1(-level * mean) + looks[k])
        : looks[k] > 0 ? events[k] / looks[k] : 0
      // A pool that changed at every look is not certain to.
      return -log1p(-min(chance, 0.999)) / Self.lookHours
    }
    return PiecewiseHazard(
      cutsHours: Self.edges.map { Double($0) * Self.lookHours },
      ratesPerHour: rates, capHours: prior.capHours)
  }

  private static func end(of k: Int) -> Int? {
    k + 1 < edges.count ? edges[k + 1] : nil
  }
}

extension PoolForecaster {
  /// The outlook for a decision that will be asked for again and again, with
  /// the pool's state told each time.
  ///
  /// It takes the model's hazards by age, not those from now on, and for a
  /// probed pool sharpens them by its own spells up to `instant`.
  public func standingOutlook(asOf instant: UTCInstant) -> PoolOutlook {
    var outlook = outlook(asOf: instant, isStateUsed: false)
    guard outlook.clock == .probe else { return outlook }
    for (path, process) in [
      (\PoolOutlook.loss, Spell.Process.loss),
      (\PoolOutlook.acquisition, .acquisition),
    ] {
      guard let hazard = outlook[keyPath: path] else { continue }
      outlook[keyPath: path]?.mean = WatchedHazard(
        tracker.spells, process, until: instant
      ).posterior(hazard.mean)
    }
    return outlook
  }
}
