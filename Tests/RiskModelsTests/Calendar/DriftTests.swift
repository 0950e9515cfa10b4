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
    // Ninety losses on a line tell a quarter of that of its end, and the prior
    // of its slope some more.
    let past = try #require(moved.pasts[0])
    #expect(past.weight > 0.2 && past.weight < 0.5)
    #expect(past.factors.last == 1)
    let first = try #require(past.factors.first)
    #expect(first > 0.15 && first < 0.6)
  }

  /// Two losses say nothing of how fast a pool changes.
  @Test func fewLossesAreLeftAlone() {
    let drift = PoolDrift(pools: 1, prior: Self.prior) { _ in
      [
        CalendarSum(events: 0, expected: 1),
        CalendarSum(events: 2, expected: 1),
      ]
    }
    #expect(drift.pasts.count == 1 && drift.pasts[0] == nil)
    #expect(drift.likelihoodRatio == 0)
  }
}
