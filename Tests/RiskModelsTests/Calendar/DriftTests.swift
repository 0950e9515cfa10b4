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

  /// The trend of pools, and their drift around it.
  private func told(
    _ pools: [[CalendarSum]], prior: DriftPrior = Self.prior,
    gains: ((CalendarTrend) -> [Double])? = nil
  ) -> (trend: CalendarTrend, drift: PoolDrift) {
    func trend(_ gains: [Double]?) -> CalendarTrend {
      CalendarTrend(pools: pools.count, prior: prior, gains: gains) {
        pools[$0]
      }
    }
    var found = trend(nil)
    if let gains { found = trend(gains(found)) }
    let drift = PoolDrift(pools: pools.count, prior: prior, trend: found) {
      zip(pools[$0], found.logs).map {
        CalendarSum(events: $0.events, expected: $0.expected * exp($1))
      }
    }
    return (found, drift)
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

  /// With next to no variance it stands still at log(total / expected).
  @Test func narrowWalkStandsStill() {
    let walk = LogWalk(
      days(40, mean: 5, seed: 11) { $0 }, knotDays: 7, variancePerMonth: 1e-9)
    let spread = (walk.logs.max() ?? 0) - (walk.logs.min() ?? 0)
    #expect(spread < 1e-4)
    #expect(walk.logs.count == 40)
  }

  /// Twenty pools that rise by a factor of e over thirty days, two losses a day.
  ///
  /// The first day lies about one below the last. With 1,200 losses a line's end has a
  /// standard error of 2/sqrt(1200) = 0.06, a level one of 0.03.
  @Test func trendIsFound() throws {
    let pools = (0..<20).map { p in
      days(30, mean: 2, seed: UInt64(300 + p)) { $0 - 0.5 }
    }
    let found = told(pools).trend
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
    let pools = (0..<20).map { p in
      days(30, mean: 2, seed: 100 * seed + UInt64(p)) { _ in 0 }
    }
    let found = told(pools).trend
    #expect(found.likelihoodRatio < 5.41)
    #expect(found.logs.allSatisfy { abs($0) < 0.3 })
    #expect(found.variance < 0.01)
  }

  /// Pools that drift tell of what they have in common as twenty siblings do, not
  /// as six thousand losses.
  ///
  /// Their changes of ±1.39 have a variance of 1.92, that of their mean is 0.096, and
  /// half of it, a line's end over its mean, has 0.024, less what a prior around none
  /// rules out of it; one sum of 6,000 counts would leave 1/4 · 12/6000 = 0.0005.
  @Test func trendOfDriftingPoolsIsThatOfSiblings() {
    let pools = (0..<20).map { p in
      let change = (p % 2 == 0 ? 2.0 : -2) * Foundation.log(2)
      return days(30, mean: 10, seed: UInt64(500 + p)) {
        change * ($0 - 0.5)
      }
    }
    let found = told(pools).trend
    #expect(found.variance > 0.004 && found.variance < 0.024)
  }

  /// Days without losses, without hours, or a single day make no trend.
  @Test func nothingIsNoTrend() {
    for days in [
      [], [CalendarSum(events: 3, expected: 2)],
      Array(repeating: CalendarSum(events: 0, expected: 1), count: 5),
      Array(repeating: CalendarSum(), count: 5),
    ] {
      let found = told([days]).trend
      #expect(found.likelihoodRatio == 0 && found.variance == 0)
      #expect(found.logs == days.map { _ in 0 })
    }
  }

  /// Twenty pools, half of which quadruple and half of which fall to a quarter,
  /// against twenty that stay as they are.
  @Test func driftOfPoolsIsFoundAndNotInvented() throws {
    func found(_ change: Double) -> (trend: CalendarTrend, drift: PoolDrift) {
      told(
        (0..<20).map { p in
          let sign = p % 2 == 0 ? change : -change
          return days(30, mean: 3, seed: UInt64(40 + p)) { sign * ($0 - 0.5) }
        })
    }
    let still = found(0)
    #expect(still.trend.driftLikelihoodRatio < 5.41)
    let moved = found(2 * log(2))
    #expect(moved.trend.driftLikelihoodRatio > 20)
    #expect(
      moved.drift.variancePerMonth > 5 * still.drift.variancePerMonth)
    // From a half to twice, the end is 0.61 above the mean. The 97 losses lie 0.61
    // of the month in on average, with a variance of 0.075: (1 − 0.61)² over
    // 97 · 0.075 is 0.021 before the prior.
    let lift = moved.drift.lifts[0]
    #expect(lift.log > 0.2 && lift.log < 1)
    #expect(lift.variance > 0.01 && lift.variance < 0.03)
    #expect(moved.drift.unseenVariance > lift.variance)
  }

  /// Two losses leave a pool at its mean, from where it may have moved as all do.
  @Test func fewLossesAreLeftAlone() {
    let (trend, drift) = told([
      [
        CalendarSum(events: 0, expected: 1),
        CalendarSum(events: 2, expected: 1),
      ]
    ])
    #expect(trend.driftLikelihoodRatio == 0)
    expectClose(drift.lifts[0].log, 0, relative: 1e-12)
    // Of what is expected around the trend, a share lies a thirtieth of a month
    // back: half of it where the trend stands still, (1/60)².
    let before = exp(trend.logs[0])
    let share = before / (before + 1)
    expectClose(
      drift.lifts[0].variance - trend.variance,
      drift.variancePerMonth * share * share / 900,
      relative: 1e-6)
  }

  /// Others that move at one speed for sure carry these pools with them.
  ///
  /// The fourth candidate has a deviation of 0.25 a month.
  @Test func speedIsThatOfAllProviders() {
    let pools = (0..<20).map { p in
      days(30, mean: 3, seed: UInt64(5 + p)) { _ in 0 }
    }
    let alone = told(pools).drift
    let drift = told(pools) { trend in
      var gains = trend.gains
      gains[3] += 1000
      return gains
    }.drift
    expectClose(drift.variancePerMonth, 0.0625, relative: 1e-12)
    #expect(drift.lifts[0].variance != alone.lifts[0].variance)
    // Ninety losses tell a slope with the precision 90/12, the prior with 1/0.0625;
    // half a month of it: 1/4 / 23.5 = 0.0106. Of an error of the trend, with the
    // precision 20 / (12/90 + 0.0625) = 102, 16/23.5 is left: 1/4 · 0.0045.
    expectClose(drift.lifts[0].variance, 0.0117, relative: 0.002)
  }

  /// Speeds that the prior rules out stay so, whatever they would gain.
  ///
  /// With a deviation of 0.01 a month all of the 0.7 that moves lies at the least
  /// candidate, 0.05, and the last has no weight at all.
  @Test func speedsRuledOutStayOut() {
    let slow = DriftPrior(
      ModelSpec.Calendar(
        steadyProbability: 0.3, monthlyDeviation: 0.01, knotDays: 30))
    let drift = told([days(30, mean: 3, seed: 5) { _ in 0 }], prior: slow) {
      _ in Array(repeating: 0, count: 10) + [9000]
    }.drift
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
    let none = told([]).drift
    #expect(none.lifts.isEmpty && none.unseenVariance == 0)
    let day = told([[CalendarSum(events: 9, expected: 2)]]).drift
    #expect(day.lifts.map(\.variance) == [0])
  }
}
