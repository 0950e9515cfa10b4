import RiskDecision
import RiskDomain
import RiskForecast

/// A deadline policy that learns from what its pools were seen to do.
///
/// Parameters come from one model. The pools' own spells are counted up to each
/// request's `now`, in steps of two days from the model's time on, so that one
/// step's tables serve all of its requests.
struct SteppedPolicy: Sendable {
  /// One step of knowledge with its policy, tables included.
  private struct Step: Sendable {
    var policy: DecidePolicy
    var lastUse: Int
  }

  /// Hours after which the pools' own spells are counted anew; 24 to 72 do
  /// equally well on availability traces.
  static let hoursPerStep = 48.0
  /// Steps that are kept with their tables.
  static let mostSteps = 12

  private let job: JobSpec
  private let forecasters: [PoolForecaster]
  private let catalog: Catalog
  /// The model saw nothing after it.
  private let fitted: UTCInstant
  /// Nothing after it is known at all.
  private let asOf: UTCInstant
  private var steps: [Int: Step] = [:]
  private var uses = 0

  init(
    job: JobSpec, forecasters: [PoolForecaster], catalog: Catalog,
    fitted: UTCInstant, asOf: UTCInstant
  ) {
    self.job = job
    self.forecasters = forecasters
    self.catalog = catalog
    self.fitted = min(fitted, asOf)
    self.asOf = asOf
  }

  mutating func answer(
    _ request: DecideRequest
  ) -> Result<DecideAnswer, DecideFailure> {
    let number = step(of: request.now)
    uses += 1
    if steps[number] == nil, steps.count >= Self.mostSteps,
      let oldest = steps.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      steps[oldest.key] = nil
    }
    // Taken out while it answers, so that its tables grow in place.
    var step =
      steps.removeValue(forKey: number)
      ?? Step(policy: policy(number), lastUse: uses)
    step.lastUse = uses
    let answer = step.policy.answer(request)
    steps[number] = step
    return answer
  }

  /// Which step a moment falls in; 0 up to the model's time.
  private func step(of now: UTCInstant) -> Int {
    let hours = min(now, asOf).hours(since: fitted)
    return hours > 0 ? Int((hours / Self.hoursPerStep).rounded(.down)) : 0
  }

  private func policy(_ step: Int) -> DecidePolicy {
    let instant = fitted.adding(hours: Double(step) * Self.hoursPerStep)
    return DecidePolicy(
      job: job,
      outlooks: forecasters.map { $0.standingOutlook(asOf: instant) },
      catalog: catalog)
  }
}
