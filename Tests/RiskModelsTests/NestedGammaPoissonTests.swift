import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct NestedGammaPoissonTests {
  /// Share of pools, over 20 worlds, whose true hazard lies in the 90 % band.
  private func coverage(
    _ shape: SimulatedPools.Shape, spread: [Double], largestGang: Int = 1
  ) throws -> Double {
    var inside = 0
    var count = 0
    for seed in 0..<20 {
      let world = SimulatedPools(
        seed: UInt64(1000 + seed), shape: shape, spread: spread,
        largestGang: largestGang)
      let artifact = try world.fit()
      for (i, pool) in world.pools.enumerated() {
        let hazard = try #require(
          artifact.hazard(for: pool, process: .loss, clock: .instance))
        let mean = hazard.mean.cumulativeHazard(
          over: AgeInterval(after: 0, through: 24))
        let s = hazard.multiplierShape
        let band = [0.05, 0.95].map {
          mean * gammaQuantile($0, shape: s, rate: s)
        }
        let truth = world.dayHazard(i)
        count += 1
        if band[0] <= truth, truth <= band[1] { inside += 1 }
      }
    }
    return Double(inside) / Double(count)
  }

  @Test(arguments: SimulatedPools.Shape.allCases)
  func bandsCoverSinglesWorlds(shape: SimulatedPools.Shape) throws {
    let share = try coverage(shape, spread: [0.3, 0.4, 0.5])
    #expect(share >= 0.85 && share <= 0.95, "\(share)")
  }

  @Test(arguments: SimulatedPools.Shape.allCases)
  func bandsCoverGangWorlds(shape: SimulatedPools.Shape) throws {
    let share = try coverage(shape, spread: [0.3, 0.4, 0.5], largestGang: 15)
    #expect(share >= 0.85 && share <= 0.95, "\(share)")
  }

  @Test func bandsCoverWorldsOfUnlikePools() throws {
    let share = try coverage(.logNormal, spread: [0.1, 0.2, 1])
    #expect(share >= 0.85 && share <= 0.95, "\(share)")
  }

  @Test func orderOfExposuresDoesNotMatter() throws {
    let world = SimulatedPools(
      seed: 3, shape: .gamma, spread: [0.3, 0.3, 0.6])
    var turned = world
    turned.exposures.reverse()
    #expect(try world.fit() == turned.fit())
  }

  @Test func artifactSurvivesJSON() throws {
    let artifact = try SimulatedPools(
      seed: 4, shape: .gamma, spread: [0.3, 0.3, 0.6]
    ).fit()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let bytes = try encoder.encode(artifact)
    let back = try JSONDecoder().decode(HazardArtifact.self, from: bytes)
    #expect(back == artifact)
    #expect(try encoder.encode(back) == bytes)
  }

  @Test func evidenceIsNamed() throws {
    let world = SimulatedPools(
      seed: 5, shape: .gamma, spread: [0.3, 0.3, 0.6])
    let artifact = try world.fit()
    let rich = try #require(
      world.pools.first { pool in
        world.exposures.filter { $0.pool == pool }
          .reduce(0) { $0 + $1.interruptions } > 20
      })
    func hazard(_ pool: PoolID) throws -> PoolHazard {
      try #require(
        artifact.hazard(for: pool, process: .loss, clock: .instance))
    }
    let own = try hazard(rich)
    #expect(own.evidence == .own)
    var sibling = rich
    sibling.instanceType = "f0.metal"
    let pooled = try hazard(sibling)
    #expect(pooled.evidence == .pooled)
    #expect(pooled.interruptions == 0)
    #expect(pooled.multiplierShape < own.multiplierShape)
    var elsewhere = sibling
    elsewhere.zone = "z-9-9a"
    let farther = try hazard(elsewhere)
    #expect(farther.multiplierShape < pooled.multiplierShape)
    let azure = try hazard(
      PoolID(provider: .azure, zone: "1", instanceType: "f0.large"))
    #expect(azure.evidence == .prior)
    // The vague shape of the spec.
    #expect(azure.multiplierShape == 0.5)
    #expect(
      artifact.hazard(for: rich, process: .loss, clock: .probe) == nil)
  }

  // Two families a factor nine apart, each in six zones: a pool of the bad
  // family in a zone never seen is worse than one of the good family.
  @Test func familiesReachNewZones() throws {
    let exposures = (0..<12).map { i in
      Exposure(
        pool: PoolID(
          provider: .aws, zone: "us-west-\(i % 6)a",
          instanceType: i < 6 ? "good.large" : "bad.large"),
        process: .loss, clock: .instance,
        age: AgeInterval(after: 0, through: 0.05), hourOfWeekUTC: nil,
        millisecondsAtRisk: milliseconds(hours: 500),
        interruptions: i < 6 ? 10 + i : 90 + 5 * i)
    }
    let artifact = try NestedGammaPoisson.fit(
      exposures: exposures, spec: defaultSpec(), provenance: .forTests)
    func rate(_ type: String) throws -> Double {
      let pool = PoolID(
        provider: .aws, zone: "eu-north-1a", instanceType: type)
      let hazard = try #require(
        artifact.hazard(for: pool, process: .loss, clock: .instance))
      return hazard.mean.hazard(atAge: 0.01)
    }
    #expect(try rate("bad.xlarge") > 5 * rate("good.xlarge"))
  }

  @Test func nothingAtRiskIsNoModel() throws {
    let spec = try defaultSpec()
    #expect {
      try NestedGammaPoisson.fit(
        exposures: [], spec: spec, provenance: .forTests)
    } throws: {
      ($0 as? FitError)?.code == .noExposure
    }
  }

  // 1,000 instance-hours, no loss: the hazard is small but not 0, and its
  // band is wide.
  @Test func noLossesAreNotNoRisk() throws {
    let pool = PoolID(provider: .aws, zone: "us-east-1a", instanceType: "a.b")
    let artifact = try NestedGammaPoisson.fit(
      exposures: [
        Exposure(
          pool: pool, process: .loss, clock: .instance,
          age: AgeInterval(after: 0, through: 0.05), hourOfWeekUTC: nil,
          millisecondsAtRisk: milliseconds(hours: 1000), interruptions: 0)
      ], spec: defaultSpec(), provenance: .forTests)
    let hazard = try #require(
      artifact.hazard(for: pool, process: .loss, clock: .instance))
    let rate = hazard.mean.hazard(atAge: 0.01)
    #expect(rate > 0 && rate < 0.001)
    #expect(hazard.multiplierShape < 1)
  }

  @Test func hourOfWeekIsFoundWhereItIs() throws {
    let busy = try SimulatedPools(
      seed: 8, shape: .gamma, spread: [0.2, 0.2, 0.3], hourEffect: 2
    ).fit()
    let hours = try #require(busy.strata[0].hourOfWeek)
    #expect(hours.count == 168)
    // Twice the hazard, equal hours at risk: 2/3 and 4/3 before shrinkage.
    #expect(abs(hours[0] - 2.0 / 3) < 0.06)
    #expect(abs(hours[27] - 4.0 / 3) < 0.06)
  }

  @Test func hourOfWeekIsLeftOutWhereItIsNot() throws {
    var found = 0
    for seed in 0..<10 {
      let quiet = try SimulatedPools(
        seed: UInt64(50 + seed), shape: .gamma, spread: [0.2, 0.2, 0.3],
        hourEffect: 1.0000001
      ).fit()
      if quiet.strata[0].hourOfWeek != nil { found += 1 }
    }
    #expect(found <= 1)
  }
}
