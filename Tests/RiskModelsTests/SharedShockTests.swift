import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct SharedShockTests {
  private func share(_ clusters: [LossCluster]) throws -> SharedShock {
    let pool = PoolID(provider: .aws, zone: "us-east-1a", instanceType: "a.b")
    let artifact = try NestedGammaPoisson.fit(
      exposures: [
        Exposure(
          pool: pool, process: .loss, clock: .instance,
          age: AgeInterval(after: 0, through: 1e9), hourOfWeekUTC: nil,
          millisecondsAtRisk: milliseconds(hours: 1000), interruptions: 9)
      ], clusters: clusters, spec: defaultSpec(), provenance: .forTests)
    return try #require(artifact.sharedShock["aws"])
  }

  private func cluster(lost: Int, of atRisk: Int) -> LossCluster {
    LossCluster(
      pool: PoolID(
        provider: .aws, zone: "us-east-1a", instanceType: "a.b"),
      clock: .instance, at: hour(0), atRisk: atRisk, lost: lost)
  }

  // By hand: prior 3 of 4; one whole gang adds 1 of 1, four single losses of
  // four add 0 of 1: (3 + 1) / (4 + 2).
  @Test func sharesAddToThePrior() throws {
    let shock = try share(
      [cluster(lost: 4, of: 4)]
        + (0..<4).map { _ in cluster(lost: 1, of: 4) })
    expectClose(shock.share, 4.0 / 6, relative: 1e-14)
    #expect(shock.clusters == 5)
    // Σ k² / Σ k = (16 + 4) / 8.
    expectClose(shock.dispersion, 2.5, relative: 1e-14)
  }

  // Instances that run alone tell nothing of gangs.
  @Test func singlesLeaveThePrior() throws {
    let shock = try share([cluster(lost: 1, of: 1)])
    expectClose(shock.share, 0.75, relative: 1e-14)
  }

  // Whole-gang shocks at s·h, single losses at (1 − s)·h each, 8 members.
  @Test func shareIsRecovered() throws {
    var rng = SplitMix64(seed: 12)
    let truth = 0.6
    let shocks = truth / (truth + (1 - truth) * 8)
    let clusters = (0..<2000).map { _ in
      cluster(lost: rng.uniform() < shocks ? 8 : 1, of: 8)
    }
    #expect(abs(try share(clusters).share - truth) < 0.04)
  }
}
