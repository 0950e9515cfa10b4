import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Limits and directions of the table (methods/deadline.md).
struct DeadlineTableTests {
  /// A job on one pool, drawn with a seed.
  private struct Job {
    var loss, gain: PiecewiseHazard
    var work, launch, slack: Int
    var price: Double
    var followsPool: Bool

    init(seed: UInt64) {
      var luck = SplitMix64(seed: seed)
      func between(_ low: Double, _ high: Double) -> Double {
        low * pow(high / low, luck.uniform())
      }
      func hazard() -> PiecewiseHazard {
        let first = between(0.05, 4)
        let falling = between(0.1, 1)
        return PiecewiseHazard(
          cutsHours: [0, 0.5, 3],
          ratesPerHour: [first, first * falling, first * falling * falling])
      }
      loss = hazard()
      gain = hazard()
      work = 3 + Int(luck.uniform() * 10)
      launch = Int(luck.uniform() * 4)
      slack = launch + Int(luck.uniform() * 14)
      price = between(1.2, 8)
      followsPool = luck.uniform() < 0.7
    }

    func values() -> [Double] {
      var table = DeadlineTable(
        environment: AgeEnvironment(
          loss: loss, acquisition: gain, tickHours: 0.1,
          agesFollowPool: followsPool, edges: [0, 1, 3, 10]),
        workTicks: work, mostSlackTicks: 200, launchTicks: launch,
        spotPerTick: 0.1, onDemandPerTick: 0.1 * price)
      table.extend(toSlackTicks: slack)
      return (0..<8).map { table.lastIdle(work: work, state: $0) }
    }
  }

  private func expect(
    _ less: [Double], isAtMost more: [Double], _ seed: UInt64, _ what: String
  ) {
    for (a, b) in zip(less, more) {
      #expect(a <= b * (1 + 1e-12), "\(what), seed \(seed): \(a) > \(b)")
    }
  }

  /// Less time, more work, dearer on-demand and more losses never make a job
  /// cheaper; in 500 of them.
  @Test func everyHardshipCosts() {
    for seed in 0..<500 as Range<UInt64> {
      let job = Job(seed: seed)
      let values = job.values()
      var other = job
      other.slack += 3
      expect(other.values(), isAtMost: values, seed, "time")
      other = job
      other.work += 2
      expect(values, isAtMost: other.values(), seed, "work")
      other = job
      other.price *= 1.3
      expect(values, isAtMost: other.values(), seed, "price")
      other = job
      other.gain = job.gain.scaled(by: 0.7)
      other.loss = PiecewiseHazard(constantPerHour: 1)
      var safer = other
      safer.loss = PiecewiseHazard(constantPerHour: 0.6)
      // A hazard that falls with age makes long-lived spot dearer to lose, so
      // that more of it may even help: the direction holds where ages say
      // nothing.
      other.gain = PiecewiseHazard(constantPerHour: 0.8)
      safer.gain = other.gain
      expect(safer.values(), isAtMost: other.values(), seed, "losses")
    }
  }

  /// On-demand from the start is the dearest that a safe job may cost, and the
  /// bare work on spot the cheapest.
  @Test func everyJobLiesBetweenItsBounds() {
    for seed in 500..<700 as Range<UInt64> {
      let job = Job(seed: seed)
      let ticks = Double(job.work + job.launch)
      for value in job.values() {
        #expect(value <= 0.1 * job.price * ticks * (1 + 1e-12))
        #expect(value >= 0.1 * ticks * (1 - 1e-12))
      }
    }
  }

  /// Where one choice is left.
  ///
  /// No loss: spot at its price. No spot: on-demand. No slack beyond a launch:
  /// on-demand, because a loss while launching would be too late. On-demand at
  /// the price of spot: as if on-demand from the start.
  @Test func limits() {
    var job = Job(seed: 7)
    job.launch = 2
    job.slack = 30
    let never = PiecewiseHazard(constantPerHour: 0)
    let ticks = Double(job.work + 2)
    var calm = job
    calm.loss = never
    expectClose(calm.values()[4], 0.1 * ticks, relative: 1e-12)
    var gone = job
    gone.gain = never
    expectClose(gone.values()[0], 0.1 * job.price * ticks, relative: 1e-12)
    var tight = job
    tight.slack = 2
    for value in tight.values() {
      expectClose(value, 0.1 * job.price * ticks, relative: 1e-12)
    }
    var cheap = job
    cheap.price = 1
    for value in cheap.values() {
      expectClose(value, 0.1 * ticks, relative: 1e-12)
    }
  }

  /// A table that grew step by step is that made at once.
  @Test func growthLeavesNoTrace() {
    func table() -> DeadlineTable {
      DeadlineTable(
        environment: AgeEnvironment(
          loss: DecidePolicyTests.loss, acquisition: DecidePolicyTests.gain,
          tickHours: 0.1), workTicks: 40, mostSlackTicks: 60, launchTicks: 2,
        spotPerTick: 1, onDemandPerTick: 3)
    }
    var (slow, fast) = (table(), table())
    for slack in [0, 1, 7, 8, 30] { slow.extend(toSlackTicks: slack) }
    fast.extend(toSlackTicks: 30)
    for (work, state) in [(1, 0), (17, 5), (40, 23), (40, 12)] {
      #expect(
        slow.lastIdle(work: work, state: state)
          == fast.lastIdle(work: work, state: state))
      for time in [work - 1, work, work + 9, work + 30, work + 90] {
        let (a, b) = (
          slow.idle(time: time, work: work, state: state),
          fast.idle(time: time, work: work, state: state)
        )
        #expect(a == b)
      }
    }
  }
}
