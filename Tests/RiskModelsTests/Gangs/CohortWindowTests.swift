import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

struct CohortWindowTests {
  // Two members without shocks, each with a cumulative hazard of 0.1 over the
  // window: after the first loss the other one's odds are 0.1.
  @Test func withoutShocksTheOtherFallsByChance() {
    let window = CohortWindow(hazards: [2: 0.1])
    let alone = GangShock(share: 0, whole: 1)
    expectClose(window.probability(1, of: 2, alone), 1 / 1.1, relative: 1e-12)
    expectClose(window.probability(2, of: 2, alone), 0.1 / 1.1, relative: 1e-12)
  }

  @Test func chancesSumToOne() {
    for size in 1...9 {
      for hazard in [0, 0.02, 0.3] {
        let window = CohortWindow(hazards: [size: hazard])
        let shock = GangShock(share: 0.6, whole: 0.4)
        let sum = (1...size).reduce(0) {
          $0 + window.probability($1, of: size, shock)
        }
        expectClose(sum, 1, relative: 1e-12)
      }
    }
  }

  // Half of a hazard are shocks that take all four. What falls by chance in the
  // window is taken for shocks where nobody reckons with it.
  @Test func chanceIsNotTakenForShocks() {
    let truth = GangShock(share: 0.5, whole: 1)
    let window = CohortWindow(hazards: [4: 0.06])
    let pool = PoolID(
      provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")
    var rng = SplitMix64(seed: 3)
    let cohorts = (0..<4000).map { _ in
      var rest = rng.uniform()
      var lost = 0
      repeat {
        lost += 1
        rest -= window.probability(lost, of: 4, truth)
      } while lost < 4 && rest >= 0
      return CohortLoss(
        pool: pool, at: hour(0), piece: 0, atRisk: 4, lost: lost)
    }
    func events(_ window: CohortWindow) -> Double {
      GangModel.fitted(
        cohorts, provider: .aws,
        prior: ModelSpec.SharedShock(priorShare: 0.75, priorClusters: 4),
        window: window
      ).belief(of: pool).events(size: 4).mean
    }
    // 4 · 0.5 + 0.5 loss events of four for one hazard of a member.
    #expect(abs(events(window) - 2.5) < 0.1)
    #expect(events(CohortWindow()) < 2.4)
  }
}
