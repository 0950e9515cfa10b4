import Foundation
public import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics

/// What a small measurement would be worth to a decision before it is taken.
///
/// The hazard of a pool is h · G with G ~ Gamma(a, a). Watching m instances for
/// t hours meets n losses, Poisson with mean G·H(t)·m, after which G is
/// Gamma(a + n, a + H(t)·m): losses are looked for, the decision is taken
/// again, and the money that this saves on average is held against what the
/// instances cost (expected value of sample information; Raiffa and Schlaifer
/// 1961).
struct MeasurePlan: Sendable {
  /// Instances and hours that are tried.
  static let instances = [1, 2, 4, 8]
  static let hours = [2.0, 6, 12, 24, 48, 96]
  /// Draws of the hazard and of the losses that would be met.
  private static let draws = 400
  /// Pools that are looked at, by how little is known of them.
  private static let mostPools = 5

  private(set) var steps: [Recommendation.MeasureStep] = []
  /// Sentences on pools of which too little is known to say.
  private(set) var notes: [String] = []

  init(_ choice: Choice, _ chosen: PricedPlan?, _ context: PlanContext) {
    let able = context.candidates.filter { $0.spotPerHour != nil }
    for candidate in able where candidate.outlook.loss == nil {
      if notes.count < Self.mostPools { notes.append(Self.unknown(candidate)) }
    }
    guard let screen = context.screen else { return }
    // Of pools that are known well a measurement teaches nothing.
    let open = screen.rows.prefix(SpotVehicle.mostPlayed).sorted {
      let (a, b) = (Self.shape($0.candidate), Self.shape($1.candidate))
      return (a, $0.candidate.pool) < (b, $1.candidate.pool)
    }
    for row in open.prefix(Self.mostPools) {
      if let step = Self.step(row.candidate, choice, context) {
        steps.append(step)
      }
    }
    steps.sort { ($1.netUSD, $0.pool) < ($0.netUSD, $1.pool) }
  }

  private static func shape(_ candidate: Candidate) -> Double {
    candidate.outlook.loss?.multiplierShape ?? 0
  }

  /// Nothing seen in T instance-hours bounds a rate by 3/T (95 %).
  private static func unknown(_ candidate: Candidate) -> String {
    let price = candidate.spotPerHour ?? 0
    return "Nothing is known of the losses of \(candidate.pool). One instance "
      + "for 24 h costs \(dollars(price * 24)); if it is never lost, the rate "
      + "is below \(plain(3.0 / 24, digits: 3)) an hour with 95 % (3/24)."
  }

  /// The measurement of one pool with the largest gain, or the surest where
  /// none pays for itself; nil where the decision does not hang on the pool.
  private static func step(
    _ candidate: Candidate, _ choice: Choice, _ context: PlanContext
  ) -> Recommendation.MeasureStep? {
    guard let loss = candidate.outlook.loss, loss.multiplierShape > 0,
      loss.multiplierShape < 1e6, let price = candidate.spotPerHour,
      let other = choice.plans.filter({
        $0.refusal == nil
          && ($0.plan.vehicle != .spot || $0.pool != candidate.pool)
      }).compactMap({ $0.plan.cost?.meanUSD }).min(),
      let cost = CostOfDraw(candidate, context)
    else { return nil }
    let question = Question(
      shape: loss.multiplierShape, cost: cost, otherUSD: other,
      seed: context.seed(ofRun: 0) ^ stableHash(candidate.pool.key))
    var best: Recommendation.MeasureStep?
    for count in instances {
      for span in hours {
        let events =
          Double(count)
          * loss.mean.cumulativeHazard(
            over: AgeInterval(after: 0, through: span))
        let answer = question.after(expectedEvents: events)
        let paid = price * Double(count) * span
        let step = Recommendation.MeasureStep(
          pool: candidate.pool, instances: count, hours: span,
          costUSD: cents(paid), expectedLosses: rounded(events, digits: 2),
          certaintyNow: rounded(question.certaintyNow, digits: 4),
          certaintyAfter: rounded(answer.certainty, digits: 4),
          savesUSD: cents(answer.savesUSD),
          netUSD: cents(answer.savesUSD - paid))
        if best.map({ step.netUSD > $0.netUSD }) ?? true { best = step }
      }
    }
    return best
  }

  /// Mean cost of the pool's spot plan at a multiplier of its hazard.
  struct CostOfDraw: Sendable {
    private let kernel: PosteriorKernel
    private let fixedUSD: Double
    private let usdPerRatio: Double

    init?(_ candidate: Candidate, _ context: PlanContext) {
      guard let row = PosteriorScreen.pricing(candidate, context) else {
        return nil
      }
      kernel = row.kernel
      fixedUSD = row.fixedUSD
      usdPerRatio = row.usdPerHour * candidate.workHours
    }

    func usd(multiplier: Double) -> Double {
      fixedUSD + usdPerRatio * kernel.value(atLog: log(max(multiplier, 1e-9)))
    }
  }

  /// Spot in one pool against the best of everything else.
  struct Question: Sendable {
    private let shape: Double
    private let cost: CostOfDraw
    private let otherUSD: Double
    /// Uniforms behind the draws: the same for every measurement.
    private let multipliers: [Double]
    private let seed: UInt64
    /// P(the decision that looks best now is the right one).
    let certaintyNow: Double
    private let bestNowUSD: Double

    init(shape: Double, cost: CostOfDraw, otherUSD: Double, seed: UInt64) {
      self.shape = shape
      self.cost = cost
      self.otherUSD = otherUSD
      self.seed = seed
      var random = SplitMix64(seed: seed)
      multipliers = (0..<MeasurePlan.draws).map { _ in
        gammaSample(shape: shape, rate: shape, using: &random)
      }
      let now = Self.answer(multipliers, cost, otherUSD)
      certaintyNow = now.certainty
      bestNowUSD = now.usd
    }

    private static func answer(
      _ multipliers: [Double], _ cost: CostOfDraw, _ otherUSD: Double
    ) -> (usd: Double, certainty: Double) {
      var sum = 0.0
      var cheaper = 0
      for multiplier in multipliers {
        let usd = cost.usd(multiplier: multiplier)
        sum += usd
        if usd < otherUSD { cheaper += 1 }
      }
      let n = Double(multipliers.count)
      let share = Double(cheaper) / n
      let mean = sum / n
      return mean < otherUSD ? (mean, share) : (otherUSD, 1 - share)
    }

    /// Mean certainty and saving once so many losses were expected and some
    /// number of them was met.
    func after(
      expectedEvents events: Double
    ) -> (certainty: Double, savesUSD: Double) {
      var known: [Int: (usd: Double, certainty: Double)] = [:]
      var random = SplitMix64(seed: seed ^ 0x9E37_79B9)
      var usd = 0.0
      var certainty = 0.0
      for multiplier in multipliers {
        let met = poissonSample(mean: multiplier * events, using: &random)
        let found: (usd: Double, certainty: Double)
        if let before = known[met] {
          found = before
        } else {
          var draws = SplitMix64(seed: seed &+ UInt64(met))
          let posterior = (0..<MeasurePlan.draws).map { _ in
            gammaSample(
              shape: shape + Double(met), rate: shape + events, using: &draws)
          }
          found = Self.answer(posterior, cost, otherUSD)
          known[met] = found
        }
        usd += found.usd
        certainty += found.certainty
      }
      let n = Double(multipliers.count)
      return (
        max(certainty / n, certaintyNow), max(bestNowUSD - usd / n, 0)
      )
    }
  }
}

extension Recommendation {
  /// A small measurement before the job, and what it is worth.
  public struct MeasureStep: Hashable, Sendable, Codable {
    public var pool: PoolID
    /// To watch at the same time.
    public var instances: Int
    public var hours: Double
    public var costUSD: Double
    /// Losses that are expected to be met.
    public var expectedLosses: Double
    /// P(the decision for or against this pool is right), now and on average
    /// afterwards.
    public var certaintyNow: Double
    public var certaintyAfter: Double
    /// Mean saving on the job by the better decision.
    public var savesUSD: Double
    /// Saving less the cost of measuring.
    public var netUSD: Double
  }
}
