import Foundation
import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

struct GangModelTests {
  private static let prior = ModelSpec.SharedShock(
    priorShare: 0.75, priorClusters: 4)

  private func pool(_ region: Int, _ type: Int) -> PoolID {
    PoolID(
      provider: .aws, zone: "us-west-\(region)a", instanceType: "f\(type).large"
    )
  }

  private func draw(
    _ pool: PoolID, _ shock: GangShock, of size: Int, count: Int,
    _ rng: inout SplitMix64
  ) -> [CohortLoss] {
    (0..<count).map { _ in
      var rest = rng.uniform() * shock.events(size: size)
      var lost = 1
      while lost < size, rest >= shock.events(lost: lost, of: size) {
        rest -= shock.events(lost: lost, of: size)
        lost += 1
      }
      return CohortLoss(
        pool: pool, at: hour(0), piece: 0, atRisk: size, lost: lost)
    }
  }

  // No event: the prior, beta with mean 0.75 and weight 4, on a grid of 40
  // cells. Its variance is 0.75 · 0.25 / 5 = 0.0375.
  @Test func withoutEventsThePriorStands() {
    let model = GangModel.fitted([], provider: .aws, prior: Self.prior)
    expectClose(model.share.mean, 0.75, relative: 2e-3)
    #expect(abs(model.share.variance - 0.0375) < 2e-3)
    #expect(model.share.events == 0)
    expectClose(model.whole, 0.5, relative: 1e-12)
    let belief = model.belief(of: pool(1, 1))
    #expect(belief.evidence == 0)
    #expect(belief.shareVariance > 0.0375)
  }

  @Test func singleInstancesTellNothing() {
    let alone = CohortLoss(
      pool: pool(1, 1), at: hour(0), piece: 0, atRisk: 1, lost: 1)
    #expect(
      GangModel.fitted([alone], provider: .aws, prior: Self.prior)
        == GangModel.fitted([], provider: .aws, prior: Self.prior))
  }

  @Test func shareAndWholenessAreRecovered() {
    var rng = SplitMix64(seed: 5)
    let truth = GangShock(share: 0.6, whole: 0.8)
    let cohorts = draw(pool(1, 1), truth, of: 8, count: 4000, &rng)
    let model = GangModel.fitted(cohorts, provider: .aws, prior: Self.prior)
    #expect(abs(model.belief(of: pool(1, 1)).shock.share - 0.6) < 0.05)
    #expect(abs(model.whole - 0.8) < 0.06)
  }

  // Two families, two regions, unlike shares: each pool is told, and one
  // without events is like its family.
  @Test func unseenPoolsAreLikeTheirFamily() {
    var rng = SplitMix64(seed: 9)
    var cohorts: [CohortLoss] = []
    for region in 1...4 {
      for (type, share) in [(1, 0.9), (2, 0.1)] {
        cohorts += draw(
          pool(region, type), GangShock(share: share, whole: 1), of: 4,
          count: 60, &rng)
      }
    }
    let model = GangModel.fitted(cohorts, provider: .aws, prior: Self.prior)
    #expect(abs(model.belief(of: pool(1, 1)).shock.share - 0.9) < 0.1)
    #expect(abs(model.belief(of: pool(1, 2)).shock.share - 0.1) < 0.1)
    #expect(model.belief(of: pool(1, 1)).evidence == 60)
    let unseen = model.belief(of: pool(7, 2))
    #expect(unseen.shock.share < 0.3)
    #expect(
      unseen.shareVariance > model.belief(of: pool(1, 2)).shareVariance)
  }

  // 40 worlds of 24 pools with 3 to 40 events, shares beta(6, 4): the number
  // of events of a gang of four lies in the 90 % band of pools as often as it
  // should, seen 0.869: three levels share one spread, of which the worlds have
  // only the pools'. Worlds with one share for all are covered at 0.99.
  @Test func bandsHoldTheTruth() {
    var inside = 0
    var total = 0
    for seed in 0..<40 {
      var rng = SplitMix64(seed: UInt64(seed))
      var cohorts: [CohortLoss] = []
      var truths: [PoolID: GangShock] = [:]
      for region in 0..<6 {
        for type in 0..<4 {
          let a = gammaSample(shape: 6, rate: 1, using: &rng)
          let b = gammaSample(shape: 4, rate: 1, using: &rng)
          let truth = GangShock(share: a / (a + b), whole: 0.85)
          truths[pool(region, type)] = truth
          cohorts += draw(
            pool(region, type), truth, of: Int.random(in: 2...8, using: &rng),
            count: Int.random(in: 3...40, using: &rng), &rng)
        }
      }
      let model = GangModel.fitted(cohorts, provider: .aws, prior: Self.prior)
      for (pool, truth) in truths {
        let belief = model.belief(of: pool)
        let events = truth.events(size: 4)
        total += 1
        if events >= belief.eventQuantile(0.05, size: 4),
          events <= belief.eventQuantile(0.95, size: 4)
        {
          inside += 1
        }
      }
    }
    let share = Double(inside) / Double(total)
    #expect((0.86...0.94).contains(share), "\(share)")
  }
}
