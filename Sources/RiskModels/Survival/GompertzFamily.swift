internal import Foundation

/// Gompertz proportional hazards.
struct GompertzFamily: PositiveTimes {
  let name = "gompertz"
  let summary = "proportional hazards that grow or fall exponentially"
  let required: Set<SurvivalInput> = []
  let optional: Set<SurvivalInput> = [
    .event, .entry, .upper, .covariates, .weights, .limits, .penalty,
  ]

  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome {
    let times = try table.censoredTimes()
    let covariates = try table.covariateTable()
    let fit = try GompertzRegression(covariates, times: times)
      .fit(ridge: request.penalty)
    var outcome = SurvivalOutcome(
      fit, of: times, penalty: request.penalty,
      slopeCount: covariates.names.count)
    outcome.parameters = fit.parameters.enumerated().map { j, parameter in
      let unit =
        j == 0
        ? "log hazard"
        : j <= covariates.names.count ? "log hazard ratio" : "1/time"
      return SurvivalOutcome.Parameter(parameter, unit: unit)
    }
    try outcome.addConcordance(
      table, risk: covariates.linearPredictor(fit.estimates))
    let last = fit.parameters.count - 1
    let (level, shape) = (fit.estimates[0], fit.estimates[last])
    // methods/fitted-curves.md (4).
    var points = SurvivalPoints()
    points.add(
      times: times.shown(request), covariance: fit.covariance,
      limits: request.limits, stratum: nil
    ) { t in
      let moments = GompertzMoments(from: 0, through: t, shape: shape)
      let hazard = exp(level + log(moments.zeroth))
      return (
        hazard, [(0, hazard), (last, exp(level + log(moments.first)))]
      )
    }
    outcome.curve = points
    return outcome
  }
}
