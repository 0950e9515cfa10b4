import Foundation
import RiskNumerics

/// Log-times as a linear model with a known error distribution.
///
/// log T = xβ + σW with W from the family: parameters, signs and likelihood
/// are those of R's `survreg` (methods/accelerated-failure-time.md (1)).
public struct AcceleratedFailureTime: Sendable {
  /// The error distribution.
  public enum Family: String, Sendable, CaseIterable {
    case exponential, weibull
    case logNormal = "log-normal"
    case logLogistic = "log-logistic"
  }

  public let family: Family
  public let table: CovariateTable
  private let times: CensoredTimes
  private let strata: [Int]
  private let strataNames: [String]

  /// A table of covariates with the times of its rows.
  ///
  /// - Parameter strata: the stratum of each row, for a scale σ of its own;
  ///   empty = one scale. The exponential has none to stratify.
  /// - Throws: `invalidData` for counts that differ or an event time of 0;
  ///   `noEvents` when every time is right-censored; `invalidSpec` for a
  ///   table without intercept or strata of an exponential.
  public init(
    _ family: Family, _ table: CovariateTable, times: CensoredTimes,
    strata: [String] = []
  ) throws(FitError) {
    try times.check(against: table)
    guard strata.isEmpty || strata.count == table.rowCount else {
      throw FitError(
        code: .invalidData,
        message:
          "\(table.rowCount) rows of covariates, \(strata.count) strata.",
        hint: "Give one of each for every row.")
    }
    guard strata.isEmpty || family != .exponential else {
      throw FitError(
        code: .invalidSpec,
        message: "An exponential has no scale to stratify.",
        hint: "Take the Weibull, or make the stratum a covariate.")
    }
    self.family = family
    self.table = table
    self.times = times
    strataNames = Set(strata).sorted()
    let place = Dictionary(
      uniqueKeysWithValues: strataNames.enumerated().map { ($1, $0) })
    self.strata = strata.compactMap { place[$0] }
  }

  /// Maximum-likelihood estimates: intercept, coefficients, then log σ of each
  /// stratum (none for the exponential).
  ///
  /// - Parameter ridge: θ ≥ 0 of the penalty θ/2·Σβ² on the covariates as
  ///   given, intercept and shapes left free; 0 = none.
  /// - Throws: `notConverged`, or `separated` with the covariates along which
  ///   the likelihood rises for ever.
  public func fit(ridge: Double = 0) throws(FitError) -> RegressionFit {
    let shapeNames =
      strataNames.isEmpty
      ? ["Log(scale)"] : strataNames.map { "Log(scale) \($0)" }
    let rows = FailureTimeRows(
      family, times, strata: strata, strataCount: shapeNames.count,
      fixedLogScale: family == .exponential ? 0 : nil)
    let names = family == .exponential ? [] : shapeNames
    let null = try RegressionSolver(
      table: CovariateTable.interceptOnly(rowCount: table.rowCount),
      likelihood: rows, shapeNames: names
    ).maximize(from: start(shapes: names.count))
    guard !table.names.isEmpty else {
      var fit = null
      fit.logLikelihoodNull = null.logLikelihood
      return fit
    }
    let from =
      [null.estimates[0]] + table.names.map { _ in 0 }
      + null.estimates.dropFirst()
    var fit = try RegressionSolver(
      table: table, likelihood: rows, shapeNames: names,
      penalty: table.ridge(ridge, shapeCount: names.count)
    ).maximize(from: from)
    fit.logLikelihoodNull = null.logLikelihood
    return fit
  }

  /// Mean and spread of the log-times, censored ones taken as they stand.
  private func start(shapes: Int) -> [Double] {
    var mass = 0.0
    var sum = 0.0
    var squares = 0.0
    for i in 0..<times.count where times.weight(i) > 0 {
      let low = max(times.lower[i], times.entry(i))
      let time =
        times.upper[i] == .infinity
        ? low : low > 0 ? (low + times.upper[i]) / 2 : times.upper[i] / 2
      let y = log(time)
      mass += times.weight(i)
      sum += times.weight(i) * y
      squares += times.weight(i) * y * y
    }
    let mean = sum / mass
    let variance = max(squares / mass - mean * mean, 1e-4)
    // Censored times stand too early: half a standard deviation later is
    // nearer the middle of the distribution.
    let deviation = variance.squareRoot()
    return [mean + 0.5 * deviation]
      + Array(repeating: log(deviation), count: shapes)
  }
}
