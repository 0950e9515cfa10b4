import Foundation
import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

@testable import RiskModels

/// Data that cannot carry the memory hazard, or only in parts.
struct MemoryBadInputTests {
  private func model(_ spells: [Spell]) throws -> MemoryModel? {
    let spec = try defaultSpec()
    return try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: spells), spells: spells, spec: spec,
      provenance: .forTests
    ).memory?.first
  }

  /// Twenty ticks with a few losses: the first model stays and says why.
  @Test func fewLossesAreNotEnough() throws {
    let pool = ProbedPools.pool(0)
    let found = try #require(
      try model(
        probeSpells(
          ProbedPools.probes(pool, "11011100110101111101"),
          until: hour(100))))
    #expect(!found.trial.isTaken)
    #expect(found.hazard == nil)
    #expect(found.trial.reason == "0 held-out losses; 20 are needed")
    #expect(found.trial.gainNatsPerLoss == 0)
  }

  /// A pool that was never up has no time at risk: its hazard is the others'.
  @Test func poolsWithoutExposureAreOthers() throws {
    let dead = ProbedPools.pool(7)
    let spells =
      ProbedPools.spells(seed: 31, swing: 16)
      + probeSpells(
        ProbedPools.probes(dead, String(repeating: "0", count: 2016)),
        until: hour(1e5))
    let hazard = try MemoryHazard(
      PoolHistory.all(spells), provider: .aws, residualShape: 10)
    #expect(hazard.poolKeys.contains(dead.key))
    let rate = hazard.longRun(of: dead).hazard.hazard(atAge: 1)
    #expect(rate > 0.1 && rate < 2)
  }

  /// A pool that is up for one probe at a time and lost by the next.
  @Test func lossesAtTheYoungestAgeOnly() throws {
    let flicker = ProbedPools.pool(7)
    let text = String(repeating: "01", count: 1008)
    let spells =
      ProbedPools.spells(seed: 32, swing: 16)
      + probeSpells(ProbedPools.probes(flicker, text), until: hour(1e5))
    let hazard = try MemoryHazard(
      PoolHistory.all(spells), provider: .aws, residualShape: 10)
    // A loss in each sixth of an hour, of which half is at risk: 12 an hour
    // by the pool's own count, and nothing infinite at higher ages.
    let young = hazard.longRun(of: flicker).hazard.hazard(atAge: 0.06)
    #expect(young > 6 && young < 20, "\(young)")
    #expect(hazard.longRun(of: flicker).hazard.hazard(atAge: 24).isFinite)
  }

  /// A spell without length brings neither a row nor a fault.
  @Test func spellsWithoutLengthGiveNoRow() {
    let pool = ProbedPools.pool(0)
    let spell = Spell(
      pool: pool, process: .loss, clock: .probe, instanceID: nil,
      launchedAt: hour(1), watchedFrom: hour(1), watchedUntil: hour(1),
      watched: AgeInterval(after: 0, through: 0), exit: .interrupted,
      origin: testOrigin)
    let history = PoolHistory(pool: pool, spells: [spell])
    #expect(MemoryRows([history]).rows.isEmpty)
    #expect(throws: FitError.self) {
      try MemoryHazard([history], provider: .aws, residualShape: 10)
    }
  }

  /// A month without probes: ages start anew and nothing old is remembered.
  @Test func aMonthsGapIsNotExposure() throws {
    let pool = ProbedPools.pool(0)
    let before = ProbedPools.probes(pool, "0111111")
    var after = ProbedPools.probes(pool, "1110111")
    for i in after.indices { after[i].tick += 4320 }
    let history = PoolHistory(
      pool: pool, spells: probeSpells(before + after, until: hour(1e5)))
    let silent = try #require(history.memory(asOf: hour(300)))
    #expect(silent.isUp == nil)
    let back = try #require(history.memory(asOf: hour(720.2)))
    #expect(back.isUp == true && !back.isStartSeen)
    #expect(back.watchedHours(4) < 1)
    // The spell before the gap, an hour, and the last one, half an hour.
    let rows = MemoryRows([history]).rows
    expectClose(
      rows.reduce(0) { $0 + $1.exposureHours }, 1.5, relative: 1e-9)
    #expect(rows.reduce(0) { $0 + $1.losses } == 0)
  }

  /// Instances' own lives have no probes: there is nothing to remember.
  @Test func instanceLivesHaveNoMemory() throws {
    let pool = ProbedPools.pool(0)
    let spells = (0..<40).map { i -> Spell in
      let start = hour(Double(i))
      let exit: Spell.Exit = i % 2 == 0 ? .interrupted : .released
      return Spell(
        pool: pool, process: .loss, clock: .instance, instanceID: "i-\(i)",
        launchedAt: start, watchedFrom: start,
        watchedUntil: start.adding(hours: 3),
        watched: AgeInterval(after: 0, through: 3), exit: exit,
        origin: testOrigin)
    }
    let spec = try defaultSpec()
    let artifact = try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: spells), spells: spells, spec: spec,
      provenance: .forTests)
    #expect(artifact.memory == [])
    #expect(artifact.memoryHazard(for: pool) == nil)
  }

  /// One zone and one pool: no siblings, and the artifact says so.
  @Test func aLonePoolLacksItsSiblings() throws {
    let found = try #require(
      try model(ProbedPools.spells(seed: 33, pools: 1, days: 60, swing: 25)))
    #expect(found.trial.isTaken, "\(found.trial)")
    #expect(
      found.absentTerms == ["siblings of the zone", "siblings of other zones"])
  }

  /// What is cut at a moment ends there and is not lost.
  @Test func knownSpellsEndAtTheCut() throws {
    let pool = ProbedPools.pool(0)
    let spells = probeSpells(
      ProbedPools.probes(pool, "0111110"), until: hour(9))
    let spell = try #require(spells.first { $0.process == .loss })
    let cut = try #require(spell.known(by: hour(0.5)))
    #expect(cut.exit == .observationEnded)
    #expect(cut.watchedUntil == hour(0.5))
    expectClose(cut.watched?.through ?? -1, 1.0 / 3, relative: 1e-6)
    #expect(spell.known(by: hour(0.1)) == nil)
    #expect(spell.known(by: hour(5)) == spell)
  }
}
