import RiskDomain
import RiskModels

import Foundation

/// A probed pool's memory of recent losses, ready at every spell's end.
struct RecentLossTrack: Sendable {
  private let recent: RecentLosses
  private let hazard: PiecewiseHazard
  /// The memory at the start of each of the tracker's spells.
  private let memories: [RecentLosses.Memory]

  init(
    _ recent: RecentLosses, hazard: PiecewiseHazard, tracker: PoolStateTracker
  ) {
    self.recent = recent
    self.hazard = hazard
    var memory = RecentLosses.Memory()
    var memories: [RecentLosses.Memory] = []
    var now: UTCInstant?
    for spell in tracker.spells {
      if let now {
        memory = recent.faded(
          memory, byHours: max(spell.watchedFrom.hours(since: now), 0))
      }
      memories.append(memory)
      now = spell.watchedUntil
      if spell.process == .loss, let watched = spell.watched {
        memory = recent.watched(
          memory, age: watched, hazard: hazard,
          isLost: spell.exit == .interrupted)
      } else {
        memory = recent.faded(
          memory, byHours: spell.watchedUntil.hours(since: spell.watchedFrom))
      }
    }
    self.memories = memories
  }

  /// The hazard from an age on, moved by what the pool's last hours showed,
  /// and the variance that this adds to its multiplier.
  ///
  /// The multiplier decays to 1; over each piece of age it is the exact mean.
  func moved(
    spellIndex: Int, ageHours: Double
  ) -> (hazard: PiecewiseHazard, variance: Double) {
    let memory = recent.watched(
      memories[spellIndex], age: AgeInterval(after: 0, through: ageHours),
      hazard: hazard, isLost: false)
    let excess = recent.multiplier(memory) - 1
    let halfLife = recent.halfLifeHours
    let edges = [0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6].map {
      ageHours + $0 * halfLife
    }
    let cuts = Set(hazard.cutsHours + edges).sorted()
    let scale = halfLife / log(2.0)
    let rates = cuts.indices.map { k in
      let rate = hazard.hazard(atAge: cuts[k])
      guard cuts[k] >= ageHours, let end = cuts.dropFirst(k + 1).first,
        cuts[k] < edges[edges.count - 1]
      else { return rate }
      let mean =
        scale
        * (recent.fading(afterHours: cuts[k] - ageHours)
          - recent.fading(afterHours: end - ageHours)) / (end - cuts[k])
      return rate * (1 + excess * mean)
    }
    // Over the first half-life the effect is 1/(2 ln 2) of itself on average.
    let share = 1 / (2 * log(2.0))
    let shape = recent.priorEvents + memory.events
    return (
      PiecewiseHazard(
        cutsHours: cuts, ratesPerHour: rates, capHours: hazard.capHours),
      share * share / shape
    )
  }
}
