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

  init(chosen: PricedPlan?, _ context: PlanContext) {
    guard let chosen else { return }
    var changed = context
    for change in Self.changes {
      changed.scenario = change.scenario
      let best = Choice(changed).best
      rows.append(
        Recommendation.Sensitivity(
          change: change.name,
          choiceChanges: best?.plan.vehicle != chosen.plan.vehicle
            || best?.pool != chosen.pool,
          meanUSD: best?.plan.cost?.meanUSD))
    }
  }
}
