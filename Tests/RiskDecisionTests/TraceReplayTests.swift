import RiskTestSupport
import Testing

@testable import RiskDecision

/// Hand-worked replays: spot $1 and on-demand $3 a tick, a launch takes a tick.
struct TraceReplayTests {
  private func replay(
    _ up: String, work: Int = 4, deadline: Int
  ) -> TraceReplay {
    TraceReplay(
      isUp: up.map { $0 == "u" }, workTicks: work, deadlineTicks: deadline,
      launchTicks: 1, spotUSDPerTick: 1, onDemandUSDPerTick: 3)
  }

  @Test func onDemandPaysItsLaunch() {
    let job = replay("dddddddd", deadline: 8)
    // (1 + 4) · $3
    #expect(job.outcome(from: 0, rule: .onDemand).usd == 15)
    #expect(job.clairvoyantUSD(from: 0) == 15)
  }

  /// Up for three ticks, then down for good; 9 ticks for 4 of work.
  ///
  /// Greedy launches, works 2, loses spot and waits while the time left is at
  /// least work + 2 launches = 4 ticks: from tick 3 to 5, then on-demand for
  /// 1 + 2 ticks: $3 + $9. Whoever knows the trace does the same.
  @Test func greedyWaitsUntilTheLastSafeMoment() {
    let job = replay("uuudddddd", deadline: 9)
    let greedy = job.outcome(from: 0, rule: .greedy)
    #expect(greedy == .init(usd: 12, isMissed: false))
    #expect(job.clairvoyantUSD(from: 0) == 12)
  }

  /// Down for 3 of 12 ticks, then up.
  ///
  /// At tick 1 nothing is done of 4 · 1/12:
  /// Uniform Progress goes on-demand, launches and works a tick. At tick 3 spot
  /// is there, but 1/4 done is less than (3 + 2)/12: it stays, as at tick 4
  /// (2/4 = 6/12, ahead: now it moves), and pays a launch and two ticks of spot.
  /// 3 ticks at $3, 3 at $1. Without hysteresis it moves at tick 3: 2 at $3 and
  /// a launch and 3 at $1. Greedy waits for 1 + 4 ticks of spot.
  @Test func uniformProgressHoldsOnDemandUntilItIsAhead() {
    let job = replay("ddduuuuuuuuu", deadline: 12)
    #expect(job.outcome(from: 0, rule: .uniformProgress).usd == 12)
    #expect(
      job.outcome(from: 0, rule: .uniformProgressWithoutHysteresis).usd == 10)
    #expect(job.outcome(from: 0, rule: .greedy).usd == 5)
    #expect(job.clairvoyantUSD(from: 0) == 5)
  }

  /// A spell of one tick is not worth its launch to one who knows.
  @Test func clairvoyantSkipsShortSpells() {
    let job = replay("uduuuuuuu", deadline: 9)
    // Greedy: $1 lost with the first spell, then 1 + 4 ticks.
    #expect(job.outcome(from: 0, rule: .greedy).usd == 6)
    #expect(job.clairvoyantUSD(from: 0) == 5)
  }

  @Test func missedDeadlinesAreTold() {
    let job = replay("dddddd", deadline: 4)
    #expect(job.outcome(from: 0, rule: .onDemand).isMissed)
    #expect(job.clairvoyantUSD(from: 0) == .infinity)
  }
}
