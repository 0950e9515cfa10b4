import Foundation
import RiskDomain

extension PiecewiseHazard {
  /// Expected hours up to an event or `throughHours`, whichever comes first.
  ///
  /// ∫₀ᵗ S = Σ S(cₖ)(1 − e^{−rateₖ·hₖ})/rateₖ over the pieces, hₖ hours each;
  /// a lifetime cap ends it.
  public func restrictedMeanHours(throughHours end: Double) -> Double {
    let end = min(end, capHours ?? .infinity)
    var sum = 0.0
    for (k, cut) in cutsHours.enumerated() where cut < end {
      let until = k + 1 < cutsHours.count ? min(cutsHours[k + 1], end) : end
      let (rate, hours) = (ratesPerHour[k], until - cut)
      let alive = exp(
        -cumulativeHazard(over: AgeInterval(after: 0, through: cut)))
      sum += alive * (rate > 0 ? -expm1(-rate * hours) / rate : hours)
    }
    return sum
  }
}
