import RiskDomain
import RiskForecast

/// When to start: the cost over the allowed starts, and whether a wait pays.
struct StartChoice {
  /// The plan at the start that is advised.
  var chosen: PricedPlan?
  var curve: [Recommendation.StartPoint] = []
  /// A sentence on the start; nil when there is no choice of it.
  var finding: String?

  /// Starts are looked at over a week at most.
  static let mostHours = 168
  /// Runs of a plan on the curve: enough to see a difference of 1 %.
  static let mostRuns = 400

  init(_ choice: Choice, _ context: PlanContext) {
    chosen = choice.best
    let window = context.job.when
    // Only a job that may wait is told to: a deadline alone is no leave.
    guard window.pausable, let best = choice.best,
      best.plan.vehicle == .spot,
      let candidate = context.candidates.first(where: { $0.pool == best.pool })
    else { return }
    let first = context.earliestHours
    let needed = context.job.launchHours + candidate.workHours
    let latest =
      context.deadlineHours.map { $0 - needed - context.job.relaunchHours }
      ?? (first + Double(Self.mostHours))
    let span = min(latest - first, Double(Self.mostHours))
    guard span >= 1 else {
      finding = "The deadline leaves no choice of the start."
      return
    }
    // Hourly for two days, coarser beyond: at most 57 starts.
    let step = max((span / 56).rounded(.up), 1)
    var quick = context
    quick.runs = min(context.runs, Self.mostRuns)
    var points: [(hours: Double, plan: PricedPlan)] = []
    var at = 0.0
    while at <= span + 1e-9 {
      if let plan = Self.plan(candidate, like: best, at: first + at, quick) {
        points.append((first + at, plan))
      }
      at += step
    }
    curve = points.compactMap { point in
      guard let start = point.plan.plan.start, let cost = point.plan.plan.cost
      else { return nil }
      return Recommendation.StartPoint(
        start: start, meanUSD: cost.meanUSD,
        meetDeadline: point.plan.plan.meetDeadline ?? 0)
    }
    guard let now = points.first else { return }
    guard candidate.outlook.hourOfWeekMultiplier != nil else {
      finding =
        "No benefit of a later start is detectable: the data show no effect "
        + "of the hour of the week in \(candidate.pool)."
      return
    }
    let later = points.dropFirst().filter { $0.plan.refusal == nil }
      .min { $0.plan.objective < $1.plan.objective }
    guard let later, Self.isReal(now.plan, later.plan) else {
      finding =
        "No benefit of a later start is detectable: the best one does not "
        + "save more than chance explains."
      return
    }
    guard
      let full = Self.plan(candidate, like: best, at: later.hours, context),
      full.refusal == nil, full.objective < best.objective
    else { return }
    let saved = (best.plan.cost?.meanUSD ?? 0) - (full.plan.cost?.meanUSD ?? 0)
    finding =
      "A start \(plain(later.hours - first, digits: 0)) h later saves "
      + "\(dollars(saved)) on average, by the hour of the week."
    chosen = full
  }

  /// The plan of the same kind at another start.
  private static func plan(
    _ candidate: Candidate, like best: PricedPlan, at hours: Double,
    _ context: PlanContext
  ) -> PricedPlan? {
    let plans = SpotVehicle().plans(candidate, startHours: hours, context)
    return plans.filter {
      ($0.plan.fallback == nil) == (best.plan.fallback == nil)
        && $0.plan.cost != nil
    }.min(by: Choice.isBetter)
  }

  /// A paired difference of more than 1 % and of two standard errors.
  private static func isReal(_ now: PricedPlan, _ later: PricedPlan) -> Bool {
    guard now.totals.count == later.totals.count, now.totals.count > 1 else {
      return false
    }
    let gains = zip(now.totals, later.totals).map { $0 - $1 }
    let n = Double(gains.count)
    let mean = gains.reduce(0, +) / n
    let variance = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let base = now.totals.reduce(0, +) / n
    return mean > 0.01 * base && mean > 2 * (variance / n).squareRoot()
  }
}
