import RiskDomain

extension Plan {
  /// Sets the start, in UTC and in the user's zone.
  mutating func setStart(_ hours: Double, _ context: PlanContext) {
    let instant = context.asOf.adding(hours: hours)
    start = instant
    startLocal = context.local(instant)
  }

  /// Sets the figures of a plan that holds no chance.
  ///
  /// `makespanHours` runs from the advice to the end of the work.
  mutating func setCertain(
    lines: [CostTerm: Double], makespanHours hours: Double,
    workHours: Double, gpus: Int, _ context: PlanContext
  ) {
    // The lines are shown in cents: the total is theirs, so that a sure plan
    // has no tail by rounding.
    let total = cents(lines.values.map(cents).sorted().reduce(0, +))
    let cost = CostSummary(
      lines: lines, totals: [total], money: context.job.money)
    self.cost = cost
    let span = rounded(hours - context.earliestHours, digits: 4)
    makespanHours = Spread(mean: span, p50: span, p90: span)
    expectedInterruptions = Band(mean: 0, low: 0, high: 0)
    meetDeadline = context.deadlineHours.map { hours <= $0 + 1e-9 ? 1 : 0 } ?? 1
    overBudget =
      context.job.money.budgetUSD.map { cost.meanUSD > $0 ? 1 : 0 } ?? 0
    setUnits(workHours: workHours, gpus: gpus, context)
  }

  /// Sets cost per useful hour and per unit of work.
  mutating func setUnits(
    workHours: Double, gpus: Int, _ context: PlanContext
  ) {
    guard let cost, workHours > 0 else { return }
    effectivePerUsefulHourUSD = rounded(cost.meanUSD / workHours, digits: 4)
    effectivePerUsefulGPUHourUSD = rounded(
      cost.meanUSD / workHours / Double(max(gpus, 1)), digits: 4)
    let (unit, count) = context.job.unitOfWork
    if count > 0 {
      perUnit = UnitCost(
        unit: unit, usd: rounded(cost.meanUSD / count, digits: 4))
    }
  }
}
