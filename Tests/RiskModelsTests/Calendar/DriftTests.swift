import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

/// Trend and drift in made-up counts whose truth is known.
struct DriftTests {
  private static let prior = DriftPrior(
    ModelSpec.Calendar(
      steadyProbability: 0.3, monthlyDeviation: 0.5, knotDays: 30))

  private func days(
    _ count: Int, mean: Double, seed: UInt64, _ log: (Double) -> Double
  ) -> [CalendarSum] {
    var rng = SplitMix64(seed: seed)
    return (0..<count).map { d in
      let share = Double(d) / Double(count - 1)
      let events = poissonSample(mean: mean * exp(log(share)), using: &rng)
      return CalendarSum(events: Double(events), expected: mean)
    }
  }

  @Test func priorSumsToOne() {
    let sum = Self.prior.candidates.reduce(0) { $0 + $1.weight }
    expectClose(sum, 1, relative: 1e-14)
    #expect(Self.prior.candidates.first?.variancePerMonth == 0)
    #expect(Self.prior.candidates.first?.weight == 0.3)
  }

  /// With counts that lie on a line the path is that line, but for the prior of
  /// its slope.
  ///
  /// By hand for two days, expectation 1,000 each, seen 1,000 and 2,000: knots a
  /// day apart, variance so wide that it holds nothing back: 0 and log 2; the
  /// last day's precision is its own 2,000.
  @Test func walkFollowsWhatIsSeen() {
    let walk = LogWalk(
      [
        CalendarSum(events: 1000, expected: 1000),
        CalendarSum(events: 2000, expected: 1000),
      ], knotDays: 1, variancePerMonth: 3e6)
    expectClose(walk.logs[0], 0, relative: 1e-6)
    expectClose(walk.logs[1], 0.693147, relative: 1e-5)
    expectClose(walk.lastPrecision, 2000, relative: 1e-3)
    // Over the mean of 1.5: log(2 / 1.5), and 1/2000 − 1/3000.
    expectClose(walk.lift.log, 0.287682, relative: 1e-4)
    expectClose(walk.lift.variance, 1.66667e-4, relative: 5e-3)
  }

  /// What the last day may have over the mean hangs on how far back that lies.
  ///
  /// By hand: two days, knots a day apart, variance 1/30 a day, half of what was
  /// watched lies a step back: 1/30 · (1/2)². Thirty days on one line lie 14.5 of
  /// 30 days back on average: (14.5/30)². Days without hours have no mean.
  @Test func liftBeforeEventsIsTheWalkSinceTheMean() {
    let day = CalendarSum(events: 0, expected: 2)
    expectClose(
      LogWalk.liftVariance(before: [day, day], knotDays: 1), 0.00833333,
      relative: 1e-5)
    expectClose(
      LogWalk.liftVariance(
        before: Array(repeating: day, count: 30), knotDays: 30), 0.233611,
      relative: 1e-5)
    #expect(LogWalk.liftVariance(before: [], knotDays: 30) == 0)
    #expect(
      LogWalk.liftVariance(
        before: [CalendarSum(), CalendarSum()], knotDays: 30) == 0)
  }

  /// With next to no variance it stands still at log(total / expected).
  @Test func narrowWalkStandsStill() {
    let walk = LogWalk(
      days(40, mean: 5, seed: 11) { $0 }, knotDays: 7, variancePerMonth: 1e-9)
    let spread = (walk.logs.max() ?? 0) - (walk.logs.min() ?? 0)
    #expect(spread < 1e-4)
    #expect(walk.logs.count == 40)
  }

  /// A rise by a factor of e over thirty days of forty losses is told.
  ///
  /// The first day lies about one below the last. With 1,200 losses a line's end has a
  /// standard error of 2/sqrt(1200) = 0.06, a level one of 0.03.
  @Test func trendIsFound() throws {
    let found = CalendarTrend(
      days(30, mean: 40, seed: 3) { $0 - 0.5 }, prior: Self.prior)
    #expect(found.likelihoodRatio > 20)
    let first = try #require(found.logs.first)
    #expect(first < -0.7 && first > -1.3)
    #expect(found.logs.last == 0)
    #expect(found.variance > 0.001 && found.variance < 0.01)
  }

  /// Without one nothing is told, and little is left open.
  ///
  /// The rise of a line through 1,200 losses has a standard error of
  /// sqrt(12 / 1200) = 0.1 before the prior holds it back; three of them.
  @Test(arguments: 1...8) func noTrendIsInvented(seed: UInt64) {
    let found = CalendarTrend(
      days(30, mean: 40, seed: seed) { _ in 0 }, prior: Self.prior)
    #expect(found.likelihoodRatio < 5.41)
    #expect(found.logs.allSatisfy { abs($0) < 0.3 })
    #expect(found.variance < 0.01)
  }

  /// Days without losses, without hours, or a single day make no trend.
  @Test func nothingIsNoTrend() {
    for days in [
      [], [CalendarSum(events: 3, expected: 2)],
      Array(repeating: CalendarSum(events: 0, expected: 1), count: 5),
      Array(repeating: CalendarSum(), count: 5),
    ] {
      let found = CalendarTrend(days, prior: Self.prior)
      #expect(found.likelihoodRatio == 0 && found.variance == 0)
      #expect(found.logs == days.map { _ in 0 })
    }
  }

  /// Twenty pools, half of which quadruple and half of which fall to a quarter,
  /// against twenty that stay as they are.
  @Test func driftOfPoolsIsFoundAndNotInvented() throws {
    func found(_ change: Double) -> PoolDrift {
      let pools = (0..<20).map { p in
        let sign = p % 2 == 0 ? change : -change
        return days(30, mean: 3, seed: UInt64(40 + p)) { sign * ($0 - 0.5) }
      }
      return PoolDrift(pools: 20, prior: Self.prior) { pools[$0] }
    }
    let still = found(0)
    #expect(still.likelihoodRatio < 5.41)
    let moved = found(2 * log(2))
    #expect(moved.likelihoodRatio > 20)
    #expect(moved.variancePerMonth > 5 * still.variancePerMonth)
    // From a half to twice, the end is 0.61 above the mean. The 97 losses lie 0.61
    // of the month in on average, with a variance of 0.075: (1 − 0.61)² over
    // 97 · 0.075 is 0.021 before the prior.
    let lift = moved.lifts[0]
    #expect(lift.log > 0.2 && lift.log < 1)
    #expect(lift.variance > 0.01 && lift.variance < 0.03)
    #expect(moved.unseenVariance > lift.variance)
  }

  /// Two losses leave a pool at its mean, from where it may have moved as all do.
  @Test func fewLossesAreLeftAlone() {
    let drift = PoolDrift(pools: 1, prior: Self.prior) { _ in
      [
        CalendarSum(events: 0, expected: 1),
        CalendarSum(events: 2, expected: 1),
      ]
    }
    #expect(drift.likelihoodRatio == 0)
    #expect(drift.lifts.map(\.log) == [0])
    // Half of the time lies a thirtieth of a month back: (1/60)².
    expectClose(
      drift.lifts[0].variance, drift.variancePerMonth / 3600, relative: 1e-9)
  }

  /// Others that move at one speed for sure carry these pools with them.
  ///
  /// The fourth candidate has a deviation of 0.25 a month.
  @Test func speedIsThatOfAllProviders() {
    var drift = PoolDrift(pools: 1, prior: Self.prior) { _ in
      days(30, mean: 3, seed: 5) { _ in 0 }
    }
    let alone = drift.lifts[0].variance
    var gains = drift.gains
    gains[3] += 1000
    drift.weigh(by: gains)
    expectClose(drift.variancePerMonth, 0.0625, relative: 1e-12)
    #expect(drift.lifts[0].variance != alone)
    // Ninety losses tell a slope with the precision 90/12, the prior with 1/0.0625;
    // half a month of it: 1/4 / 23.5 = 0.0106.
    expectClose(drift.lifts[0].variance, 0.0106, relative: 0.15)
  }

  /// Speeds that the prior rules out stay so, whatever they would gain.
  ///
  /// With a deviation of 0.01 a month all of the 0.7 that moves lies at the least
  /// candidate, 0.05, and the last has no weight at all.
  @Test func speedsRuledOutStayOut() {
    let slow = DriftPrior(
      ModelSpec.Calendar(
        steadyProbability: 0.3, monthlyDeviation: 0.01, knotDays: 30))
    var drift = PoolDrift(pools: 1, prior: slow) { _ in
      days(30, mean: 3, seed: 5) { _ in 0 }
    }
    drift.weigh(by: Array(repeating: 0, count: 10) + [9000])
    expectClose(drift.variancePerMonth, 0.00175, relative: 1e-9)
    #expect(drift.lifts[0].log.isFinite && drift.lifts[0].variance > 0)
  }

  /// A scale far below the least candidate leaves that one.
  @Test func smallestScaleIsTheLeastSpeed() {
    let prior = DriftPrior(
      ModelSpec.Calendar(
        steadyProbability: 0.3, monthlyDeviation: 1e-9, knotDays: 30))
    #expect(prior.candidates.map(\.weight).prefix(3) == [0.3, 0.7, 0])
  }

  /// No pool, or none that was watched for two days, is no drift.
  @Test func nothingDoesNotDrift() {
    let none = PoolDrift(pools: 0, prior: Self.prior) { _ in [] }
    #expect(none.lifts.isEmpty && none.unseenVariance == 0)
    let day = PoolDrift(pools: 1, prior: Self.prior) { _ in
      [CalendarSum(events: 9, expected: 2)]
    }
    #expect(day.lifts.map(\.variance) == [0])
  }
}
