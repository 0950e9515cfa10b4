internal import Foundation

/// Accelerated failure times with the parameters of R's `survreg`.
struct FailureTimeFamily: PositiveTimes {
  private let distribution: AcceleratedFailureTime.Family

  init(_ distribution: AcceleratedFailureTime.Family) {
    self.distribution = distribution
  }

  var name: String { distribution.rawValue }
  var summary: String { "accelerated failure time, parameters of survreg" }
  var required: Set<SurvivalInput> { [] }
  var optional: Set<SurvivalInput> {
    let all: Set<SurvivalInput> = [
      .event, .entry, .upper, .covariates, .strata, .weights, .limits, .penalty,
    ]
    // Strata have a scale each; an exponential has none.
    return distribution == .exponential ? all.subtracting([.strata]) : all
  }

  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome {
    let times = try table.censoredTimes()
    let covariates = try table.covariateTable()
    let strata = table.strata.map { labels in
      labels.codes.map { labels.names[$0] }
    }
    let fit = try AcceleratedFailureTime(
      distribution, covariates, times: times, strata: strata ?? []
    ).fit(ridge: request.penalty)
    var outcome = SurvivalOutcome(
      fit, of: times, penalty: request.penalty,
      slopeCount: covariates.names.count)
    outcome.parameters = fit.parameters.enumerated().map { j, parameter in
      let unit =
        j == 0
        ? "log time"
        : j <= covariates.names.count ? "log time ratio" : "log scale"
      return SurvivalOutcome.Parameter(parameter, unit: unit)
    }
    // A longer predicted time is a lower risk.
    try outcome.addConcordance(
      table, risk: covariates.linearPredictor(fit.estimates).map { -$0 })
    outcome.curve = curve(fit, table, request, times)
    return outcome
  }

  /// One curve a stratum: strata differ in their scale alone.
  ///
  /// methods/fitted-curves.md (3).
  private func curve(
    _ fit: RegressionFit, _ table: SurvivalTable, _ request: SurvivalRequest,
    _ times: CensoredTimes
  ) -> SurvivalPoints {
    let estimates = fit.estimates
    let firstScale = 1 + table.names.count
    var points = SurvivalPoints()
    for (place, stratum) in table.strataNames.enumerated() {
      let scalePlace = firstScale + place
      let scale =
        scalePlace < estimates.count ? exp(estimates[scalePlace]) : 1
      points.add(
        times: times.shown(request), covariance: fit.covariance,
        limits: request.limits, stratum: stratum
      ) { t in
        let z = (log(t) - estimates[0]) / scale
        let tail = distribution.errors.logSurvival(z)
        var slopes = [(place: 0, value: tail.slope / scale)]
        if scalePlace < estimates.count {
          slopes.append((scalePlace, tail.slope * z))
        }
        return (-tail.value, slopes)
      }
    }
    return points
  }
}
