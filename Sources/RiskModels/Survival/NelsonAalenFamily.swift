internal import Foundation

/// The cumulative hazard Σ d/n, and the survival e^−H that follows from it.
struct NelsonAalenFamily: SurvivalFamily {
  let name = "nelson-aalen"
  let summary = "cumulative hazard, survival as exp(-H)"
  let required: Set<SurvivalInput> = [.event]
  let optional: Set<SurvivalInput> = [.entry, .strata, .weights, .limits]

  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome {
    let sample = try table.sample()
    var outcome = sample.outcome()
    var points = SurvivalPoints()
    for (curve, stratum) in zip(sample.curves(), table.strataNames) {
      points.add(
        curve.time.indices.map { k in
          SurvivalPoints.Point(
            time: curve.time[k], survival: exp(-curve.cumulativeHazard[k]),
            logStandardError: curve.cumulativeHazardStandardError[k],
            atRisk: curve.atRisk[k], events: curve.events[k],
            cumulativeHazard: curve.cumulativeHazard[k])
        }, at: request.at, limits: request.limits, stratum: stratum)
    }
    outcome.curve = points
    return outcome
  }
}
