internal import Foundation
internal import RiskNumerics

/// A family whose hazard is a formula from time 0 on: an event at 0, or a row
/// censored there, has no likelihood.
public protocol PositiveTimes: SurvivalFamily {}

extension SurvivalTable {
  /// The covariates with an intercept; the intercept alone without any.
  func covariateTable() throws(FitError) -> CovariateTable {
    try CovariateTable(
      names: names, elements: covariates?.elements ?? [], rowCount: time.count)
  }

  /// What each row says of the time of its event.
  func censoredTimes() throws(FitError) -> CensoredTimes {
    let bounds =
      upper
      ?? zip(time, event ?? []).map { $1 > 0 ? $0 : .infinity }
    return try CensoredTimes(
      lower: time, upper: bounds, entry: entry ?? [], weights: weights ?? [])
  }
}

extension CensoredTimes {
  /// The times at which a curve is shown: those asked for, else the distinct
  /// known ends of the events.
  func shown(_ request: SurvivalRequest) -> [Double] {
    guard request.at.isEmpty else { return request.at }
    var ends = (0..<count).filter { weight($0) > 0 }.map { upper[$0] }
      .filter(\.isFinite)
    ends.sort()
    return ends.enumerated().filter { $0 == 0 || ends[$0 - 1] != $1 }
      .map(\.element)
  }
}

extension SurvivalOutcome {
  /// What every regression with a formula for its hazard reports.
  ///
  /// - Parameter slopeCount: covariates, aliased ones counted.
  init(
    _ fit: RegressionFit, of times: CensoredTimes, penalty: Double,
    slopeCount: Int
  ) {
    self.init(
      rowCount: (0..<times.count).count { times.weight($0) > 0 },
      eventCount: times.eventCount)
    logLikelihood = fit.logLikelihood
    logLikelihoodNull = fit.logLikelihoodNull
    iterations = fit.iterations
    let p = fit.parameters.count
    covariance = (0..<p).map { i in (0..<p).map { fit.covariance[i, $0] } }
    notes = fit.aliasedNames.map {
      "\($0) is determined by the covariates before it and was left out."
    }
    let degrees = slopeCount - fit.aliasedNames.count
    // Under a penalty twice the difference has no χ² distribution.
    if degrees > 0, penalty == 0, let null = fit.logLikelihoodNull {
      tests = [
        Test(
          name: "likelihood ratio",
          chiSquare: max(0, 2 * (fit.logLikelihood - null)),
          degreesOfFreedom: degrees)
      ]
    }
  }

  /// Harrell's concordance of risks, within strata; left unknown for intervals
  /// and without covariates, where all risks are alike.
  mutating func addConcordance(
    _ table: SurvivalTable, risk: [Double]
  ) throws(FitError) {
    guard table.event != nil, table.covariates != nil else { return }
    concordance = try Concordance(
      table.sample(), risk: risk, withError: false
    ).value
  }
}

extension SurvivalOutcome.Parameter {
  /// A parameter of a fit; 0 with an unknown error for an aliased one.
  init(_ parameter: RegressionFit.Parameter, unit: String) {
    self.init(
      name: parameter.name, unit: unit, estimate: parameter.estimate ?? 0,
      standardError: parameter.standardError)
  }
}

extension SurvivalPoints {
  /// Adds points of a curve that has a formula, at all covariates 0.
  ///
  /// The error of log S = −H is that of H by the delta method, √(g'Vg) with g
  /// the slopes of H in the parameters (methods/fitted-curves.md (1), (2)).
  ///
  /// - Parameter hazard: H at a time above 0, and its slopes by the place of
  ///   their parameter; those left out are 0.
  mutating func add(
    times: [Double], covariance: Matrix, limits: SurvivalCurve.LimitType,
    stratum: String?,
    hazard: (Double) -> (Double, [(place: Int, value: Double)])
  ) {
    let points = times.map { t in
      guard t > 0 else {
        return Point(
          time: t, survival: 1, logStandardError: 0, cumulativeHazard: 0)
      }
      let (cumulative, slopes) = hazard(t)
      var square = 0.0
      for a in slopes {
        for b in slopes {
          square += a.value * covariance[a.place, b.place] * b.value
        }
      }
      return Point(
        time: t, survival: exp(-cumulative),
        logStandardError: square.isNaN
          ? .infinity : max(square, 0).squareRoot(),
        cumulativeHazard: cumulative)
    }
    add(points, at: [], limits: limits, stratum: stratum)
  }
}
