import Foundation
import RiskDomain

/// One pool at one moment, ready to be looked at ahead.
struct MemoryPoint {
  /// Losses per hour; a thousand are beyond what any probe could show.
  static let highestRate = 1000.0

  private let model: MemoryHazard
  private let memory: PoolMemory
  private let siblings: SiblingMemory
  private let instant: UTCInstant
  let region: Int?
  let effect: PooledPoisson.PoolEffect
  /// The columns, written anew for each look.
  private var x: [Double]

  init(
    _ model: MemoryHazard, pool: PoolID, memory: PoolMemory,
    siblings: SiblingMemory, asOf instant: UTCInstant
  ) {
    self.model = model
    self.memory = memory
    self.siblings = siblings
    self.instant = instant
    region = model.design.regions.firstIndex(of: pool.region)
    effect = model.effect(model.conditional, of: pool)
    x = Array(repeating: 0, count: model.design.columnCount)
  }

  /// Losses per hour after so many more hours up.
  mutating func hazard(aheadHours: Double) -> Double {
    let slope = look(aheadHours: aheadHours)
    return min(
      exp(model.conditional.logRate(x, slope: slope, effect)), Self.highestRate)
  }

  /// Posterior variance of the log hazard there.
  mutating func variance(aheadHours: Double) -> Double {
    let slope = look(aheadHours: aheadHours)
    return model.conditional.variance(x, slope: slope, effect)
  }

  /// ∫ h over hours ahead, by Gauss and Legendre's two points.
  mutating func cumulativeHazard(from: Double, through: Double) -> Double {
    let middle = (from + through) / 2
    let reach = (through - from) / 2 / 3.0.squareRoot()
    return (through - from) / 2
      * (hazard(aheadHours: middle - reach)
        + hazard(aheadHours: middle + reach))
  }

  /// Mean of a function over a stretch, by the same two points.
  static func meanOfTwo(
    from: Double, through: Double, _ f: (Double) -> Double
  ) -> Double {
    let middle = (from + through) / 2
    let reach = (through - from) / 2 / 3.0.squareRoot()
    return (f(middle - reach) + f(middle + reach)) / 2
  }

  /// Writes the columns and returns the log age.
  private mutating func look(aheadHours: Double) -> Double {
    let later = memory.ahead(hours: aheadHours)
    model.design.fillOwn(&x, later)
    model.design.fillSiblings(&x, siblings.faded(byHours: aheadHours))
    model.design.fillClock(
      &x, instant.adding(hours: aheadHours), region: region)
    return MemoryDesign.logAge(later.ageHours)
  }
}

extension SiblingMemory {
  /// The same siblings later: states stay, losses fade.
  func faded(byHours hours: Double) -> SiblingMemory {
    var later = self
    for path in [\SiblingMemory.zone, \SiblingMemory.otherZones] {
      later[keyPath: path].losses10Minutes *=
        exp2(-hours / PoolMemory.halfLivesHours[0])
      later[keyPath: path].losses1Hour *=
        exp2(-hours / PoolMemory.halfLivesHours[1])
    }
    return later
  }
}
