import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskForecast

/// Scores of forecasts against hand-worked numbers.
struct BacktestScoreTests {
  private static let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "p3.2xlarge")

  /// Says the same hazard of everything.
  private struct Constant: LossForecaster {
    var perHour: Double

    func survival(
      of pool: PoolID, ageHours: Double, at instant: UTCInstant,
      aheadHours: [Double]
    ) -> [Double]? {
      aheadHours.map { exp(-perHour * $0) }
    }
  }

  private func scores(
    upHours: Double, lostByHours: Double?
  ) throws -> StretchScores {
    let stretch = ScoredStretch(
      pool: Self.pool, clock: .instance, startsAt: hour(0), ageHours: 0,
      upHours: upHours, lostByHours: lostByHours)
    let survival = try #require(
      StretchScores.survival(of: stretch, by: Constant(perHour: 0.5)))
    var scores = StretchScores()
    scores.add(stretch, survival: survival)
    return scores
  }

  @Test func logScoresOfTheThreeEnds() throws {
    // log ½ − ½·3, up to the curvature inside a minute.
    let exact = try scores(upHours: 3, lostByHours: 3)
    expectClose(exact.logScores[0], log(0.5) - 1.5, relative: 1e-5)
    expectClose(exact.expected[0], 1.5, relative: 1e-12)
    #expect(exact.survivalAtLower == exact.survivalAtUpper)
    // log(e^−1 − e^−1.5).
    let between = try scores(upHours: 2, lostByHours: 3)
    expectClose(between.logScores[0], -1.93275213, relative: 1e-8)
    expectClose(between.expected[0], 1.25, relative: 1e-12)
    let censored = try scores(upHours: 4, lostByHours: nil)
    expectClose(censored.logScores[0], -2, relative: 1e-12)
    #expect(censored.survivalAtUpper == [0])
  }

  private func moment(_ until: Double, _ isLost: Bool) -> RiskMoment {
    RiskMoment(
      pool: Self.pool, at: hour(0), ageHours: 0, untilEndHours: until,
      isLost: isLost)
  }

  /// Lost at 1 h, out of sight at 2 h, lost at 3 h, up beyond 4 h: after 2 h,
  /// two of three are still watched, so each of them weighs 3/2.
  @Test func whatWentOutOfSightIsWeighed() {
    let outcomes = CensoredOutcomes(
      [moment(1, true), moment(2, false), moment(3, true), moment(9, false)],
      withinHours: 4)
    for (weight, expected) in zip(outcomes.weights, [1, 0, 1.5, 1.5]) {
      expectClose(weight, expected, relative: 1e-12)
    }
    #expect(outcomes.outcomes == [1, 0, 1, 0])
    #expect(outcomes.count == 3)
    expectClose(outcomes.baseRate, 2.5 / 4, relative: 1e-12)
    // (0.1² + 1.5·0.5² + 1.5·0.2²) / 4.
    let said = [0.9, 0.3, 0.5, 0.2]
    expectClose(outcomes.brier(said), 0.11125, relative: 1e-12)
    expectClose(outcomes.auc(said) ?? -1, 1, relative: 1e-12)
    // The third falls behind the fourth: only the first pair is won, 1 of 2.5.
    expectClose(
      outcomes.auc([0.9, 0.3, 0.1, 0.2]) ?? -1, 0.4, relative: 1e-12)
    // All alike: half of every pair.
    expectClose(
      outcomes.auc([0.5, 0.5, 0.5, 0.5]) ?? -1, 0.5, relative: 1e-12)
    // −(log 0.9 + 1.5 log 0.5 + 1.5 log 0.8)/4.
    expectClose(outcomes.logLoss(said), 0.3699491534, relative: 1e-9)
  }

  /// Two moments lost, two kept of one pool: its own share is ½; eight of the
  /// pooled share 4/6 are added to four.
  @Test func climatologyIsShrunk() {
    var other = Self.pool
    other.zone = "us-east-1b"
    let own = [true, true, false, false].map { moment($0 ? 1 : 9, $0) }
    let others = [true, true].map { isLost in
      RiskMoment(
        pool: other, at: hour(0), ageHours: 0, untilEndHours: 1,
        isLost: isLost)
    }
    let climate = Climatology(own + others, aheadHours: [2])
    expectClose(
      climate.lost(Self.pool)[0], (2 + 8 * 4.0 / 6) / 12, relative: 1e-12)
    expectClose(
      climate.lost(other)[0], (2 + 8 * 4.0 / 6) / 10, relative: 1e-12)
  }

  /// 180 s after the first of them a loss is an event of its own.
  @Test func lossesThatFellTogetherAreOneEvent() {
    let seconds = [0.0, 100, 180, 181, 400]
    #expect(
      PoolWindow.events(seconds.map { hour($0 / 3600) }) == 3)
  }

  /// A multiplier known exactly gives Poisson counts: of mean 5, from 2 to 9
  /// with 0.9681719 − 0.0404277 = 0.9277442.
  @Test func coverageOfCounts() throws {
    func windows(_ events: [Int]) -> [PoolWindow] {
      events.map { PoolWindow(events: $0, expected: 5, shape: 1e8) }
    }
    let coverage = try #require(
      PoolWindow.coverage(windows([1, 2, 9, 10])))
    #expect(coverage.windows == 4)
    #expect(coverage.covered == 0.5)
    expectClose(coverage.promised, 0.9277442, relative: 1e-5)
    #expect(
      PoolWindow.coverage([PoolWindow(events: 0, expected: 0, shape: 1)])
        == nil)
  }

  /// Two pools a day apart: clusters by pool, and by pool and day.
  @Test func differencesResampleClusters() throws {
    let rows = (0..<40).map { i in
      (
        pool: PoolID(
          provider: .aws, zone: "us-east-1\(i % 2 == 0 ? "a" : "b")",
          instanceType: "p3.2xlarge"), at: hour(Double(i / 4) * 24)
      )
    }
    let values = rows.indices.map { $0 % 2 == 0 ? 1.0 : 3 }
    let ones = rows.map { _ in 1.0 }
    let byPool = try #require(
      ClusterSums(rows, byDay: false)
        .difference(values, weights: ones, seed: 1))
    #expect(byPool.mean == 2)
    // Both draws may be the same pool.
    #expect(byPool.low == 1)
    #expect(byPool.high == 3)
    let byDay = try #require(
      ClusterSums(rows, byDay: true)
        .difference(values, weights: ones, seed: 1))
    // Twenty clusters of 1 or 3: a standard error of 1/√20 = 0.22.
    #expect(byDay.low > 1.4 && byDay.low < 1.7)
    #expect(byDay.high > 2.3 && byDay.high < 2.6)
    #expect(
      ClusterSums(Array(rows.prefix(1)), byDay: false)
        .difference([1], weights: [1], seed: 1) == nil)
  }
}
