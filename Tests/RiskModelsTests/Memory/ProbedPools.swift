import Foundation
import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport

/// Probes of made-up pools for the tests of the memory hazard.
enum ProbedPools {
  static func pool(_ i: Int) -> PoolID {
    PoolID(
      provider: .aws, zone: i % 2 == 0 ? "us-west-2a" : "us-west-2b",
      instanceType: "p3.\(i / 2 + 1)xlarge")
  }

  /// Probes ten minutes apart from a text of 0 and 1.
  static func probes(_ pool: PoolID, _ text: String) -> [AvailabilityProbe] {
    text.enumerated().map { tick, digit in
      AvailabilityProbe(
        pool: pool, traceStart: hour(0), gapMilliseconds: 600_000, tick: tick,
        available: digit == "1" ? 1 : 0, origin: testOrigin)
    }
  }

  /// Pools whose hazard falls with age as 0.5/h · (age + 0.1 h)^−0.6 and swings
  /// `swing`-fold between one-day regimes; times down last half an hour on
  /// average.
  static func probes(
    seed: UInt64, pools: Int = 6, days: Int = 14, swing: Double
  ) -> [AvailabilityProbe] {
    var rng = SplitMix64(seed: seed)
    return (0..<pools).flatMap { i in
      var result: [AvailabilityProbe] = []
      var isUp = true
      var age = 0.0
      var isRough = false
      for tick in 0..<(days * 144) {
        if tick % 144 == 0 { isRough = rng.uniform() < 0.5 }
        let regime = isRough ? swing.squareRoot() : 1 / swing.squareRoot()
        let hazard = isUp ? 0.5 * regime * pow(age + 0.1, -0.6) : 2
        if rng.uniform() < 1 - exp(-hazard / 6) {
          isUp.toggle()
          age = 0
        } else {
          age += 1.0 / 6
        }
        result.append(
          AvailabilityProbe(
            pool: pool(i), traceStart: hour(0), gapMilliseconds: 600_000,
            tick: tick, available: isUp ? 1 : 0, origin: testOrigin))
      }
      return result
    }
  }

  static func spells(
    seed: UInt64, pools: Int = 6, days: Int = 14, swing: Double
  ) -> [Spell] {
    probeSpells(
      probes(seed: seed, pools: pools, days: days, swing: swing),
      until: hour(1e5))
  }
}
