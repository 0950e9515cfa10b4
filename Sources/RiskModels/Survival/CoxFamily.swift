internal import Foundation
internal import RiskNumerics

/// Cox's proportional-hazards regression.
struct CoxFamily: SurvivalFamily {
  let name = "cox"
  let summary = "proportional hazards, baseline curve at covariates 0"
  let required: Set<SurvivalInput> = [.event, .covariates]
  let optional: Set<SurvivalInput> = [
    .entry, .strata, .cluster, .weights, .ties, .limits, .penalty,
  ]

  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome {
    let sample = try table.sample()
    guard let covariates = table.covariates else {
      throw FitError(
        code: .invalidData, message: "A Cox model got no covariates.",
        hint: "Name at least one, or use kaplan-meier.")
    }
    let fit = try CoxRegression(
      sample, covariates: covariates, names: table.names,
      options: CoxOptions(ties: request.ties, ridge: request.penalty))
    var outcome = SurvivalOutcome(
      rowCount: fit.rowCount, eventCount: fit.eventCount)
    outcome.logLikelihood = fit.logLikelihood
    outcome.logLikelihoodNull = fit.logLikelihoodNull
    outcome.iterations = fit.iterations
    let robust = table.cluster.map { fit.robustCovariance(clusters: $0.codes) }
    outcome.parameters = fit.names.enumerated().map { j, name in
      let isAliased = fit.aliased.contains(name)
      return SurvivalOutcome.Parameter(
        name: name, unit: "log hazard ratio", estimate: fit.coefficients[j],
        standardError: isAliased ? nil : fit.standardErrors[j],
        robustStandardError: isAliased
          ? nil : robust.map { max($0[j, j], 0).squareRoot() })
    }
    let p = fit.names.count
    outcome.covariance = (0..<p).map { i in
      (0..<p).map { fit.covariance[i, $0] }
    }
    outcome.tests = try tests(fit, robust)
    outcome.concordance = try Concordance(
      sample, risk: fit.linearPredictors().map { $0 ?? 0 }, withError: false
    ).value
    outcome.curve = points(fit, table, request)
    outcome.notes = fit.aliased.map {
      "\($0) is determined by the strata or by the covariates before it and "
        + "was left out."
    }
    return outcome
  }

  private func tests(
    _ fit: CoxRegression, _ robust: Matrix?
  ) throws(FitError) -> [SurvivalOutcome.Test] {
    let degrees = fit.degreesOfFreedom
    var tests = [
      ("likelihood ratio", fit.likelihoodRatioTest), ("Wald", fit.waldTest),
      ("score", fit.scoreTest),
    ]
    if let robust { tests.append(("robust Wald", fit.waldTest(robust))) }
    return tests.map {
      .init(name: $0.0, chiSquare: $0.1, degreesOfFreedom: degrees)
    }
      + (try fit.proportionalHazardsTest()).lines.map {
        .init(
          name: "proportional hazards: \($0.name)", chiSquare: $0.chiSquare,
          degreesOfFreedom: $0.degreesOfFreedom)
      }
  }

  private func points(
    _ fit: CoxRegression, _ table: SurvivalTable, _ request: SurvivalRequest
  ) -> SurvivalPoints {
    var points = SurvivalPoints()
    for (base, stratum) in zip(fit.baseline(), table.strataNames) {
      points.add(
        base.time.indices.map { k in
          SurvivalPoints.Point(
            time: base.time[k], survival: exp(-base.cumulativeHazard[k]),
            logStandardError: base.standardError[k], atRisk: base.atRisk[k],
            events: base.events[k], cumulativeHazard: base.cumulativeHazard[k])
        }, at: request.at, limits: request.limits, stratum: stratum)
    }
    return points
  }
}
