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
    outcome.curve = SurvivalPoints(of: sample, table, request) { curve, k in
      (
        exp(-curve.cumulativeHazard[k]), curve.cumulativeHazardStandardError[k]
      )
    }
    return outcome
  }
}
