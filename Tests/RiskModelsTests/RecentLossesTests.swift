import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct RecentLossesTests {
  private let recent = RecentLosses(
    halfLifeHours: 2, priorEvents: 3, likelihoodRatio: 0)

  // ∫₀² 0.5 · 2^(−(2 − u)/2) du = 0.5 · (2 / ln 2) · (1 − 1/2).
  @Test func watchedTimeFades() {
    let memory = recent.watched(
      .init(), age: AgeInterval(after: 0, through: 2),
      hazard: PiecewiseHazard(constantPerHour: 0.5), isLost: true)
    #expect(memory.events == 1)
    expectClose(memory.expected, 0.5 / log(2.0), relative: 1e-14)
    let later = recent.faded(memory, byHours: 4)
    expectClose(later.events, 0.25, relative: 1e-14)
    expectClose(
      recent.multiplier(later), 3.25 / (3 + 0.125 / log(2.0)), relative: 1e-14)
  }

  /// Two stretches in a row are one long stretch.
  @Test func memoryAddsUp() {
    let hazard = PiecewiseHazard(
      cutsHours: [0, 1, 3], ratesPerHour: [1, 0.5, 0.2])
    let whole = recent.watched(
      .init(), age: AgeInterval(after: 0.2, through: 5), hazard: hazard,
      isLost: false)
    let first = recent.watched(
      .init(), age: AgeInterval(after: 0.2, through: 1.7), hazard: hazard,
      isLost: false)
    let both = recent.watched(
      first, age: AgeInterval(after: 1.7, through: 5), hazard: hazard,
      isLost: false)
    expectClose(both.expected, whole.expected, relative: 1e-13)
  }

  /// Probe spells of eight pools; with `bursts` the hazard swings ninefold
  /// between six-hour regimes.
  private func spells(seed: UInt64, bursts: Bool) -> [Spell] {
    var rng = SplitMix64(seed: seed)
    return (0..<8).flatMap { i in
      let pool = PoolID(
        provider: .aws, zone: "us-west-2a", instanceType: "p\(i).large")
      var ticks: [AvailabilityProbe] = []
      var isUp = true
      var isRough = false
      for tick in 0..<4000 {
        if tick % 36 == 0 { isRough = rng.uniform() < 0.5 }
        let hazard = bursts ? (isRough ? 1.5 : 0.1) : 0.5
        if rng.uniform() < (isUp ? hazard : 1) / 6 { isUp.toggle() }
        ticks.append(
          AvailabilityProbe(
            pool: pool, traceStart: hour(0), gapMilliseconds: 600_000,
            tick: tick, available: isUp ? 1 : 0, origin: testOrigin))
      }
      return probeSpells(ticks, until: hour(1e4))
    }
  }

  private func fitted(_ spells: [Spell]) throws -> RecentLosses? {
    let spec = try defaultSpec()
    let artifact = try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: spells), spells: spells, spec: spec,
      provenance: .forTests)
    return artifact.strata.first { $0.process == .loss }?.recentLosses
  }

  @Test func burstsAreRemembered() throws {
    let found = try #require(try fitted(spells(seed: 1, bursts: true)))
    #expect(found.halfLifeHours <= 6)
    #expect(found.likelihoodRatio > 6)
  }

  @Test func steadyPoolsHaveNothingToRemember() throws {
    #expect(try fitted(spells(seed: 2, bursts: false)) == nil)
  }
}
