import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Bad tables end in a typed error that names what is wrong, never in nan.
struct RegressionBadInputTests {
  private func expect(
    _ code: FitError.Code, naming word: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    do {
      try body()
      Issue.record("no error", sourceLocation: sourceLocation)
    } catch {
      let error = error as? FitError
      #expect(error?.code == code, sourceLocation: sourceLocation)
      #expect(
        error?.description.contains(word) ?? false, "\(error as Any)",
        sourceLocation: sourceLocation)
    }
  }

  private let six = [2.0, 3, 5, 7, 11, 13]
  private let events = [true, false, true, true, false, true]

  private func table(
    _ names: [String], _ columns: [[Double]]
  ) throws -> CovariateTable {
    try CovariateTable(
      names: names,
      elements: columns[0].indices.flatMap { i in columns.map { $0[i] } },
      rowCount: columns[0].count)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func covariatesThatAreNoNumbers(value: Double) {
    expect(.invalidData, naming: "Covariate price is \(value) in row 3") {
      _ = try table(
        ["age", "price"], [six, [1, 2, value, 4, 5, 6]])
    }
  }

  /// Sums of finite numbers may overflow: the covariate is still named.
  @Test func covariatesBeyondTheDoubles() {
    expect(.invalidData, naming: "Covariate price") {
      _ = try table(["price"], [[1e308, -1e308, 1e308, 1e308, 1e308, 1e308]])
    }
  }

  @Test(arguments: [
    (-1.0, 1.0, 0.0, 1.0), (0, 0, 0, 1), (2, 1, 0, 1), (.nan, 1, 0, 1),
    (1, .nan, 0, 1), (1, 1, 1, 1), (1, 1, 2, 1), (1, 1, -1, 1),
    (1, 1, .nan, 1), (1, 1, 0, -1), (1, 1, 0, .nan), (1, 1, 0, .infinity),
  ])
  func timesOutOfOrder(
    lower: Double, upper: Double, entry: Double, weight: Double
  ) {
    expect(.invalidData, naming: "Row 2") {
      _ = try CensoredTimes(
        lower: [1, lower], upper: [1, upper], entry: [0, entry],
        weights: [1, weight])
    }
  }

  @Test func countsThatDiffer() throws {
    let times = try CensoredTimes(times: six, isEvent: events)
    expect(.invalidData, naming: "5 rows of covariates and 6 times") {
      _ = try AcceleratedFailureTime(
        .weibull, .interceptOnly(rowCount: 5), times: times)
    }
    expect(.invalidData, naming: "5 rows of covariates, 6 event counts") {
      _ = try PoissonRegression(
        .interceptOnly(rowCount: 5), events: six, exposure: six)
    }
  }

  @Test(arguments: AcceleratedFailureTime.Family.allCases)
  func noEvents(family: AcceleratedFailureTime.Family) throws {
    let times = try CensoredTimes(
      times: six, isEvent: six.map { _ in false })
    expect(.noEvents, naming: "right-censored") {
      _ = try AcceleratedFailureTime(
        family, .interceptOnly(rowCount: 6), times: times)
    }
    expect(.noEvents, naming: "right-censored") {
      _ = try GompertzRegression(.interceptOnly(rowCount: 6), times: times)
    }
    expect(.noEvents, naming: "No event in 6 rows") {
      _ = try PoissonRegression(
        .interceptOnly(rowCount: 6), events: six.map { _ in 0 },
        exposure: six)
    }
  }

  /// Events of weight 0 are none.
  @Test func weightlessEvents() throws {
    let times = try CensoredTimes(
      times: six, isEvent: events, weights: events.map { $0 ? 0 : 1 })
    expect(.noEvents, naming: "right-censored") {
      _ = try AcceleratedFailureTime(
        .weibull, .interceptOnly(rowCount: 6), times: times)
    }
  }

  @Test func censoredAtZero() throws {
    let times = try CensoredTimes(
      times: [0] + six, isEvent: [false] + events)
    expect(.invalidData, naming: "Row 1 is censored at time 0") {
      _ = try AcceleratedFailureTime(
        .weibull, .interceptOnly(rowCount: 7), times: times)
    }
  }

  /// A constant covariate and one that repeats another are named, the rest is
  /// estimated as without them.
  @Test(arguments: AcceleratedFailureTime.Family.allCases)
  func aliasedCovariates(family: AcceleratedFailureTime.Family) throws {
    let times = try CensoredTimes(times: six, isEvent: events)
    let age = [1.0, 4, 2, 3, 5, 0]
    let alone = try AcceleratedFailureTime(
      family, table(["age"], [age]), times: times
    ).fit()
    let all = try AcceleratedFailureTime(
      family,
      table(
        ["site", "age", "months"],
        [age.map { _ in 7 }, age, age.map { 12 * $0 + 3 }]),
      times: times
    ).fit()
    #expect(all.aliasedNames == ["site", "months"])
    expectClose(try #require(all["age"]), alone.estimates[1], relative: 1e-8)
    expectClose(all.logLikelihood, alone.logLikelihood, relative: 1e-10)
    #expect(!all.covariance.elements.contains { !$0.isFinite })
  }

  /// All events with x = 1: the rate at x = 0 falls for ever.
  @Test func separation() throws {
    let x = [1.0, 1, 1, 0, 0, 0]
    let counts = [2.0, 1, 3, 0, 0, 0]
    expect(.separated, naming: "spot") {
      _ = try PoissonRegression(
        table(["spot"], [x]), events: counts, exposure: six
      ).fit()
    }
    // A ridge holds it: the estimate is finite and positive.
    let held = try PoissonRegression(
      table(["spot"], [x]), events: counts, exposure: six
    ).fit(ridge: [0, 1])
    let estimate = try #require(held["spot"])
    #expect(estimate > 0 && estimate < 10)
    let times = try CensoredTimes(
      times: six, isEvent: [true, true, true, false, false, false])
    expect(.separated, naming: "spot") {
      _ = try AcceleratedFailureTime(
        .exponential, table(["spot"], [x]), times: times
      ).fit()
    }
  }

  /// One event, the last of all, lets the Weibull's scale shrink without end.
  ///
  /// One event before others: it has a maximum.
  @Test func oneEvent() throws {
    let last = try CensoredTimes(
      times: six, isEvent: [false, false, false, false, false, true])
    #expect(throws: FitError.self) {
      try AcceleratedFailureTime(
        .weibull, .interceptOnly(rowCount: 6), times: last
      ).fit()
    }
    let early = try CensoredTimes(
      times: six, isEvent: [false, true, false, false, false, false])
    let fit = try AcceleratedFailureTime(
      .exponential, .interceptOnly(rowCount: 6), times: early
    ).fit()
    // 1 event in 41: the mean is 41.
    expectClose(fit.estimates[0], log(41), relative: 1e-10)
  }

  /// One row: a rate has an estimate, a scale has none.
  @Test func oneRow() throws {
    let times = try CensoredTimes(times: [4], isEvent: [true])
    let rate = try AcceleratedFailureTime(
      .exponential, .interceptOnly(rowCount: 1), times: times
    ).fit()
    expectClose(rate.estimates[0], log(4), relative: 1e-10)
    #expect(throws: FitError.self) {
      try AcceleratedFailureTime(
        .weibull, .interceptOnly(rowCount: 1), times: times
      ).fit()
    }
  }

  /// Ties everywhere: ten events at one time leave no scale either.
  @Test func oneTime() throws {
    let times = try CensoredTimes(
      times: Array(repeating: 3, count: 10),
      isEvent: Array(repeating: true, count: 10))
    #expect(throws: FitError.self) {
      try AcceleratedFailureTime(
        .logNormal, .interceptOnly(rowCount: 10), times: times
      ).fit()
    }
  }

  @Test func specs() throws {
    let times = try CensoredTimes(times: six, isEvent: events)
    let rows = try CovariateTable.interceptOnly(rowCount: 6)
    expect(.invalidSpec, naming: "no scale to stratify") {
      _ = try AcceleratedFailureTime(
        .exponential, rows, times: times,
        strata: ["a", "b", "a", "b", "a", "b"])
    }
    expect(.invalidSpec, naming: "do not ascend") {
      _ = try PiecewiseExponentialRegression(rows, times: times, cuts: [4, 2])
    }
    expect(.noEvents, naming: "(5.0, 6.0]") {
      _ = try PiecewiseExponentialRegression(rows, times: times, cuts: [5, 6])
    }
    expect(.invalidSpec, naming: "no intercept") {
      _ = try GompertzRegression(
        CovariateTable(
          names: ["x"], elements: six, rowCount: 6, hasIntercept: false),
        times: times)
    }
    expect(.invalidSpec, naming: "2 penalties for 1 coefficients") {
      _ = try PoissonRegression(rows, events: six, exposure: six)
        .fit(ridge: [1, 1])
    }
  }
}
