public import RiskDomain

import Foundation

/// A hazard that is constant between cuts of age, with an optional known end.
///
/// H(a, b) = Σ rate_k · |(a, b] ∩ piece k|; survival through a lifetime cap is
/// 0, because the cap is a known end and not a hazard.
public struct PiecewiseHazard: Hashable, Sendable, Codable {
  /// Lower edges of the pieces in hours, ascending, the first is 0; k entries.
  public var cutsHours: [Double]
  /// Events per hour in each piece, ≥ 0; k entries, the last piece is open.
  public var ratesPerHour: [Double]
  /// Age in hours at which the instance certainly ends; nil = none.
  public var capHours: Double?

  public init(
    cutsHours: [Double], ratesPerHour: [Double], capHours: Double? = nil
  ) {
    precondition(
      !cutsHours.isEmpty && cutsHours.count == ratesPerHour.count
        && cutsHours[0] == 0,
      "cuts \(cutsHours) and rates \(ratesPerHour) do not belong together")
    self.cutsHours = cutsHours
    self.ratesPerHour = ratesPerHour
    self.capHours = capHours
  }

  /// A constant hazard.
  public init(constantPerHour rate: Double, capHours: Double? = nil) {
    self.init(cutsHours: [0], ratesPerHour: [rate], capHours: capHours)
  }

  /// Events per hour at an age in hours (pieces are open on the left).
  public func hazard(atAge hours: Double) -> Double {
    ratesPerHour[pieceIndex(atAge: hours)]
  }

  /// ∫ h over (after, through], dimensionless; the cap adds nothing.
  public func cumulativeHazard(over age: AgeInterval) -> Double {
    guard age.through > age.after else { return 0 }
    var total = 0.0
    for k in pieceIndex(atAge: age.after)..<cutsHours.count {
      let from = max(cutsHours[k], age.after)
      let until =
        k + 1 < cutsHours.count
        ? min(cutsHours[k + 1], age.through) : age.through
      if until > from { total += ratesPerHour[k] * (until - from) }
      if until >= age.through { break }
    }
    return total
  }

  /// P(no event within `aheadHours` | alive at `ageHours`).
  public func survival(aheadHours: Double, ageHours: Double = 0) -> Double {
    if let capHours, ageHours + aheadHours >= capHours { return 0 }
    return exp(
      -cumulativeHazard(
        over: AgeInterval(after: ageHours, through: ageHours + aheadHours)))
  }

  /// The same shape with every rate multiplied by a factor.
  public func scaled(by factor: Double) -> PiecewiseHazard {
    PiecewiseHazard(
      cutsHours: cutsHours, ratesPerHour: ratesPerHour.map { $0 * factor },
      capHours: capHours)
  }

  /// The piece that holds an age: the last whose lower edge lies below it.
  public func pieceIndex(atAge hours: Double) -> Int {
    var low = 0
    var high = cutsHours.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if cutsHours[middle] <= hours { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

extension PiecewiseHazard: HazardModel {
  public func logHazard(atAge hours: Double, _ x: Void) -> Double {
    log(hazard(atAge: hours))
  }

  public func cumulativeHazard(over age: AgeInterval, _ x: Void) -> Double {
    cumulativeHazard(over: age)
  }
}
