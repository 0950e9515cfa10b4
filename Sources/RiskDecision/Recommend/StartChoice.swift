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
  /// Posterior probability of a lower mean cost from which a wait is advised.
  static let leastProbability = 0.9
  /// Pools whose best later start is played beside those of the chosen pool.
  static let otherPools = 2

  init(_ choice: Choice, _ context: PlanContext) {
    chosen = choice.best
    // Only a job that may wait is told to: a deadline alone is no leave.
    guard context.job.when.pausable, let best = choice.best,
      best.plan.vehicle == .spot,
      let candidate = context.candidate(of: best)
    else { return }
    let span = context.startSpanHours(workHours: candidate.workHours)
    guard span >= 1 else {
      finding = "The deadline leaves no choice of the start."
      return
    }
    let points = Self.played(candidate, like: best, spanHours: span, context)
    guard let now = points.first else { return }
    curve = points.compactMap { Self.point($0.plan, against: now.plan) }
    var trials = Self.trials(points, now: now.plan)
    trials += Self.elsewhere(best, context)
    guard !trials.isEmpty else {
      let pools = context.screen?.rows.contains {
        $0.candidate.outlook.hourOfWeekMultiplier != nil
      }
      finding =
        "No benefit of a later start is detectable: "
        + (candidate.outlook.hourOfWeekMultiplier == nil && pools != true
          ? "the data show no effect of the hour of the week in "
            + "\(candidate.pool)."
          : "the best one does not save more than chance explains.")
      return
    }
    take(trials, best, context)
  }

  /// Plays the trials in full and takes the best that surely saves.
  private mutating func take(
    _ trials: [(candidate: Candidate, hours: Double)], _ best: PricedPlan,
    _ context: PlanContext
  ) {
    let full = trials.compactMap { trial in
      Self.plan(trial.candidate, like: best, at: trial.hours, context).map {
        (trial: trial, plan: $0)
      }
    }.filter { $0.plan.refusal == nil && $0.plan.objective < best.objective }
    guard
      let later = full.min(by: { Choice.isBetter($0.plan, $1.plan) })
    else {
      finding =
        "No benefit of a later start is detectable: played in full, none saves."
      return
    }
    let chance = ConditionalMeans.chanceCheaper(later.plan, than: best)
    guard chance > Self.leastProbability else {
      finding =
        "No benefit of a later start is detectable: the best one saves with "
        + "probability \(plain(chance, digits: 3)); more than "
        + "\(plain(Self.leastProbability, digits: 1)) is asked for."
      return
    }
    let saved =
      (best.plan.cost?.meanUSD ?? 0)
      - (later.plan.plan.cost?.meanUSD ?? 0)
    let wait = later.trial.hours - context.earliestHours
    finding =
      "A start \(plain(wait, digits: 0)) h later"
      + (later.plan.pool == best.pool
        ? "" : " in \(later.trial.candidate.pool)")
      + " saves \(dollars(saved)) on average, by the hour of the week, with "
      + "probability \(plain(chance, digits: 3))."
    chosen = later.plan
  }

  /// The plan of the chosen pool at hourly starts for two days and coarser
  /// ones beyond, 57 at most.
  private static func played(
    _ candidate: Candidate, like best: PricedPlan, spanHours span: Double,
    _ context: PlanContext
  ) -> [(hours: Double, plan: PricedPlan)] {
    let step = max((span / 56).rounded(.up), 1)
    var quick = context
    quick.runs = min(context.runs, mostRuns)
    let count = Int((span / step + 1e-9).rounded(.down)) + 1
    return inParallel(count, chunk: 4) { [quick] k in
      let hours = context.earliestHours + Double(k) * step
      return plan(candidate, like: best, at: hours, quick).map { (hours, $0) }
    }.compactMap { $0 }
  }

  private static func point(
    _ plan: PricedPlan, against first: PricedPlan
  ) -> Recommendation.StartPoint? {
    guard let start = plan.plan.start, let cost = plan.plan.cost else {
      return nil
    }
    return Recommendation.StartPoint(
      start: start, startLocal: plan.plan.startLocal, meanUSD: cost.meanUSD,
      meetDeadline: plan.plan.meetDeadline ?? 0,
      cheaperThanFirst: plan.plan.start == first.plan.start
        ? 0
        : rounded(
          ConditionalMeans.chanceCheaper(plan, than: first), digits: 4))
  }

  /// The best later start of the chosen pool, where it is more than chance.
  ///
  /// Without an effect of the hour of the week there is nothing to gain, and
  /// the least of many noisy means is no gain.
  private static func trials(
    _ points: [(hours: Double, plan: PricedPlan)], now: PricedPlan
  ) -> [(candidate: Candidate, hours: Double)] {
    let later = points.dropFirst().filter { $0.plan.refusal == nil }
      .min { $0.plan.objective < $1.plan.objective }
    guard let later, let candidate = later.plan.candidate,
      candidate.outlook.hourOfWeekMultiplier != nil, isReal(now, later.plan)
    else { return [] }
    return [(candidate, later.hours)]
  }

  /// Other pools that the screen finds cheaper at a later start than the
  /// choice is now.
  private static func elsewhere(
    _ best: PricedPlan, _ context: PlanContext
  ) -> [(candidate: Candidate, hours: Double)] {
    guard let rows = context.screen?.rows,
      let own = rows.first(where: { $0.candidate.pool == best.pool })
    else { return [] }
    let better = rows.compactMap { row -> (PosteriorScreen.Row, Int)? in
      guard row.candidate.pool != best.pool,
        row.candidate.outlook.hourOfWeekMultiplier != nil
      else { return nil }
      let span = context.startSpanHours(workHours: row.candidate.workHours)
      guard span >= 1 else { return nil }
      let start = row.best(of: Int(span) + 1)
      guard start > 0, row.meanUSD[start] < 0.99 * own.meanUSD[0],
        row.chanceBelowFirst[start] > leastProbability
      else { return nil }
      return (row, start)
    }
    return better.sorted { $0.0.meanUSD[$0.1] < $1.0.meanUSD[$1.1] }
      .prefix(otherPools).map {
        ($0.0.candidate, context.earliestHours + Double($0.1))
      }
  }

  /// The plan of the same kind at another start.
  private static func plan(
    _ candidate: Candidate, like best: PricedPlan, at hours: Double,
    _ context: PlanContext
  ) -> PricedPlan? {
    let mix = candidate.pool == best.pool ? best.mix : nil
    let plans =
      mix?.plans(startHours: hours, context)
      ?? SpotVehicle().plans(candidate, startHours: hours, context)
    var plan = plans.filter {
      ($0.plan.fallback == nil) == (best.plan.fallback == nil)
        && $0.plan.cost != nil
    }.min(by: Choice.isBetter)
    plan?.candidate = candidate
    return plan
  }

  /// A paired difference of more than 1 % and of two standard errors.
  private static func isReal(_ now: PricedPlan, _ later: PricedPlan) -> Bool {
    guard now.totals.count == later.totals.count, now.totals.count > 1 else {
      return false
    }
    let gains = zip(now.totals, later.totals).map { $0 - $1 }
    let gain = MeanOfRuns(gains)
    let base = MeanOfRuns(now.totals).mean
    return gain.mean > 0.01 * base && gain.mean > 2 * gain.standardError
  }
}

extension PlanContext {
  /// Hours after the earliest start up to the latest one that leaves time for
  /// the work and one restart, a week at most.
  func startSpanHours(workHours: Double) -> Double {
    let latest =
      deadlineHours.map {
        $0 - job.launchHours - workHours - job.relaunchHours
      } ?? (earliestHours + Double(StartChoice.mostHours))
    return min(latest - earliestHours, Double(StartChoice.mostHours))
  }

  /// Looks at every pool, and at every start where the job may wait.
  mutating func screenPools() {
    let shortest = candidates.map(\.workHours).min() ?? 0
    let span = job.when.pausable ? startSpanHours(workHours: shortest) : 0
    screen = PosteriorScreen(
      candidates, starts: max(Int(max(span, 0)), 0) + 1, self)
  }
}
