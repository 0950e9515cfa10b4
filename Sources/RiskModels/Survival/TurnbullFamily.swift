internal import Foundation

/// Turnbull's curve of interval-censored rows.
struct TurnbullFamily: SurvivalFamily {
  let name = "turnbull"
  let summary = "curve of interval-censored rows, --time to --upper"
  let required: Set<SurvivalInput> = [.upper]
  let optional: Set<SurvivalInput> = [.weights]

  func fit(
    _ table: SurvivalTable, _ request: SurvivalRequest
  ) throws(FitError) -> SurvivalOutcome {
    let upper = table.upper ?? []
    let turnbull = try Turnbull(
      IntervalSample(low: table.time, high: upper, weight: table.weights))
    let counted = upper.indices.filter { (table.weights?[$0] ?? 1) > 0 }
    var outcome = SurvivalOutcome(
      rowCount: counted.count,
      eventCount: counted.count { upper[$0].isFinite })
    outcome.logLikelihood = turnbull.logLikelihood
    outcome.iterations = turnbull.iterations
    let steps = turnbull.masses.filter { $0.high.isFinite }.map(\.middle)
    var points = SurvivalPoints()
    points.time = request.at.isEmpty ? steps : request.at
    points.survival = points.time.map { turnbull.survival(at: $0) }
    points.cumulativeHazard = points.survival.map { s in
      s.flatMap { $0 > 0 ? -log($0) : nil }
    }
    // The estimate converges too slowly for errors of the usual kind.
    let unknown = [Double?](repeating: nil, count: points.time.count)
    points.standardError = unknown
    points.low = unknown
    points.high = unknown
    points.atRisk = unknown
    points.events = unknown
    outcome.curve = points
    outcome.notes.append(
      "Mass of an interval is shown at its middle; no errors are given.")
    return outcome
  }
}
