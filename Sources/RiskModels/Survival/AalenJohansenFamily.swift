internal import RiskNumerics

/// Probabilities of competing ends.
struct AalenJohansenFamily: CompetingCauses {
  let name = "aalen-johansen"
  let summary = "probabilities of competing ends, --event 0, 1, 2 ..."
  let required: Set<SurvivalInput> = [.event]
  let optional: Set<SurvivalInput> = [.entry, .weights]

  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome {
    let sample = try table.sample()
    let cause = table.event ?? []
    let curve = try AalenJohansen(
      sample, cause: cause, causeCount: max(1, cause.max() ?? 1))
    var outcome = sample.outcome()
    let steps = SurvivalCurve(time: curve.time)
    let times = request.at.isEmpty ? curve.time : request.at
    let places = times.map { steps.index(at: $0) }
    let z = normalQuantile(0.975)
    var points = SurvivalPoints()
    points.time = times
    points.survival = places.map { $0 < 0 ? 1 : curve.survival[$0] }
    points.standardError = places.map {
      $0 < 0 ? 0 : curve.survivalStandardError[$0]
    }
    for (s, error) in zip(points.survival, points.standardError) {
      let half = z * (error ?? 0)
      points.low.append(s.map { max(0, $0 - half) })
      points.high.append(s.map { min(1, $0 + half) })
    }
    points.atRisk = times.map { t in
      curve.time.firstIndex { $0 >= t }.map { curve.atRisk[$0] } ?? 0
    }
    points.events = Array(repeating: nil, count: times.count)
    points.cumulativeHazard = points.events
    points.incidence = Dictionary(
      uniqueKeysWithValues: curve.incidence.enumerated().map { c, column in
        (String(c + 1), places.map { $0 < 0 ? 0 : column[$0] })
      })
    outcome.curve = points
    return outcome
  }
}
