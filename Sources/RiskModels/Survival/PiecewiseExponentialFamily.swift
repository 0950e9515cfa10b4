internal import Foundation

/// Proportional hazards over rates that are constant between cuts.
struct PiecewiseExponentialFamily: PositiveTimes {
  let name = "piecewise-exponential"
  let summary = "proportional hazards, constant between --cuts"
  let required: Set<SurvivalInput> = [.event, .cuts]
  let optional: Set<SurvivalInput> = [
    .entry, .covariates, .weights, .limits, .penalty,
  ]

  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome {
    let times = try table.censoredTimes()
    let covariates = try table.covariateTable()
    var fit = try PiecewiseExponentialRegression(
      covariates, times: times, cuts: request.cuts
    ).fit(ridge: request.penalty)
    fit.logLikelihoodNull = try PiecewiseExponentialRegression(
      CovariateTable.interceptOnly(rowCount: times.count), times: times,
      cuts: request.cuts
    ).fit().logLikelihood
    var outcome = SurvivalOutcome(
      fit, of: times, penalty: request.penalty,
      slopeCount: covariates.names.count)
    let pieces = request.cuts.count + 1
    outcome.parameters = fit.parameters.enumerated().map { j, parameter in
      SurvivalOutcome.Parameter(
        parameter, unit: j < pieces ? "log hazard" : "log hazard ratio")
    }
    let slopes = Array(fit.estimates.dropFirst(pieces))
    try outcome.addConcordance(
      table, risk: covariates.linearPredictor([0] + slopes))
    outcome.curve = curve(fit, request, times)
    return outcome
  }

  /// methods/fitted-curves.md (5).
  private func curve(
    _ fit: RegressionFit, _ request: SurvivalRequest, _ times: CensoredTimes
  ) -> SurvivalPoints {
    let starts = [0] + request.cuts
    let ends = request.cuts + [.infinity]
    let rates = fit.estimates.prefix(starts.count).map { exp($0) }
    var points = SurvivalPoints()
    points.add(
      times: times.shown(request), covariance: fit.covariance,
      limits: request.limits, stratum: nil
    ) { t in
      let parts = rates.indices.filter { starts[$0] < t }.map { k in
        (place: k, value: rates[k] * (min(t, ends[k]) - starts[k]))
      }
      return (parts.reduce(0) { $0 + $1.value }, parts)
    }
    return points
  }
}
