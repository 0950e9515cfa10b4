import Foundation
import RiskDomain
import RiskModels

/// A hazard by age, sharpened by what one pool itself was seen to do.
///
/// The model's pieces are wide, because they serve every pool and every gap of
/// probes; a decision that is taken every few minutes turns on the first ones.
/// With looks every Δ, d changes seen in x looks of a piece of age and the
/// model's rate h, priors of k events give the shape that the pools of a family
/// and region share, then the pool's level, and then the chance of the piece
///
///     h ← h (k + Σ d) / (k + Σ x (1 − exp(−level h Δ))) over those pools
///     level = (k + Σ d) / (k + Σ x h Δ) over the pieces
///     chance = (k + d) / (k / (1 − exp(−level h Δ)) + x)
///
/// (methods/deadline.md, Hazards from the pools' own spells).
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
  ///
  /// - Parameter alike: counts of the pools whose hazards have the same shape,
  ///   these among them.
  func posterior(
    _ prior: PiecewiseHazard, alike: [WatchedHazard] = []
  ) -> PiecewiseHazard {
    let means = Self.shape(of: prior, alike)
    let level = level(means)
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

  /// The model's mean rate a look by piece, with the shape that pools show.
  private static func shape(
    of prior: PiecewiseHazard, _ pools: [WatchedHazard]
  ) -> [Double] {
    let means = edges.enumerated().map { k, edge in
      let until = end(of: k) ?? 2 * edge
      return prior.cumulativeHazard(
        over: AgeInterval(
          after: Double(edge) * lookHours,
          through: Double(until) * lookHours)) / Double(until - edge)
    }
    var seen = means.map { _ in priorEvents }
    var expected = seen
    for pool in pools {
      let level = pool.level(means)
      for (k, mean) in means.enumerated() {
        seen[k] += pool.events[k]
        expected[k] -= pool.looks[k] * expm1(-level * mean)
      }
    }
    return means.indices.map { means[$0] * seen[$0] / expected[$0] }
  }

  /// This pool's changes for one that rates by look let expect.
  private func level(_ means: [Double]) -> Double {
    let expected = zip(means, looks).reduce(0) { $0 + $1.0 * $1.1 }
    return (Self.priorEvents + events.reduce(0, +))
      / (Self.priorEvents + expected)
  }

  private static func end(of k: Int) -> Int? {
    k + 1 < edges.count ? edges[k + 1] : nil
  }
}
