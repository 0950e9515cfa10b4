import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct PoolMemoryTests {
  // Place 2 has a half-life of 6 h: six hours up leave
  // (6 / ln 2) · (1 − 1/2) = 4.32808512266689 h.
  @Test func hoursAndLossesFade() {
    var memory = PoolMemory()
    memory.begin(isUp: true, isStartSeen: true)
    memory.pass(hours: 6, .up)
    expectClose(memory.upHours(2), 4.32808512266689, relative: 1e-14)
    #expect(memory.watchedHours(2) == memory.upHours(2))
    #expect(memory.ageHours == 6)
    memory.end()
    memory.begin(isUp: false, isStartSeen: true)
    memory.pass(hours: 12, .down)
    // One loss twelve hours ago: a quarter of it is left.
    expectClose(memory.losses(2), 0.25, relative: 1e-14)
    expectClose(memory.upHours(2), 4.32808512266689 / 4, relative: 1e-14)
    expectClose(
      memory.watchedHours(2), 6 / log(2) * (1 - 0.125), relative: 1e-14)
    memory.end()
    #expect(memory.previousUpHours == 6)
    #expect(memory.previousDownHours == 12)
    // A month without probes: everything is forgotten and the state unknown.
    memory.pass(hours: 720, .nothing)
    #expect(memory.isUp == nil)
    #expect(memory.losses(2) < 1e-30)
    #expect(memory.watchedHours(2) < 1e-30)
  }

  /// A look ahead is what the pool's memory is when it lasted until then.
  @Test func aheadIsTheLaterMemory() {
    var memory = PoolMemory()
    memory.begin(isUp: true, isStartSeen: true)
    memory.pass(hours: 1, .up)
    var later = memory
    later.pass(hours: 0.7, .up)
    later.pass(hours: 1.8, .up)
    let ahead = memory.ahead(hours: 2.5)
    for k in PoolMemory.halfLivesHours.indices {
      expectClose(ahead.upHours(k), later.upHours(k), relative: 1e-13)
      expectClose(ahead.losses(k), later.losses(k), relative: 1e-13)
    }
    expectClose(ahead.ageHours, 3.5, relative: 1e-14)
  }

  // Ticks of ten minutes: the first run's start is not seen; up again from
  // tick 3 (0.5 h) to tick 6 (1 h), then down.
  @Test func historyFollowsTheProbes() throws {
    let pool = ProbedPools.pool(0)
    let history = PoolHistory(
      pool: pool,
      spells: probeSpells(
        ProbedPools.probes(pool, "11011100"), until: hour(100)))
    #expect(history.memory(asOf: hour(-0.1)) == nil)
    let first = try #require(history.memory(asOf: hour(0.2)))
    #expect(first.isUp == true && !first.isStartSeen)
    let up = try #require(history.memory(asOf: hour(0.75)))
    #expect(up.isUp == true && up.isStartSeen)
    expectClose(up.ageHours, 0.25, relative: 1e-12)
    // The loss at 1/3 h has a half-life of 10 min in place 0.
    expectClose(up.losses(0), exp2(-(0.75 - 1.0 / 3) * 6), relative: 1e-6)
    #expect(up.previousUpHours == nil)
    expectClose(up.previousDownHours ?? -1, 1.0 / 6, relative: 1e-6)
    let down = try #require(history.memory(asOf: hour(1.1)))
    #expect(down.isUp == false)
    expectClose(down.previousUpHours ?? -1, 0.5, relative: 1e-6)
    // The last probe's state holds for an hour after its tick ends at 4/3 h.
    #expect(history.memory(asOf: hour(2.3))?.isUp == false)
    let silent = try #require(history.memory(asOf: hour(2.4)))
    #expect(silent.isUp == nil)
  }

  // Two siblings in the zone, one of them down; one in another zone.
  @Test func siblingsAreMeans() {
    let own = ProbedPools.pool(0)
    let texts = [
      (0, "1101111"), (2, "1110111"), (1, "1111101"), (4, "1111100"),
    ]
    let histories = PoolHistory.all(
      probeSpells(
        texts.flatMap { ProbedPools.probes(ProbedPools.pool($0), $1) },
        until: hour(100)))
    #expect(histories.count == 4)
    let siblings = SiblingMemory(of: own, among: histories, asOf: hour(1.1))
    #expect(siblings.zone.count == 2)
    #expect(siblings.otherZones.count == 1)
    #expect(siblings.zone.upShare == 0.5)
    #expect(siblings.otherZones.upShare == 1)
    // Losses at 1/2 h and at 5/6 h, faded by 10 min to 1.1 h, halved.
    expectClose(
      siblings.zone.losses10Minutes,
      (exp2(-(1.1 - 0.5) * 6) + exp2(-(1.1 - 5.0 / 6) * 6)) / 2,
      relative: 1e-6)
  }

  /// What is known at 50 moments is the same with and without the future.
  @Test func noLookAhead() throws {
    var rng = SplitMix64(seed: 77)
    let probes = ProbedPools.probes(seed: 7, pools: 4, days: 3, swing: 9)
    let whole = PoolHistory.all(probeSpells(probes, until: hour(1e5)))
    for _ in 0..<50 {
      let instant = hour(rng.uniform() * 72)
      let known = probes.filter {
        $0.traceStart.adding(milliseconds: Int64($0.tick) * 600_000) <= instant
      }
      let cut = PoolHistory.all(probeSpells(known, until: instant))
      #expect(cut.count == 4)
      for (one, other) in zip(whole, cut) {
        #expect(one.memory(asOf: instant) == other.memory(asOf: instant))
        #expect(
          SiblingMemory(of: one.pool, among: whole, asOf: instant)
            == SiblingMemory(of: one.pool, among: cut, asOf: instant))
      }
    }
  }
}
