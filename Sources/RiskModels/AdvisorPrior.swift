public import RiskDomain

import Foundation

/// What the AWS advisor's monthly shares say of pools that were never watched.
///
/// A share f of a month's instances has −log(1 − f) reclaims an instance, but
/// nobody says how long the instances ran. Where pools were watched that have
/// a grade, hazards are regressed on x = log(−log(1 − f)) among them; where
/// none was, an instance is taken to run all month (methods/advisor.md).
public struct AdvisorPrior: Sendable {
  /// Mean and deviation of the slope that is believed before data: half way
  /// between telling nothing and telling the hazard itself.
  static let priorSlope = (mean: 0.5, deviation: 0.5)
  /// Variance of log hazards that no grade tells.
  static let residualVariance = 0.25
  /// Hours of an average month.
  static let monthHours = 730.5

  /// By region, operating system and type: x of the last grade.
  private let levels: [String: Double]
  private let vagueShape: Double
  /// Mean x of the watched pools, and the slope with its variance; nil where
  /// no graded pool was watched.
  let regression: (meanLevel: Double, slope: Double, variance: Double)?

  /// - Parameters:
  ///   - grades: up to the moment asked for; the last of a key stands.
  ///   - artifact: nil when nothing could be fitted.
  ///   - vagueShape: gamma shape of a hazard that rests on a grade alone.
  public init(
    _ grades: [AdvisorGrade], artifact: HazardArtifact?, vagueShape: Double
  ) {
    var levels: [String: Double] = [:]
    for grade in grades.sorted(by: { $0.capturedAt < $1.capturedAt }) {
      levels[Self.key(grade.region, grade.os, grade.instanceType)] =
        Self.level(grade.reclaimShare)
    }
    self.levels = levels
    self.vagueShape = vagueShape
    regression = levels.isEmpty ? nil : Self.regression(levels, artifact)
  }

  /// The hazard with the advisor's word for it: a watched pool's is its own.
  public func hazard(
    of pool: PoolID, known: PoolHazard?
  ) -> PoolHazard? {
    guard pool.provider == .aws,
      let level = levels[Self.key(pool.region, pool.os, pool.instanceType)]
    else { return known }
    guard var known else {
      return PoolHazard(
        clock: .instance,
        mean: PiecewiseHazard(
          constantPerHour: exp(level) / Self.monthHours),
        multiplierShape: vagueShape, evidence: .prior, interruptions: 0,
        hoursAtRisk: 0, hourOfWeek: nil, recentLosses: nil)
    }
    guard known.clock == .instance, known.evidence == .pooled,
      known.hoursAtRisk == 0, let regression
    else { return known }
    let distance = level - regression.meanLevel
    known.mean = known.mean.scaled(by: exp(regression.slope * distance))
    known.multiplierShape =
      1
      / (1 / known.multiplierShape
        + distance * distance * regression.variance)
    return known
  }

  /// x of a share at the middle of its bucket; of the open one at 30 %.
  static func level(_ share: MonthlyReclaimShare) -> Double {
    let (low, high) = share.percent
    let middle = (low + (high ?? 40)) / 200
    return log(-log1p(-middle))
  }

  private static func regression(
    _ levels: [String: Double], _ artifact: HazardArtifact?
  ) -> (meanLevel: Double, slope: Double, variance: Double)? {
    let stratum = artifact?.strata.first {
      $0.provider == .aws && $0.process == .loss && $0.clock == .instance
    }
    guard let artifact, let stratum else { return nil }
    let day = AgeInterval(after: 0, through: 24)
    let points = stratum.pools.keys.sorted().compactMap { key in
      (try? PoolID(key: key)).flatMap { pool in
        point(pool, levels, artifact, day)
      }
    }
    guard !points.isEmpty else { return nil }
    let weight = points.reduce(0) { $0 + $1.weight }
    let x = points.reduce(0) { $0 + $1.weight * $1.x } / weight
    let y = points.reduce(0) { $0 + $1.weight * $1.y } / weight
    let precision = 1 / (priorSlope.deviation * priorSlope.deviation)
    var (square, product) = (precision, precision * priorSlope.mean)
    for point in points {
      square += point.weight * (point.x - x) * (point.x - x)
      product += point.weight * (point.x - x) * (point.y - y)
    }
    return (x, product / square, 1 / square)
  }

  private static func point(
    _ pool: PoolID, _ levels: [String: Double], _ artifact: HazardArtifact,
    _ day: AgeInterval
  ) -> (x: Double, y: Double, weight: Double)? {
    guard let x = levels[key(pool.region, pool.os, pool.instanceType)],
      let hazard = artifact.hazard(
        for: pool, process: .loss, clock: .instance)
    else { return nil }
    let amount = hazard.mean.cumulativeHazard(over: day)
    guard amount > 0 else { return nil }
    return (
      x, log(amount), 1 / (1 / hazard.multiplierShape + residualVariance)
    )
  }

  private static func key(
    _ region: String, _ os: String, _ type: String
  ) -> String { "\(region)/\(os)/\(type)" }
}
