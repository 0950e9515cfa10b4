/// What would be chosen if hazards, prices or the start were different.
struct SensitivityTable {
  var rows: [Recommendation.Sensitivity] = []

  /// The visible list of changes.
  static let changes: [(name: String, scenario: Scenario)] = [
    ("hazard x2", Scenario(hazardFactor: 2)),
    ("hazard x0.5", Scenario(hazardFactor: 0.5)),
    ("spot price +20%", Scenario(spotPriceFactor: 1.2)),
    ("spot price -20%", Scenario(spotPriceFactor: 0.8)),
    ("start +6h", Scenario(startShiftHours: 6)),
  ]

  /// One run in so many is played for each change.
  static let shareOfRuns = 4

  init(chosen: PricedPlan?, _ context: PlanContext) {
    guard chosen != nil else { return }
    var changed = context
    changed.runs = max(context.runs / Self.shareOfRuns, 1)
    // The same runs without a change, so that only the change can matter.
    let base = Choice(changed).best
    for change in Self.changes {
      changed.scenario = change.scenario
      let best = Choice(changed).best
      rows.append(
        Recommendation.Sensitivity(
          change: change.name,
          choiceChanges: best?.plan.vehicle != base?.plan.vehicle
            || best?.places != base?.places,
          meanUSD: best?.plan.cost?.meanUSD))
    }
  }
}
