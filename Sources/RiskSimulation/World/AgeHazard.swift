/// The simulator's own step function of age, so that the truth does not hang
/// on the code that is tested against it.
struct AgeHazard: Sendable {
  /// Lower edges of the pieces in hours, ascending from 0.
  var cutsHours: [Double]
  /// Events per hour in each piece; the last piece is open.
  var ratesPerHour: [Double]

  /// The largest rate of any age.
  var highestRate: Double { ratesPerHour.max() ?? 0 }

  /// Events per hour at an age; an edge belongs to the piece above it.
  func hazard(atAge hours: Double) -> Double {
    let index = cutsHours.lastIndex { $0 <= hours } ?? 0
    return ratesPerHour[index]
  }

  /// ∫ of the rate from age 0 through an age, dimensionless.
  func cumulativeHazard(throughHours hours: Double) -> Double {
    var total = 0.0
    for (index, cut) in cutsHours.enumerated() where cut < hours {
      let next =
        index + 1 < cutsHours.count ? cutsHours[index + 1] : Double.infinity
      total += ratesPerHour[index] * (min(next, hours) - cut)
    }
    return total
  }
}
