/// Runs of one plan, added up.
struct SpotTally: Sendable {
  /// How the data come to the job; of several parts, to the first.
  let route: DataRoute
  /// True where the dataset is copied, to any part.
  private(set) var movesDataset: Bool
  /// Charged to each run for waiting before the start.
  private let delayUSD: Double
  private(set) var outcomes: [SpotRun.Outcome] = []
  private(set) var totals: [Double] = []
  private var spans: [Double] = []
  private var sums: [CostTerm: Double] = [:]

  /// Adds up runs; the data take the route that is cheapest on average.
  init(
    _ outcomes: [SpotRun.Outcome], routes: [DataRoute], startHours: Double,
    delayUSD: Double = 0
  ) {
    self.delayUSD = delayUSD
    let n = Double(max(outcomes.count, 1))
    let starts = outcomes.reduce(0) { $0 + Double($1.starts) } / n
    let hours =
      outcomes.reduce(0) { $0 + ($1.doneHours ?? startHours) - startHours } / n
    route = DataRoute.cheapest(routes, starts: starts, hours: hours)
    movesDataset = route.egress.movesDataset
    for outcome in outcomes { add(outcome, startHours: startHours) }
  }

  /// Runs of a plan that are parts of one, each part with its own way of the
  /// data; done with the last part.
  ///
  /// - Parameter draws: of the whole, by run.
  init(
    joining parts: [SpotTally], draws: [SpotRun.WorldDraw], startHours: Double
  ) {
    var whole = parts[0]
    for part in parts.dropFirst() {
      for r in whole.outcomes.indices {
        whole.outcomes[r].add(part.outcomes[r])
        whole.totals[r] += part.totals[r]
      }
      whole.sums.merge(part.sums) { $0 + $1 }
      whole.movesDataset = whole.movesDataset || part.movesDataset
    }
    for (r, draw) in draws.enumerated() { whole.outcomes[r].draw = draw }
    whole.spans = whole.outcomes.compactMap { outcome in
      outcome.doneHours.map { $0 - startHours }
    }
    self = whole
  }

  private mutating func add(_ outcome: SpotRun.Outcome, startHours: Double) {
    let moved = route.egress.usd(starts: Double(outcome.starts))
    let span = (outcome.doneHours ?? startHours) - startHours
    let kept = (route.storage.usdPerHour ?? 0) * span
    outcomes.append(outcome)
    totals.append(outcome.totalUSD + moved + kept + delayUSD)
    if outcome.doneHours != nil { spans.append(span) }
    sums[.compute, default: 0] += outcome.computeUSD
    sums[.checkpointOverhead, default: 0] += outcome.checkpointUSD
    sums[.lostWork, default: 0] += outcome.lostUSD
    sums[.restart, default: 0] += outcome.restartUSD
    sums[.waiting, default: 0] += outcome.waitingUSD + delayUSD
    sums[.blockIdleTail, default: 0] += outcome.idleUSD
    sums[.egress, default: 0] += moved
    sums[.storage, default: 0] += kept
  }

  var means: [CostTerm: Double] {
    sums.mapValues { $0 / Double(max(outcomes.count, 1)) }
  }

  /// Share of the runs with a property, four decimals.
  func share(where holds: (SpotRun.Outcome) -> Bool) -> Double {
    guard !outcomes.isEmpty else { return 0 }
    return rounded(
      Double(outcomes.count(where: holds)) / Double(outcomes.count), digits: 4)
  }

  /// Share of the runs that cost more than the budget; 0 without one.
  func overBudget(_ budget: Double?) -> Double {
    guard let budget, !totals.isEmpty else { return 0 }
    return rounded(
      Double(totals.count { $0 > budget }) / Double(totals.count), digits: 4)
  }

  /// Hours from start to end of the runs that ended; nil when none did.
  var makespan: Plan.Spread? {
    guard !spans.isEmpty else { return nil }
    let sorted = spans.sorted()
    return Plan.Spread(
      mean: rounded(sorted.reduce(0, +) / Double(sorted.count), digits: 4),
      p50: rounded(quantile(0.5, ofSorted: sorted), digits: 4),
      p90: rounded(quantile(0.9, ofSorted: sorted), digits: 4))
  }

  var interruptions: Plan.Band {
    let sorted = outcomes.map { Double($0.interruptions) }.sorted()
    guard !sorted.isEmpty else { return Plan.Band(mean: 0, low: 0, high: 0) }
    return Plan.Band(
      mean: rounded(sorted.reduce(0, +) / Double(sorted.count), digits: 3),
      low: rounded(quantile(0.05, ofSorted: sorted), digits: 3),
      high: rounded(quantile(0.95, ofSorted: sorted), digits: 3))
  }
}
