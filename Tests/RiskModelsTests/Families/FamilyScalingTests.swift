import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// What theory says of other units of time and of tripled weights, for the
/// families that `RegressionScalingTests` and `CoxRegressionTests` leave out.
struct FamilyScalingTests {
  private let data = SimulatedTimes(rows: 300, seed: 4_301)
  private let rightCensored = SimulatedTimes(
    rows: 300, seed: 4_302, allKinds: false)

  private func expectTripled(_ once: RegressionFit, _ thrice: RegressionFit)
    throws
  {
    for (a, b) in zip(once.parameters, thrice.parameters) {
      let error = try #require(a.standardError)
      #expect(
        abs((b.estimate ?? .nan) - (a.estimate ?? .nan)) < 1e-8 * error)
      let ratio = error / (try #require(b.standardError))
      #expect(abs(ratio - 3.0.squareRoot()) < 1e-7)
    }
    expectClose(
      thrice.logLikelihood, 3 * once.logLikelihood, relative: 1e-10)
  }

  @Test func gompertzWeights() throws {
    func fit(_ mass: Double) throws -> RegressionFit {
      try GompertzRegression(data.table(), times: data.times(mass: mass)).fit()
    }
    try expectTripled(fit(1), fit(3))
  }

  /// Times and cuts in minutes: every log-rate falls by log 60, the rest stays.
  @Test func piecewiseTimeAndWeights() throws {
    func fit(_ unit: Double, _ mass: Double) throws -> RegressionFit {
      try PiecewiseExponentialRegression(
        rightCensored.table(),
        times: rightCensored.times(unit: unit, mass: mass),
        cuts: [8 * unit, 20 * unit]
      ).fit()
    }
    let (hours, minutes) = (try fit(1, 1), try fit(60, 1))
    for k in 0..<3 {
      expectClose(
        minutes.estimates[k], hours.estimates[k] - log(60), relative: 1e-9)
    }
    for k in 3..<6 {
      expectClose(minutes.estimates[k], hours.estimates[k], relative: 1e-9)
    }
    try expectTripled(hours, fit(1, 3))
  }

  /// Exposure times 60: only the intercept moves.
  @Test func poissonExposureAndWeights() throws {
    var rng = SplitMix64(seed: 4_303)
    let hours = (0..<300).map { _ in 1 + 9 * rng.uniform() }
    let counts = hours.map { ($0 * rng.uniform()).rounded() }
    func fit(_ unit: Double, _ mass: Double) throws -> RegressionFit {
      try PoissonRegression(
        data.table(), events: counts, exposure: hours.map { $0 * unit },
        weights: data.weights.map { $0 * mass }
      ).fit()
    }
    let (plain, scaled) = (try fit(1, 1), try fit(60, 1))
    expectClose(
      scaled.estimates[0], plain.estimates[0] - log(60), relative: 1e-9)
    for k in 1...3 {
      expectClose(scaled.estimates[k], plain.estimates[k], relative: 1e-9)
    }
    // Σ w·d·log E moves with the unit, Σ w·d log 60 of it.
    let thrice = try fit(1, 3)
    for (a, b) in zip(plain.parameters, thrice.parameters) {
      let error = try #require(a.standardError)
      #expect(
        abs((b.estimate ?? .nan) - (a.estimate ?? .nan)) < 1e-8 * error)
      #expect(
        abs(error / (try #require(b.standardError)) - 3.0.squareRoot())
          < 1e-7)
    }
  }

  /// The risk sets are those of the times' order: a frailty fit has no unit.
  @Test(arguments: FrailtyDistribution.allCases)
  func frailtyTime(distribution: FrailtyDistribution) throws {
    func fit(_ unit: Double) throws -> CoxFrailty {
      try CoxFrailty(
        SurvivalSample(
          time: (0..<20).map { unit * Double($0 + 1) },
          isEvent: (0..<20).map { $0 % 5 != 4 }),
        covariates: Matrix(
          rows: 20, columns: 1, elements: (0..<20).map { Double($0 % 3) }),
        names: ["x"], clusters: (0..<20).map { $0 / 4 },
        distribution: distribution)
    }
    let (hours, minutes) = (try fit(1), try fit(60))
    #expect(minutes.coefficients == hours.coefficients)
    #expect(minutes.variance == hours.variance)
    #expect(minutes.logFactors == hours.logFactors)
  }

  /// Hours in minutes: the population keeps its shape, its rate is per minute.
  @Test func gammaPoissonTime() throws {
    let events = [2.0, 9, 1, 14, 3, 0, 22, 5]
    let hours = [100.0, 120, 90, 150, 110, 80, 130, 95]
    let plain = try GammaPoisson.fit(events: events, hours: hours)
    let scaled = try GammaPoisson.fit(
      events: events, hours: hours.map { 60 * $0 })
    expectClose(scaled.shape, plain.shape, relative: 1e-8)
    expectClose(scaled.rateHours, 60 * plain.rateHours, relative: 1e-8)
  }

  /// Curves: the same at stretched times; tripled weights leave them, and
  /// divide Greenwood's and Nelson's errors by √3, but not those from the
  /// influence of rows, which are the same rows as before.
  @Test func estimators() throws {
    let n = rightCensored.lower.count
    let isEvent = (0..<n).map { rightCensored.upper[$0] < .infinity }
    let cause = (0..<n).map { isEvent[$0] ? 1 + $0 % 4 / 2 : 0 }
    func sample(_ unit: Double, _ mass: Double) throws -> SurvivalSample {
      try SurvivalSample(
        time: rightCensored.lower.map { unit * $0 }, isEvent: isEvent,
        weight: rightCensored.weights.map { mass * $0 })
    }
    let plain = try #require(sample(1, 1).curves().first)
    let heavy = try #require(sample(1, 3).curves().first)
    #expect(try sample(64, 1).curves().first?.survival == plain.survival)
    let ends = try AalenJohansen(
      sample(1, 1), cause: cause, causeCount: 2)
    let later = try AalenJohansen(
      sample(64, 1), cause: cause, causeCount: 2)
    #expect(later.incidence == ends.incidence)
    #expect(later.time == ends.time.map { 64 * $0 })
    let heavyEnds = try AalenJohansen(
      sample(1, 3), cause: cause, causeCount: 2)
    for k in plain.time.indices {
      expectClose(heavy.survival[k], plain.survival[k], relative: 1e-12)
      expectClose(
        heavy.cumulativeHazardStandardError[k] * 3.0.squareRoot(),
        plain.cumulativeHazardStandardError[k], relative: 1e-12)
      if plain.logStandardError[k].isFinite {
        expectClose(
          heavy.logStandardError[k] * 3.0.squareRoot(),
          plain.logStandardError[k], relative: 1e-12)
      }
      expectClose(
        heavyEnds.incidenceStandardError[0][k],
        ends.incidenceStandardError[0][k], relative: 1e-11)
    }
  }

  @Test func turnbull() throws {
    func fit(_ unit: Double, _ mass: Double) throws -> Turnbull {
      try Turnbull(
        IntervalSample(
          low: data.lower.prefix(60).map { unit * $0 },
          high: data.upper.prefix(60).map { unit * $0 },
          weight: data.weights.prefix(60).map { mass * $0 }))
    }
    let (plain, scaled, heavy) = (
      try fit(1, 1), try fit(64, 1), try fit(1, 4)
    )
    #expect(scaled.masses.map(\.probability) == plain.masses.map(\.probability))
    #expect(scaled.masses.map(\.low) == plain.masses.map { 64 * $0.low })
    #expect(heavy.masses == plain.masses)
    expectClose(
      heavy.logLikelihood, 4 * plain.logLikelihood, relative: 1e-12)
  }
}
