import Foundation
import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

@testable import RiskForecast

/// Baselines against hand-worked numbers.
struct BaselineTests {
  private static func pool(_ name: String) -> PoolID {
    PoolID(provider: .aws, zone: "us-east-1a", instanceType: name)
  }

  /// Pool a: 4 losses in 8 h; pool b: 1 loss in 12 h.
  private static let stretches =
    [1.0, 1, 2, 4].map { stretch("a", $0, isLost: true) } + [
      stretch("b", 2, isLost: true), stretch("b", 10, isLost: false),
    ]

  private static func stretch(
    _ name: String, _ hours: Double, isLost: Bool, gap: Double = 0
  ) -> ScoredStretch {
    ScoredStretch(
      pool: pool(name), clock: .instance, startsAt: hour(0), ageHours: 0,
      upHours: hours - gap, lostByHours: isLost ? hours : nil)
  }

  private static func survival(
    _ kind: BaselineForecaster.Kind, _ name: String, age: Double = 0,
    _ ahead: Double
  ) throws -> Double {
    let forecaster = try #require(BaselineForecaster(kind, stretches))
    let survival = forecaster.survival(
      of: pool(name), ageHours: age, at: hour(1), aheadHours: [ahead])
    return try #require(survival)[0]
  }

  @Test func exponentials() throws {
    // 5 losses in 20 h; pool a 4 in 8 h, with a hundredth of the pooled one.
    expectClose(
      try Self.survival(.pooledExponential, "a", 2), exp(-0.5),
      relative: 1e-12)
    expectClose(
      try Self.survival(.poolExponential, "a", age: 3, 2),
      0.99 * exp(-1) + 0.01 * exp(-0.5), relative: 1e-12)
    // A pool without data has the pooled curve.
    expectClose(
      try Self.survival(.poolExponential, "c", 2), exp(-0.5), relative: 1e-12)
  }

  @Test func kaplanMeierAtDoublingAges() throws {
    // Ages of reading 0.05, 0.1, … 0.8, 1.6, 3.2, …; two of six fall by
    // 1.6 h: S = 4/6 there, and the hazard between 0.8 and 1.6 h is constant.
    let at16 = 0.99 * 4 / 6 + 0.01 * exp(-0.4)
    let pooled = try Self.survival(.pooledKaplanMeier, "a", 1.6)
    expectClose(pooled, at16, relative: 1e-12)
    let at12 = 0.99 * (4.0 / 6).squareRoot() + 0.01 * exp(-0.3)
    expectClose(
      try Self.survival(.pooledKaplanMeier, "a", 1.2), at12, relative: 1e-12)
    // Pool b lost none before 1.6 h.
    expectClose(
      try Self.survival(.poolKaplanMeier, "b", 1.6),
      0.99 + 0.01 * exp(-0.4), relative: 1e-12)
  }

  /// Times at the quantiles of a Weibull of shape 0.5 and scale 4 h give its
  /// parameters back; so do they as intervals.
  @Test(arguments: [0, 0.01])
  func weibullFindsItsParameters(gap: Double) throws {
    let quantiles = (0..<2000).map { i in
      let u = (Double(i) + 0.5) / 2000
      return 4 * pow(-log(1 - u), 2)
    }
    let rows = quantiles.filter { $0 > 0.02 }.map {
      ScoredStretch(
        pool: Self.pool("a"), clock: .probe, startsAt: hour(0), ageHours: 0.02,
        upHours: $0 - 0.02 - min(gap, $0 - 0.02), lostByHours: $0 - 0.02)
    }
    let curve = try #require(BaselineCurve.weibull(rows))
    // H(a) = (a/4)^½.
    for (age, expected) in [(1.0, 0.5), (4, 1), (16, 2)] {
      expectClose(
        curve.cumulativeHazard(over: AgeInterval(after: 0, through: age)),
        expected, relative: 0.03)
    }
  }

  @Test func nothingWatchedGivesNoBaseline() {
    for kind in BaselineForecaster.Kind.allCases {
      #expect(BaselineForecaster(kind, []) == nil)
    }
    // Hours without a loss are a hazard of 0 for every shape.
    let quiet = [Self.stretch("a", 5, isLost: false)]
    for kind in BaselineForecaster.Kind.allCases {
      let survival = BaselineForecaster(kind, quiet)?.survival(
        of: Self.pool("a"), ageHours: 0, at: hour(0), aheadHours: [3])
      #expect(survival == [1])
    }
  }

  /// A Weibull whose survival has long gone to 0 holds more life for
  /// impossible, not for undefined: shape 1,000, scale 1 h, at age 1,000 h.
  @Test func beyondAWeibullsReachLossIsCertain() {
    let curve = BaselineCurve.weibull(
      FailureTimeHazard(.weibull, coefficients: [0], scale: 0.001))
    #expect(
      curve.cumulativeHazard(over: AgeInterval(after: 1000, through: 1001))
        == .infinity)
    #expect(
      curve.cumulativeHazard(over: AgeInterval(after: 1000, through: 1000))
        == 0)
  }
}
