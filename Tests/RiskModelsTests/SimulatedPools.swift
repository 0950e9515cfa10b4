import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics
import RiskTestSupport

/// A world of pools whose hazards are known: 3 regions, 6 zones, 4 families,
/// 24 pools, 3 to 6,000 hours watched each.
struct SimulatedPools {
  /// How multipliers are drawn.
  enum Shape: CaseIterable { case logNormal, gamma }

  static let base = [0.3, 0.12, 0.06, 0.03]
  static let cuts = [0.0, 1, 4, 12]
  var pools: [PoolID] = []
  /// True multiplier of each pool.
  var multipliers: [Double] = []
  var exposures: [Exposure] = []
  var clusters: [LossCluster] = []

  /// - Parameters:
  ///   - spread: standard deviation of region, zone and pool multipliers.
  ///   - largestGang: 1 for single losses; else each event takes 1 to so many.
  init(
    seed: UInt64, shape: Shape, spread: [Double], largestGang: Int = 1,
    hourEffect: Double = 1
  ) {
    var rng = SplitMix64(seed: seed)
    func draw(_ deviation: Double) -> Double {
      let variance = deviation * deviation
      switch shape {
      case .logNormal:
        return exp(
          normalSample(using: &rng) * deviation - variance / 2)
      case .gamma:
        return gammaSample(
          shape: 1 / variance, rate: 1 / variance, using: &rng)
      }
    }
    let regions = (0..<3).map { _ in draw(spread[0]) }
    let zones = (0..<6).map { _ in draw(spread[1]) }
    for i in 0..<24 {
      let zone = i % 6
      let pool = PoolID(
        provider: .aws,
        zone: "r-\(zone / 2)-\(zone / 2)" + (zone % 2 == 0 ? "a" : "b"),
        instanceType: "f\(i / 6).large")
      pools.append(pool)
      multipliers.append(regions[zone / 2] * zones[zone] * draw(spread[2]))
      let hours = exp(log(3) + rng.uniform() * log(2000))
      for (k, share) in [0.1, 0.2, 0.3, 0.4].enumerated() {
        watch(
          pool, piece: k, hours: hours * share, multiplier: multipliers[i],
          largestGang: largestGang, hourEffect: hourEffect, &rng)
      }
    }
  }

  private mutating func watch(
    _ pool: PoolID, piece k: Int, hours: Double, multiplier: Double,
    largestGang: Int, hourEffect: Double, _ rng: inout SplitMix64
  ) {
    let meanSize = Double(largestGang + 1) / 2
    // With an hour effect, Monday's first block and Tuesday's second stand for
    // quiet and busy hours.
    let parts: [(hour: Int?, factor: Double)] =
      hourEffect == 1 ? [(nil, 1)] : [(0, 1), (27, hourEffect)]
    for part in parts {
      let watched = hours / Double(parts.count)
      let mean = watched * Self.base[k] * multiplier * part.factor
      let count = poissonSample(mean: mean / meanSize, using: &rng)
      var events = 0
      for _ in 0..<count {
        let size = 1 + Int(rng.uniform() * Double(largestGang))
        events += size
        clusters.append(
          LossCluster(
            pool: pool, clock: .instance, at: hour(0), atRisk: largestGang,
            lost: size))
      }
      exposures.append(
        Exposure(
          pool: pool, process: .loss, clock: .instance,
          age: AgeInterval(
            after: Self.cuts[k],
            through: k < 3 ? Self.cuts[k + 1] : Exposure.openEndHours),
          hourOfWeekUTC: part.hour,
          millisecondsAtRisk: milliseconds(hours: watched),
          interruptions: events))
    }
  }

  /// The default spec with this world's age pieces.
  static func spec() throws -> ModelSpec {
    var spec = try defaultSpec()
    spec.ageCutsHours.instance.loss = cuts
    spec.ageGroupCutsHours.instance.loss = [0, 4]
    return spec
  }

  func fit() throws -> HazardArtifact {
    try NestedGammaPoisson.fit(
      exposures: exposures, clusters: clusters, spec: Self.spec(),
      provenance: .forTests)
  }

  /// True cumulative hazard of a pool over its first day.
  func dayHazard(_ pool: Int) -> Double {
    let widths = [1.0, 3, 8, 12]
    return multipliers[pool]
      * zip(widths, Self.base).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension HazardArtifact.Provenance {
  static let forTests = Self(
    observedFrom: hour(0), observedUntil: hour(1000), dataDigest: "d",
    codeVersion: "v", seed: 7)
}
