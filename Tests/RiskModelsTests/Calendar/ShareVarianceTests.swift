import Foundation
import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

/// How well the share of losses that fall together is known.
struct ShareVarianceTests {
  private static let share = 0.5
  private static let perHour = 0.04
  private static let hours = 400.0

  /// One life after the other in each of four places of a pool, lost to shocks
  /// of all four and for themselves at one constant hazard.
  private static func lives(
    _ pool: PoolID, _ rng: inout SplitMix64
  ) -> [Spell] {
    func times(rate: Double) -> [Double] {
      var result: [Double] = []
      var now = exponentialSample(rate: rate, using: &rng)
      while now < hours {
        result.append(now)
        now += exponentialSample(rate: rate, using: &rng)
      }
      return result
    }
    let shocks = times(rate: share * perHour)
    return (0..<4).flatMap { place in
      let ends = (shocks + times(rate: (1 - share) * perHour)).sorted()
      return zip([0] + ends, ends + [hours]).map { from, until in
        Spell(
          pool: pool, process: .loss, clock: .instance,
          instanceID: "\(pool.key)-\(place)-\(from)", launchedAt: hour(from),
          watchedFrom: hour(from), watchedUntil: hour(until),
          watched: AgeInterval(after: 0, through: until - from),
          exit: until < hours ? .interrupted : .observationEnded,
          origin: testOrigin)
      }
    }
  }

  /// Over thirty worlds with the true share 0.5, errors are as large as the
  /// variance says: their mean square in its units is 1, with a standard error of
  /// √(2/30) = 0.26.
  @Test func errorsAreAsLargeAsTheVarianceSays() throws {
    let spec = try defaultSpec()
    var squares = 0.0
    let worlds = 30
    for seed in 0..<UInt64(worlds) {
      var rng = SplitMix64(seed: 900 + seed)
      let spells = (1...5).flatMap {
        Self.lives(
          PoolID(
            provider: .aws, zone: "us-east-1a", instanceType: "g5.\($0)xlarge"),
          &rng)
      }
      let artifact = try NestedGammaPoisson.fit(
        exposures: spec.exposures(from: spells), spells: spells, spec: spec,
        provenance: .forTests)
      let calendar = try #require(
        artifact.strata.first { $0.process == .loss }?.calendar)
      let variance = try #require(calendar.sharedShareVariance)
      let off = calendar.sharedShare - Self.share
      squares += off * off / variance
    }
    let mean = squares / Double(worlds)
    #expect(mean > 0.4 && mean < 1.8, "\(mean)")
  }
}
