import Foundation
import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

/// What theory says of other units, weights and doubled rows.
struct RegressionScalingTests {
  private let data = SimulatedTimes(rows: 300, seed: 4_201)
  private let rightCensored = SimulatedTimes(
    rows: 300, seed: 4_202, allKinds: false)

  private func fit(
    _ family: AcceleratedFailureTime.Family, unit: Double = 1,
    mass: Double = 1, scales: [Double] = [1, 1, 1]
  ) throws -> RegressionFit {
    try AcceleratedFailureTime(
      family, data.table(scales: scales),
      times: data.times(unit: unit, mass: mass)
    ).fit()
  }

  /// log T shifts by log 60: only the intercept moves, and the density of
  /// exact times is per minute.
  @Test(arguments: AcceleratedFailureTime.Family.allCases)
  func minutesForHours(family: AcceleratedFailureTime.Family) throws {
    let (hours, minutes) = (try fit(family), try fit(family, unit: 60))
    var expected = hours.estimates
    expected[0] += log(60)
    for (m, e) in zip(minutes.estimates, expected) {
      expectClose(m, e, relative: 1e-9)
    }
    let exact = data.lower.indices.filter { data.lower[$0] == data.upper[$0] }
    let mass = exact.reduce(0) { $0 + data.weights[$1] }
    expectClose(
      minutes.logLikelihood, hours.logLikelihood - mass * log(60),
      relative: 1e-9)
  }

  /// Weights times 3: the same estimates, a third of the variance.
  @Test(arguments: AcceleratedFailureTime.Family.allCases)
  func tripledWeights(family: AcceleratedFailureTime.Family) throws {
    let (once, thrice) = (try fit(family), try fit(family, mass: 3))
    for (a, b) in zip(once.parameters, thrice.parameters) {
      expectClose(
        try #require(b.estimate), try #require(a.estimate), relative: 1e-9)
      let ratio =
        try #require(a.standardError) / (try #require(b.standardError))
      #expect(abs(ratio - 3.0.squareRoot()) < 1e-7)
    }
    expectClose(
      thrice.logLikelihood, 3 * once.logLikelihood, relative: 1e-9)
  }

  /// A covariate times 1,000: its coefficient and error a thousandth.
  @Test(arguments: AcceleratedFailureTime.Family.allCases)
  func covariateUnits(family: AcceleratedFailureTime.Family) throws {
    let plain = try fit(family)
    let scaled = try fit(family, scales: [1000, 1, 0.001])
    for (k, factor) in [(1, 0.001), (2, 1.0), (3, 1000)] {
      let (a, b) = (plain.parameters[k], scaled.parameters[k])
      let error = try #require(a.standardError)
      #expect(
        abs((b.estimate ?? .nan) - factor * (a.estimate ?? .nan))
          < 1e-7 * factor * error)
      #expect(
        abs((b.standardError ?? .nan) - factor * error)
          < 1e-7 * factor * error)
    }
    expectClose(scaled.logLikelihood, plain.logLikelihood, relative: 1e-10)
  }

  /// Hours to other units: γ falls by their number, the intercept by its log.
  @Test(arguments: [60, 3.6e6, 1.0 / 8760])
  func gompertzUnits(unit: Double) throws {
    func fit(_ unit: Double) throws -> [Double] {
      try GompertzRegression(data.table(), times: data.times(unit: unit))
        .fit().estimates
    }
    let (hours, other) = (try fit(1), try fit(unit))
    expectClose(other[0], hours[0] - log(unit), relative: 1e-8)
    for k in 1...3 { expectClose(other[k], hours[k], relative: 1e-8) }
    #expect(abs(other[4] * unit - hours[4]) < 1e-8)
  }

  /// A covariate in milliseconds since 1970 loses nothing to its size.
  @Test func farFromNought() throws {
    var far = data
    for k in stride(from: 2, to: far.covariates.count, by: 3) {
      far.covariates[k] = 1.7e12 + far.covariates[k] * 3.6e6
    }
    let plain = try fit(.weibull)
    let shifted = try AcceleratedFailureTime(
      .weibull, far.table(), times: far.times()
    ).fit()
    expectClose(
      shifted.estimates[3] * 3.6e6, plain.estimates[3], relative: 1e-8)
    expectClose(shifted.estimates[1], plain.estimates[1], relative: 1e-8)
    expectClose(shifted.logLikelihood, plain.logLikelihood, relative: 1e-10)
  }

  /// A weight of 2 is the row twice, in any order of the rows.
  @Test func weightsAreCopies() throws {
    var twice = rightCensored
    twice.covariates += rightCensored.covariates.reversed().chunkedRows(3)
    twice.lower += rightCensored.lower.reversed()
    twice.upper += rightCensored.upper.reversed()
    twice.entry += rightCensored.entry.reversed()
    let ones = Array(repeating: 1.0, count: twice.lower.count)
    twice.weights = ones
    var once = rightCensored
    once.weights = Array(repeating: 2, count: once.lower.count)
    let a = try AcceleratedFailureTime(
      .weibull, once.table(), times: once.times()
    ).fit()
    let b = try AcceleratedFailureTime(
      .weibull, twice.table(), times: twice.times()
    ).fit()
    for (x, y) in zip(a.estimates, b.estimates) {
      expectClose(x, y, relative: 1e-9)
    }
    expectClose(a.logLikelihood, b.logLikelihood, relative: 1e-11)
  }

  /// Exponential families agree with events over hours where that is all.
  ///
  /// 3 events in 12 h, log(0.25).
  @Test func oneRate() throws {
    let times = try CensoredTimes(
      times: [1, 2, 4, 5], isEvent: [true, true, false, true])
    let table = try CovariateTable.interceptOnly(rowCount: 4)
    let failure = try AcceleratedFailureTime(
      .exponential, table, times: times
    ).fit()
    expectClose(failure.estimates[0], log(4), relative: 1e-10)
    // Error of a log-rate: 1/√events.
    let error = try #require(failure.parameters[0].standardError)
    expectClose(error, 1 / 3.0.squareRoot(), relative: 1e-8)
    let pieces = try PiecewiseExponentialRegression(
      table, times: times, cuts: [])
    let rate = try pieces.fit()
    expectClose(rate.estimates[0], log(0.25), relative: 1e-10)
    // ℓ = 3 log(1/4) − 3 for both.
    expectClose(
      failure.logLikelihood, 3 * log(0.25) - 3, relative: 1e-12)
    expectClose(rate.logLikelihood, 3 * log(0.25) - 3, relative: 1e-12)
  }

  /// Cuts at 2: 2 events in 7 h before (1 + 2 + 2 + 2), 1 event in 5 h after.
  @Test func piecesByHand() throws {
    let times = try CensoredTimes(
      times: [1, 2, 4, 5], isEvent: [true, true, false, true])
    let model = try PiecewiseExponentialRegression(
      CovariateTable.interceptOnly(rowCount: 4), times: times, cuts: [2])
    let fit = try model.fit()
    #expect(model.splitRowCount == 6)
    expectClose(fit.estimates[0], log(2.0 / 7), relative: 1e-10)
    expectClose(fit.estimates[1], log(1.0 / 5), relative: 1e-10)
    let hazard = model.hazard(fit, covariates: [])
    expectClose(hazard.hazard(atAge: 1), 2.0 / 7, relative: 1e-10)
    expectClose(hazard.hazard(atAge: 3), 0.2, relative: 1e-10)
  }

  /// A large table, fitted from thinned starts, ends where its rows alone
  /// would: the gradient there is nought.
  @Test func largeTablesLoseNothing() throws {
    let large = SimulatedTimes(rows: 45_000, seed: 4_203)
    let fit = try AcceleratedFailureTime(
      .logLogistic, large.table(), times: large.times()
    ).fit()
    #expect(fit.distance < 1e-6)
    let half = SimulatedTimes(rows: 39_000, seed: 4_203)
    let other = try AcceleratedFailureTime(
      .logLogistic, half.table(), times: half.times()
    ).fit()
    for (a, b) in zip(fit.parameters, other.parameters) {
      let error = try #require(b.standardError)
      #expect(
        abs((a.estimate ?? .nan) - (b.estimate ?? .nan)) < 3 * error)
    }
  }
}

extension Sequence<Double> {
  /// Rows of a reversed row-major table, each turned the right way again.
  fileprivate func chunkedRows(_ width: Int) -> [Double] {
    let all = Array(self)
    return stride(from: 0, to: all.count, by: width).flatMap {
      all[$0..<($0 + width)].reversed()
    }
  }
}

/// Mean residual life against Simpson's rule on the survival function.
struct MeanResidualLifeTests {
  // e(a) = ∫ S(a + u)/S(a) du to where S(a + u)/S(a) falls below 1e-13, in
  // log-spaced steps for the heavy tail of the log-logistic.
  @Test(
    arguments: AcceleratedFailureTime.Family.allCases, [0.0, 0.7, 5])
  func isTheIntegral(family: AcceleratedFailureTime.Family, age: Double) {
    let model = FailureTimeHazard(
      family, coefficients: [0.4, 0.3], scale: 0.35)
    let x = [1.0]
    func alive(_ u: Double) -> Double {
      exp(
        -model.cumulativeHazard(
          over: AgeInterval(after: age, through: age + u), x))
    }
    // u = eᵛ, du = eᵛ dv, Simpson over v from −30 to 25.
    let steps = 20_000
    let width = 55.0 / Double(steps)
    let sum = (0...steps).reduce(0) { sum, k in
      let u = exp(-30 + Double(k) * width)
      let weight = k == 0 || k == steps ? 1.0 : k % 2 == 1 ? 4 : 2
      return sum + weight * alive(u) * u
    }
    let integral = sum * width / 3
    #expect(
      abs(model.meanResidualLife(atAge: age, x) - integral)
        <= 1e-9 * integral)
  }

  @Test func heavyTailsHaveNone() {
    let model = FailureTimeHazard(
      .logLogistic, coefficients: [0], scale: 1.2)
    #expect(model.meanResidualLife(atAge: 1, []) == .infinity)
  }

  /// Old ages: a Weibull of shape 2 loses 1/h within 1 %, and nothing
  /// overflows where its survival does.
  @Test func oldAges() {
    let model = FailureTimeHazard(
      .weibull, coefficients: [0], scale: 0.5)
    let hazard = exp(model.logHazard(atAge: 100, []))
    #expect(abs(model.meanResidualLife(atAge: 100, []) * hazard - 1) < 0.01)
    let heavy = FailureTimeHazard(
      .logLogistic, coefficients: [0], scale: 0.5)
    // S falls as t⁻²: the mean to come is the age itself, aσ/(1 − σ).
    expectClose(heavy.meanResidualLife(atAge: 1e9, []), 1e9, relative: 1e-8)
    expectClose(heavy.meanResidualLife(atAge: 1e5, []), 1e5, relative: 1e-5)
  }

  /// Rates 1/h to 2 h, then 0, capped at 5 h: (1 − e⁻²) + 3 e⁻².
  @Test func restrictedMeanByHand() {
    let hazard = PiecewiseHazard(
      cutsHours: [0, 2], ratesPerHour: [1, 0], capHours: 5)
    expectClose(
      hazard.restrictedMeanHours(throughHours: 9), 1 + 2 * exp(-2),
      relative: 1e-14)
  }
}
