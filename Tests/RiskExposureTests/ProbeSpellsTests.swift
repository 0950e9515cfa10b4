import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

struct ProbeSpellsTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")

  /// Ticks of half an hour.
  private func probes(
    _ counts: [Int], skipping: Set<Int> = []
  ) -> [AvailabilityProbe] {
    counts.enumerated().filter { !skipping.contains($0.offset) }.map {
      AvailabilityProbe(
        pool: pool, traceStart: hour(0), gapMilliseconds: 1_800_000,
        tick: $0.offset, available: $0.element, origin: testOrigin)
    }
  }

  // Half-hour ticks 1 1 0 2 2 2 0 1: by hand.
  @Test func runsBecomeSpells() {
    let spells = probeSpells(
      probes([1, 1, 0, 2, 2, 2, 0, 1]), until: hour(100))
    let up = spells.filter { $0.process == .loss }
      .sorted { $0.watchedFrom < $1.watchedFrom }
    #expect(up.map(\.exit) == [.interrupted, .interrupted, .observationEnded])
    #expect(up[0].watched == nil)
    #expect(up[0].launchedAt == nil)
    #expect(up[1].watched == AgeInterval(after: 0, through: 1.5))
    #expect(up[1].launchedAt == hour(1.5))
    #expect(up[1].endUncertaintyMilliseconds == 1_800_000)
    #expect(up[2].watchedUntil == hour(4))
    #expect(up[2].endUncertaintyMilliseconds == 0)
    let down = spells.filter { $0.process == .acquisition }
      .sorted { $0.watchedFrom < $1.watchedFrom }
    #expect(down.map(\.exit) == [.interrupted, .interrupted])
    #expect(down.map(\.watched?.through) == [0.5, 0.5])
  }

  @Test func gangsNeedTheirSize() {
    let spells = probeSpells(
      probes([1, 2, 2, 1, 0]), until: hour(100), gangSize: 2)
    let up = spells.filter { $0.process == .loss }
    #expect(up.count == 1)
    #expect(up.first?.watched == AgeInterval(after: 0, through: 1))
  }

  @Test func missingTicksBreakTheRun() {
    let spells = probeSpells(
      probes([0, 1, 1, 1, 1, 0], skipping: [3]), until: hour(100))
    let up = spells.filter { $0.process == .loss }
      .sorted { $0.watchedFrom < $1.watchedFrom }
    #expect(up.map(\.exit) == [.observationEnded, .interrupted])
    // Nobody saw whether the pool stayed up: the second age is unknown.
    #expect(up.map { $0.watched == nil } == [false, true])
  }

  @Test func nothingAfterTheEndCounts() {
    let all = probes([0, 1, 1, 1, 0, 0, 1])
    for minutes in stride(from: 0.0, through: 240, by: 10) {
      let until = hour(minutes / 60)
      let known = all.filter {
        $0.traceStart.adding(
          milliseconds: Int64($0.tick) * $0.gapMilliseconds) <= until
      }
      #expect(
        probeSpells(all, until: until) == probeSpells(known, until: until))
    }
  }

  @Test func repeatedTicksCountOnce() {
    let ticks = probes([0, 1, 1, 0])
    #expect(
      probeSpells(ticks + ticks, until: hour(9))
        == probeSpells(ticks, until: hour(9)))
  }
}
