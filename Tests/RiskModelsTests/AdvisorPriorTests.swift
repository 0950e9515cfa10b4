import Foundation
import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

@testable import RiskModels

struct AdvisorPriorTests {
  private func pool(_ type: String) -> PoolID {
    PoolID(provider: .aws, zone: "us-east-1a", instanceType: type)
  }

  private func grade(
    _ type: String, _ share: MonthlyReclaimShare, at: Double = 0
  ) -> AdvisorGrade {
    AdvisorGrade(
      region: "us-east-1", instanceType: type, capturedAt: hour(at),
      reclaimShare: share, savingsPercent: nil, origin: testOrigin)
  }

  private func artifact(_ losses: [String: Int]) throws -> HazardArtifact {
    try NestedGammaPoisson.fit(
      exposures: losses.sorted { $0.key < $1.key }.map { type, count in
        Exposure(
          pool: pool(type), process: .loss, clock: .instance,
          age: AgeInterval(after: 0, through: 0.05), hourOfWeekUTC: nil,
          millisecondsAtRisk: milliseconds(hours: 1000),
          interruptions: count)
      }, spec: defaultSpec(), provenance: .forTests)
  }

  // Bucket 10-15 %: −log(1 − 0.125) = 0.1335314 reclaims in 730.5 h.
  @Test func aShareAloneIsAMonthOfRunning() throws {
    let prior = AdvisorPrior(
      [grade("a.b", .above20), grade("a.b", .from10To15, at: 1)],
      artifact: nil, vagueShape: 0.5)
    let hazard = try #require(prior.hazard(of: pool("a.b"), known: nil))
    expectClose(
      hazard.mean.ratesPerHour[0], 0.1335314 / 730.5, relative: 1e-6)
    #expect(hazard.multiplierShape == 0.5)
    #expect(hazard.evidence == .prior)
    #expect(prior.hazard(of: pool("c.d"), known: nil) == nil)
  }

  // Forty times the losses at six times the share: the slope leaves its prior
  // of a half, and a pool that never ran is told by its grade.
  @Test func gradesOfWatchedPoolsTellTheSlope() throws {
    let losses = [
      "a.x": 10, "b.x": 12, "c.x": 9, "d.x": 11, "e.x": 400, "f.x": 420,
      "g.x": 390, "h.x": 410,
    ]
    let artifact = try artifact(losses)
    let grades = losses.map {
      grade($0.key, $0.value < 100 ? .below5 : .from10To15)
    }
    let prior = AdvisorPrior(
      grades + [grade("n.x", .above20), grade("o.x", .below5)],
      artifact: artifact, vagueShape: 0.5)
    #expect(try #require(prior.regression).slope > 1)
    func rate(_ type: String) throws -> Double {
      let known = artifact.hazard(
        for: pool(type), process: .loss, clock: .instance)
      return try #require(prior.hazard(of: pool(type), known: known)).mean
        .ratesPerHour[0]
    }
    #expect(try rate("n.x") > 5 * rate("o.x"))
    // A watched pool's hazard is its own.
    let own = artifact.hazard(
      for: pool("a.x"), process: .loss, clock: .instance)
    #expect(prior.hazard(of: pool("a.x"), known: own) == own)
  }

  // By hand: without a spread among the graded the slope stays at 1/2, its
  // variance at 1/4.
  @Test func oneBucketLeavesThePrior() throws {
    let artifact = try artifact(["a.x": 10, "b.x": 400])
    let prior = AdvisorPrior(
      [grade("a.x", .below5), grade("b.x", .below5)], artifact: artifact,
      vagueShape: 0.5)
    let regression = try #require(prior.regression)
    expectClose(regression.slope, 0.5, relative: 1e-12)
    expectClose(regression.variance, 0.25, relative: 1e-12)
  }
}
