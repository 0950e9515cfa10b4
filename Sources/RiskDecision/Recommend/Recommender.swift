public import RiskDomain
public import RiskForecast

/// Chooses when, where and how to run a job.
///
/// A pure function of its arguments: the same job, outlooks, offerings,
/// catalog, instant and seed give the same advice, whatever the order of the
/// outlooks and offerings.
public struct Recommender: Sendable {
  /// Monte Carlo runs of each plan.
  public var runs: Int
  /// Spot plans kept beside the chosen one and the best of each vehicle.
  public var mostAlternatives: Int
  /// How long the state of the pools is worth acting on, in hours.
  public var validHours: Double
  /// Told the name of each stage as it ends; nil tells nobody.
  public var onStage: (@Sendable (String) -> Void)?

  public init(
    runs: Int = 2000, mostAlternatives: Int = 5, validHours: Double = 1
  ) {
    self.runs = max(runs, 1)
    self.mostAlternatives = max(mostAlternatives, 0)
    self.validHours = validHours
  }

  /// The advice for a job from what is known at `asOf`.
  ///
  /// `parseWarnings` are those of the job file; they lead the warnings.
  /// `measures` asks what measuring before the job would be worth.
  public func recommend(
    job: JobSpec, outlooks: [PoolOutlook], offerings: [CapacityBlockOffering],
    catalog: Catalog, asOf: UTCInstant, dataThrough: UTCInstant?,
    generatedAt: UTCInstant, modelDigest: String, seed: UInt64,
    parseWarnings: [String] = [], measures: Bool = false
  ) -> Recommendation {
    let list = CandidateList(
      job: job, outlooks: outlooks, catalog: catalog, asOf: asOf)
    var context = PlanContext(
      job: job, catalog: catalog,
      offerings: Self.newest(offerings, asOf: asOf),
      candidates: list.candidates, limited: list.limited,
      rejected: list.rejected,
      unknownNames: UnknownNames(
        job: job, outlooks: outlooks, offerings: offerings, catalog: catalog
      ).sentences, asOf: asOf, seed: seed, runs: runs)
    let choice: Choice
    if let reason = Self.refusal(of: job, asOf: asOf) {
      (context.candidates, context.limited) = ([], [])
      choice = Choice(refusedBecause: reason)
    } else {
      context.screenPools()
      onStage?("screen")
      choice = Choice(context)
      onStage?("plans")
    }
    let starts = StartChoice(choice, context)
    let chosen = starts.chosen
    onStage?("starts")
    let advice = Advice(
      choice: choice, chosen: chosen, starts: starts, context: context,
      mostAlternatives: mostAlternatives)
    onStage?("words")
    let sensitivity = SensitivityTable(chosen: chosen, context).rows
    onStage?("sensitivity")
    let measure = measures ? MeasurePlan(choice, chosen, context) : nil
    return Recommendation(
      generatedAt: generatedAt, asOf: asOf, dataThrough: dataThrough,
      validUntil: asOf.adding(hours: validHours), modelDigest: modelDigest,
      seed: seed, job: job.name, verdict: advice.verdict,
      headline: advice.headline, chosen: advice.chosenPlan,
      alternatives: advice.alternatives,
      runnerUp: Recommendation.RunnerUp(of: chosen, choice),
      startCurve: starts.curve,
      sensitivity: sensitivity,
      measure: measure?.steps,
      rejectedPools: list.rejected.filter {
        // A pool that is too small for all may have a part.
        chosen?.mix == nil || chosen?.places.contains($0.pool) != true
      },
      warnings: parseWarnings + advice.warnings,
      explanation: advice.explanation + (measure?.notes ?? []))
  }

  /// Why a job is refused before any plan is priced; nil when it is not.
  public static func refusal(of job: JobSpec, asOf: UTCInstant) -> String? {
    if job.jobClass == .realtime {
      return "The class realtime is refused: a service that must answer at "
        + "every moment cannot run on capacity that is taken back. Use "
        + "on-demand or reserved instances behind a load balancer."
    }
    if let deadline = job.when.deadline, deadline <= asOf {
      return "The deadline \(deadline.rfc3339) lies before \(asOf.rfc3339)."
    }
    return JobContradiction.all(in: job).first?.message
  }

  /// The last capture of each offering, at `asOf` at the latest, in order.
  static func newest(
    _ offerings: [CapacityBlockOffering], asOf: UTCInstant
  ) -> [CapacityBlockOffering] {
    var last: [String: CapacityBlockOffering] = [:]
    for offering in offerings where offering.capturedAt <= asOf {
      if let known = last[offering.offeringID],
        known.capturedAt >= offering.capturedAt
      {
        continue
      }
      last[offering.offeringID] = offering
    }
    return last.values.sorted { $0.offeringID < $1.offeringID }
  }
}
