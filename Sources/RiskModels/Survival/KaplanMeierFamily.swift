/// The product-limit curve, and log-rank and Peto tests between strata.
struct KaplanMeierFamily: SurvivalFamily {
  let name = "kaplan-meier"
  let summary = "product-limit curve, tests between strata"
  let required: Set<SurvivalInput> = [.event]
  let optional: Set<SurvivalInput> = [.entry, .strata, .weights, .limits]

  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome {
    let sample = try table.sample()
    var outcome = sample.outcome()
    outcome.curve = SurvivalPoints(of: sample, table, request) { curve, k in
      (curve.survival[k], curve.logStandardError[k])
    }
    guard let strata = table.strata, strata.names.count > 1,
      table.weights == nil, sample.eventCount > 0
    else { return outcome }
    let pooled = try SurvivalSample(
      time: sample.time, isEvent: sample.isEvent, entry: sample.entry)
    for (name, rho) in [("log-rank", 0.0), ("Peto", 1)] {
      let test = try LogRank(pooled, group: strata.codes, rho: rho)
      outcome.tests.append(
        .init(
          name: name, chiSquare: test.chiSquare,
          degreesOfFreedom: test.degreesOfFreedom))
    }
    return outcome
  }
}

extension SurvivalSample {
  /// Counts for an outcome without a likelihood.
  func outcome() -> SurvivalOutcome {
    SurvivalOutcome(
      rowCount: weight.map { $0.count { $0 > 0 } } ?? count,
      eventCount: eventCount)
  }
}

extension SurvivalPoints {
  /// The estimated curves of a sample, one a stratum.
  ///
  /// - Parameter survival: S and the error of log S at a place of a curve.
  init(
    of sample: SurvivalSample, _ table: SurvivalTable,
    _ request: SurvivalRequest,
    survival: (SurvivalCurve, Int) -> (Double, logStandardError: Double)
  ) {
    self.init()
    for (curve, stratum) in zip(sample.curves(), table.strataNames) {
      let points = curve.time.indices.map { k in
        let (survival, error) = survival(curve, k)
        return Point(
          time: curve.time[k], survival: survival, logStandardError: error,
          atRisk: curve.atRisk[k], events: curve.events[k],
          cumulativeHazard: curve.cumulativeHazard[k])
      }
      add(points, at: request.at, limits: request.limits, stratum: stratum)
    }
  }
}

extension SurvivalTable {
  /// The name of each stratum; one nil without strata.
  var strataNames: [String?] { strata.map { $0.names } ?? [nil] }
}
