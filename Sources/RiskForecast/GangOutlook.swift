import RiskDomain

import RiskModels

/// How many of a gang of one pool and age are lost, nobody being replaced.
public struct GangOutlook: Hashable, Sendable, Codable {
  /// Instances, > 1.
  public var size: Int
  /// Expected number lost within each horizon.
  public var meanLost: [Double]
  /// Number that is not exceeded with a probability of ½ and 0.9, and P(all
  /// are lost); nil for gangs beyond `LossCounts.mostMembers`.
  public var lostP50, lostP90: [Int]?
  public var allLost: [Double]?
  /// Share of a member's hazard that comes from shocks which others share, and
  /// its band.
  public var sharedShare, sharedShareLow, sharedShareHigh: Double
  /// The pool's own loss events among two or more of one age.
  public var eventsSeen: Int
}

/// The gang's outlook; nil where no hazard of single instances is known.
func gang(
  _ outlook: PoolOutlook, size: Int, ageHours: Double, aheadHours: [Double],
  level: Double
) -> GangOutlook? {
  guard let single = outlook.loss, let any = outlook.anyLoss(gangSize: size),
    outlook.clock == .instance
  else { return nil }
  let belief = outlook.belief
  let curve = SurvivalCurve(
    hazard: single, ageHours: ageHours, asOf: outlook.asOf,
    hourOfWeek: outlook.hourOfWeekMultiplier, surge: outlook.surge,
    level: level)
  var result = GangOutlook(
    size: size,
    meanLost: aheadHours.map {
      Double(size) * (1 - curve.point(aheadHours: $0).mean)
    }, sharedShare: belief.shock.share,
    sharedShareLow: belief.shareQuantile((1 - level) / 2),
    sharedShareHigh: belief.shareQuantile((1 + level) / 2),
    eventsSeen: belief.evidence)
  guard size <= LossCounts.mostMembers else { return result }
  let counts = LossCounts(size: size, shock: belief.shock)
  let distributions = aheadHours.map { ahead in
    curve.isBeyondCap(aheadHours: ahead)
      ? (0...size).map { $0 == size ? 1.0 : 0 }
      : counts.distribution(
        cumulativeHazard: curve.cumulativeHazard(aheadHours: ahead),
        multiplierShape: any.multiplierShape)
  }
  result.lostP50 = distributions.map { quantile(0.5, of: $0) }
  result.lostP90 = distributions.map { quantile(0.9, of: $0) }
  result.allLost = distributions.map { $0[size] }
  return result
}

/// The smallest count that is not exceeded with at least this probability.
private func quantile(_ p: Double, of distribution: [Double]) -> Int {
  var sum = 0.0
  for (count, probability) in distribution.enumerated() {
    sum += probability
    if sum >= p - 1e-12 { return count }
  }
  return distribution.count - 1
}
