import Foundation
import RiskDomain
import RiskNumerics

/// The hazard of one pool at all the moments ahead that a forecast looks at.
///
/// What does not hang on the pool — how much of a memory is left after so many
/// hours, by how much the clock has turned — is worked out once for all pools;
/// exponentials and logarithms are taken for all moments together
/// (methods/memory-hazard.md (11)).
struct MemoryPath {
  /// Gauss and Legendre's two points of each piece, ascending; n = 2 pieces.
  static let nodes = Nodes()

  /// Mean hazard of each piece between `MemoryHazard.aheadEdgesHours`.
  let ratesPerHour: [Double]

  init(
    _ model: MemoryHazard, effect: PooledPoisson.PoolEffect, region: Int?,
    memory: PoolMemory, siblings: SiblingMemory, asOf instant: UTCInstant
  ) {
    let nodes = Self.nodes
    let n = nodes.hours.count
    let design = model.design
    let beta = model.conditional.coefficients
    // What stands still: intercept, level, previous spells, siblings' states.
    var x = Array(repeating: 0.0, count: design.columnCount)
    design.fillOwn(&x, memory)
    design.fillSiblings(&x, siblings)
    var standing = beta[0] + effect.level
    for j in [8, 9, 10, 11, 14, 15] { standing += beta[j] * x[j] }
    var etas = Array(repeating: standing, count: n)
    var logs = Array(repeating: 0.0, count: n)
    // Age.
    for i in 0..<n {
      logs[i] =
        (memory.ageHours + nodes.hours[i] + MemoryDesign.ageOffsetHours)
        / (1 + MemoryDesign.ageOffsetHours)
    }
    VectorMath.log(&logs, count: n)
    let slope = beta[1] + effect.slope
    for i in 0..<n { etas[i] += slope * logs[i] }
    // Own losses and hours.
    for (k, place) in MemoryDesign.places.enumerated() {
      let (lost, up, watched) = (
        memory.losses(place), memory.upHours(place), memory.watchedHours(place)
      )
      let (kept, gained) = (nodes.kept[place], nodes.gained[place])
      for i in 0..<n {
        let hours = up * kept[i] + gained[i]
        logs[i] =
          (lost * kept[i] + MemoryDesign.priorLosses)
          / (design.lossesPerUpHour * hours + MemoryDesign.priorLosses)
      }
      VectorMath.log(&logs, count: n)
      let prior = MemoryDesign.priorHours(place)
      let priorUp = prior * design.upShare
      for i in 0..<n {
        let hours = up * kept[i] + gained[i]
        let all = watched * kept[i] + gained[i]
        etas[i] += beta[2 + k] * design.scaled(2 + k, logs[i])
        etas[i] +=
          beta[5 + k]
          * design.scaled(
            5 + k, (hours + priorUp) / (all + prior) - design.upShare)
      }
    }
    // Siblings' losses, as far as there were any.
    let sums = [
      (12, 0, siblings.zone.losses10Minutes),
      (13, 1, siblings.zone.losses1Hour),
      (16, 0, siblings.otherZones.losses10Minutes),
      (17, 1, siblings.otherZones.losses1Hour),
    ]
    for (j, place, sum) in sums {
      guard sum > 0 else {
        let none = beta[j] * design.scaled(j, 0)
        for i in 0..<n { etas[i] += none }
        continue
      }
      for i in 0..<n { logs[i] = 1 + sum * nodes.kept[place][i] }
      VectorMath.log(&logs, count: n)
      for i in 0..<n { etas[i] += beta[j] * design.scaled(j, logs[i]) }
    }
    if let region {
      let j =
        MemoryDesign.firstClockColumn + design.clockColumnsPerRegion * region
      design.fillClock(&x, instant, region: region)
      let (s, c, s2, c2) = (x[j], x[j + 1], x[j + 2], x[j + 3])
      // sin(t + u) = sin t cos u + cos t sin u, and so on.
      let day = (beta[j] * s + beta[j + 1] * c, beta[j] * c - beta[j + 1] * s)
      let half = (
        beta[j + 2] * s2 + beta[j + 3] * c2,
        beta[j + 2] * c2 - beta[j + 3] * s2
      )
      for i in 0..<n {
        etas[i] += day.0 * nodes.cosines[i] + day.1 * nodes.sines[i]
        etas[i] += half.0 * nodes.cosines2[i] + half.1 * nodes.sines2[i]
      }
      if design.hasWeek {
        let (s, c) = (x[j + 4], x[j + 5])
        let week = (
          beta[j + 4] * s + beta[j + 5] * c, beta[j + 4] * c - beta[j + 5] * s
        )
        for i in 0..<n {
          etas[i] += week.0 * nodes.weekCosines[i] + week.1 * nodes.weekSines[i]
        }
      }
    }
    VectorMath.exp(&etas, count: n)
    ratesPerHour = (0..<(n / 2)).map { k in
      (min(etas[2 * k], MemoryPoint.highestRate)
        + min(etas[2 * k + 1], MemoryPoint.highestRate)) / 2
    }
  }

  /// What is the same for every pool.
  struct Nodes: Sendable {
    let hours: [Double]
    /// By half-life and node: share of a sum that is left, and hours gained
    /// while up.
    let kept, gained: [[Double]]
    /// Of the turn of a day, of half a day, and of a week.
    let sines, cosines, sines2, cosines2, weekSines, weekCosines: [Double]

    init() {
      let edges = MemoryHazard.aheadEdgesHours
      hours = zip(edges, edges.dropFirst()).flatMap { from, through in
        let middle = (from + through) / 2
        let reach = (through - from) / 2 / 3.0.squareRoot()
        return [middle - reach, middle + reach]
      }
      let nodes = hours
      let shares = PoolMemory.halfLivesHours.map { halfLife in
        nodes.map { exp2(-$0 / halfLife) }
      }
      kept = shares
      gained = zip(PoolMemory.halfLivesHours, shares).map { halfLife, kept in
        kept.map { (1 - $0) * halfLife / log(2) }
      }
      let turns = nodes.map { 2 * Double.pi * $0 / 24 }
      (sines, cosines) = (turns.map { sin($0) }, turns.map { cos($0) })
      (sines2, cosines2) = (
        turns.map { sin(2 * $0) }, turns.map { cos(2 * $0) }
      )
      let weeks = nodes.map { 2 * Double.pi * $0 / MemoryDesign.weekHours }
      (weekSines, weekCosines) = (
        weeks.map { sin($0) }, weeks.map { cos($0) }
      )
    }
  }
}
