import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Data that no fit, or only part of one, can come from.
struct CoxBadInputTests {
  private func column(_ x: [Double]) -> Matrix {
    Matrix(rows: x.count, columns: 1, elements: x)
  }

  private func code(
    _ body: () throws -> Void
  ) -> FitError.Code? {
    do {
      try body()
      return nil
    } catch let error as FitError {
      return error.code
    } catch {
      return nil
    }
  }

  private func fit(
    time: [Double], isEvent: [Bool], x: [Double], entry: [Double]? = nil,
    weight: [Double]? = nil, stratum: [Int]? = nil,
    options: CoxOptions = CoxOptions()
  ) throws -> CoxRegression {
    try CoxRegression(
      SurvivalSample(
        time: time, isEvent: isEvent, entry: entry, weight: weight,
        stratum: stratum),
      covariates: column(x), names: ["x"], options: options)
  }

  @Test func noEventsAndAllCensored() {
    #expect(
      code {
        _ = try fit(time: [1, 2], isEvent: [false, false], x: [0, 1])
      } == .noEvents)
    // An event of weight 0 is none.
    #expect(
      code {
        _ = try fit(
          time: [1, 2], isEvent: [true, false], x: [0, 1], weight: [0, 1])
      } == .noEvents)
  }

  // One event among x = 0, 1, 2 at the row with x = 1: the score
  // 1 − (r + 2r²)/(1 + r + r²) is 0 at r = 1, information 2/3.
  @Test func oneEvent() throws {
    let one = try fit(
      time: [1, 2, 3], isEvent: [true, false, false], x: [1, 0, 2])
    expectClose(one.coefficients[0], 0, relative: 1e-12)
    expectClose(one.covariance[0, 0], 1.5, relative: 1e-12)
  }

  @Test func oneRowDeterminesNothing() throws {
    let one = try fit(time: [1], isEvent: [true], x: [5])
    #expect(one.aliased == ["x"])
    #expect(one.coefficients == [0])
    #expect(one.logLikelihood == 0)
  }

  @Test(arguments: [7, 1e9, 0.1])
  func constantCovariateIsNamed(value: Double) throws {
    let x = Matrix(
      rows: 4, columns: 2, elements: [value, 1, value, 0, value, 2, value, 1])
    let fit = try CoxRegression(
      SurvivalSample(
        time: [1, 2, 3, 4], isEvent: [true, true, true, false]),
      covariates: x, names: ["same", "x"])
    #expect(fit.aliased == ["same"])
    #expect(fit.coefficients[0] == 0)
    #expect(fit.standardErrors[0] == 0)
    #expect(fit.standardErrors[1] > 0)
  }

  @Test func covariateEqualToTheStrataIsNamed() throws {
    let group = [0, 1, 0, 1, 0, 1]
    let fit = try fit(
      time: [1, 2, 3, 4, 5, 6], isEvent: Array(repeating: true, count: 6),
      x: group.map { Double($0) * 0.1 + 1e3 }, stratum: group)
    #expect(fit.aliased == ["x"])
  }

  // Whoever has x = 1 goes first: the ratio grows without bound.
  @Test(arguments: CoxTies.allCases)
  func separationIsNamed(ties: CoxTies) {
    let error = #expect(throws: FitError.self) {
      try fit(
        time: [1, 2, 3, 4, 5, 6],
        isEvent: [true, true, true, false, false, false],
        x: [1, 1, 1, 0, 0, 0], options: CoxOptions(ties: ties))
    }
    #expect(error?.code == .separated)
    #expect(error?.message.contains("x") == true)
  }

  @Test func aPenaltyHoldsSeparatedCovariates() throws {
    let fit = try fit(
      time: [1, 2, 3, 4], isEvent: [true, true, false, false],
      x: [1, 1, 0, 0], options: CoxOptions(ridge: 1))
    #expect(fit.coefficients[0] > 0)
    #expect(fit.coefficients[0] < 3)
  }

  @Test(arguments: [
    ([2.0, 2], [1.0, 2]), ([2.0, 2], [1.0, 3]), ([2.0, 2], [0.0, .nan]),
  ])
  func entryNotBeforeExit(time: [Double], entry: [Double]) {
    #expect(
      code {
        _ = try fit(
          time: time, isEvent: [true, true], x: [0, 1], entry: entry)
      } == .invalidData)
  }

  @Test(arguments: [-1, .nan, .infinity, -.infinity] as [Double])
  func timesThatAreNone(bad: Double) throws {
    let error = #expect(throws: FitError.self) {
      try SurvivalSample(time: [1, bad], isEvent: [true, true])
    }
    #expect(error?.code == .invalidData)
    #expect(error?.message.contains("row 2") == true)
  }

  // Time 0 is a time: both are at risk there.
  @Test func timeZeroCounts() throws {
    let curve = try #require(
      SurvivalSample(time: [0, 1], isEvent: [true, true]).curves().first)
    #expect(curve.survival == [0.5, 0])
  }

  @Test(arguments: [.nan, .infinity] as [Double])
  func covariatesThatAreNone(bad: Double) {
    let error = #expect(throws: FitError.self) {
      try fit(time: [1, 2], isEvent: [true, true], x: [0, bad])
    }
    #expect(error?.code == .invalidData)
    #expect(error?.message.contains("Covariate x of row 2") == true)
  }

  @Test(arguments: [-1, .nan, .infinity] as [Double])
  func weightsThatAreNone(bad: Double) {
    #expect(
      code {
        _ = try fit(
          time: [1, 2], isEvent: [true, true], x: [0, 1], weight: [1, bad])
      } == .invalidData)
  }

  // All at one time: Breslow's likelihood of n rows that all have the event is
  // r^Σx / (Σr)ⁿ with its maximum at β = 0 for x symmetric about its mean;
  // exact ties leave nothing to choose.
  @Test func tiesEverywhere() throws {
    let breslow = try fit(
      time: [1, 1, 1], isEvent: [true, true, true], x: [-1, 0, 1],
      options: CoxOptions(ties: .breslow))
    expectClose(breslow.coefficients[0], 0, relative: 1e-12)
    // log(1/3³) at 0, information 3·(2/3) = 2.
    expectClose(
      breslow.logLikelihood, -3.295836866004329, relative: 1e-14)
    expectClose(breslow.covariance[0, 0], 0.5, relative: 1e-12)
    let exact = try fit(
      time: [1, 1, 1], isEvent: [true, true, true], x: [-1, 0, 1],
      options: CoxOptions(ties: .exact))
    #expect(exact.aliased == ["x"])
    expectClose(exact.logLikelihood, 0, relative: 1e-14)
  }

  @Test func rowsInAnyOrder() throws {
    let time = [5.0, 1, 4, 2, 3, 2]
    let event = [true, true, false, true, true, false]
    let x = [0.2, 1, 0.7, -0.5, 0.1, 2]
    let place = [3, 0, 5, 2, 4, 1]
    let one = try fit(time: time, isEvent: event, x: x)
    let other = try fit(
      time: place.map { time[$0] }, isEvent: place.map { event[$0] },
      x: place.map { x[$0] })
    expectClose(
      one.coefficients[0], other.coefficients[0], relative: 1e-13)
    let residuals = one.martingaleResiduals().compactMap(\.self)
    let moved = other.martingaleResiduals().compactMap(\.self)
    for (k, i) in place.enumerated() {
      expectClose(moved[k], residuals[i], relative: 1e-12)
    }
  }

  @Test func shapesThatDoNotFit() {
    #expect(
      code { _ = try SurvivalSample(time: [], isEvent: []) } == .invalidData)
    #expect(
      code { _ = try SurvivalSample(time: [1], isEvent: [true, false]) }
        == .invalidData)
    #expect(
      code { _ = try fit(time: [1, 2], isEvent: [true, true], x: [1]) }
        == .invalidData)
    #expect(
      code {
        _ = try fit(
          time: [1, 2], isEvent: [true, true], x: [1, 0],
          options: CoxOptions(ridge: -1))
      } == .invalidData)
    #expect(
      code {
        _ = try fit(
          time: [1, 2], isEvent: [true, true], x: [1, 0], weight: [1, 2],
          options: CoxOptions(ties: .exact))
      } == .invalidData)
  }
}
