import Foundation
import RiskDomain
import RiskNumerics

/// A change of the inputs under which plans are priced once more.
struct Scenario: Hashable, Sendable {
  var hazardFactor = 1.0
  var spotPriceFactor = 1.0
  var startShiftHours = 0.0
}

/// Everything that a vehicle needs to price its plans.
struct PlanContext: Sendable {
  var job: JobSpec
  var catalog: Catalog
  var offerings: [CapacityBlockOffering]
  var candidates: [Candidate]
  /// Pools of which the quotas allow a part of the job, for members that need
  /// none of the others; each as it would take the whole.
  var limited: [Candidate] = []
  /// Pools that cannot take the job.
  var rejected: [Recommendation.RejectedPool] = []
  /// Sentences on names of the job that nobody knows.
  var unknownNames: [String] = []
  var asOf: UTCInstant
  var seed: UInt64
  /// Monte Carlo runs of a plan.
  var runs: Int
  var scenario = Scenario()
  /// Pools at every start under draws; nil until they were screened.
  var screen: PosteriorScreen?

  /// Hours from the advice to the earliest start.
  var earliestHours: Double {
    max(job.when.earliest?.hours(since: asOf) ?? 0, 0)
      + scenario.startShiftHours
  }

  /// Hours from the advice to the deadline; nil without one.
  var deadlineHours: Double? { job.when.deadline?.hours(since: asOf) }

  /// Pools that may take all of the job or a part.
  var whollyOrPartly: [Candidate] { candidates + limited }

  /// The candidate that a plan is of: of a mix the first, as it would take the
  /// whole job.
  func candidate(of plan: PricedPlan) -> Candidate? {
    plan.mix?.whole ?? candidates.first { $0.pool == plan.pool }
  }

  /// The seed of a run, the same for every plan: plans share their luck.
  ///
  /// The seed is mixed first: neighbouring seeds must not share their draws.
  func seed(ofRun run: Int) -> UInt64 {
    var mixer = SplitMix64(seed: seed)
    return mixer.next() &+ UInt64(run) &* 0xD134_2543_DE82_EF95
  }

  /// An instant in the user's zone, with its offset.
  func local(_ instant: UTCInstant) -> String? {
    guard let zone = TimeZone(identifier: job.when.timeZone) else { return nil }
    let date = Date(
      timeIntervalSince1970: Double(instant.unixMilliseconds) / 1000)
    return instant.rfc3339(offsetSeconds: zone.secondsFromGMT(for: date))
  }

  /// mean + aversion · (CVaR95 − mean).
  func objective(_ cost: CostSummary) -> Double {
    cost.meanUSD + job.risk.aversion
      * max(cost.cvar95USD - cost.meanUSD, 0)
  }

  /// Why a plan breaks a limit of the job; nil when it keeps them all.
  func refusal(of plan: Plan) -> String? {
    if let reason = plan.rejectedBecause { return reason }
    guard let cost = plan.cost else { return "It has no price." }
    if job.when.deadline != nil, let chance = plan.meetDeadline,
      chance < job.risk.meetDeadline
    {
      return "It meets the deadline with probability "
        + "\(plain(chance, digits: 3)); "
        + "\(plain(job.risk.meetDeadline, digits: 3)) is asked for."
    }
    if isOverBudget(cost), let budget = job.money.budgetUSD {
      return "It costs \(dollars(cost.meanUSD)) on average; the budget is "
        + "\(dollars(budget))."
    }
    return nil
  }
}

extension PlanContext {
  /// Dollars that the user says a wait before the start costs.
  func waitingUSD(startHours: Double) -> Double {
    max(startHours - earliestHours, 0) * job.when.waitingUSDPerHour
  }

  /// Whether a mean cost lies above the budget.
  func isOverBudget(_ cost: CostSummary) -> Bool {
    job.money.budgetUSD.map { cost.meanUSD > $0 } ?? false
  }

  /// Whether a plan that may be had keeps the deadline surely enough.
  func keepsDeadline(_ plan: Plan) -> Bool {
    guard plan.rejectedBecause == nil, plan.cost != nil else { return false }
    guard job.when.deadline != nil else { return true }
    return (plan.meetDeadline ?? 0) >= job.risk.meetDeadline
  }
}

/// A plan with what the choice between plans needs.
struct PricedPlan: Sendable {
  var plan: Plan
  var objective: Double
  /// Why it may not be chosen; nil when it may.
  var refusal: String?
  /// Totals of the runs in order, for paired comparisons; empty when certain.
  var totals: [Double] = []
  /// The worlds that they were played in.
  var draws: [SpotRun.WorldDraw] = []
  /// What it is a plan of, where that was kept.
  var candidate: Candidate?
  /// nil where one pool has all.
  var mix: PoolMix?

  init(
    _ plan: Plan, _ context: PlanContext, totals: [Double] = [],
    draws: [SpotRun.WorldDraw] = []
  ) {
    self.plan = plan
    self.totals = totals
    self.draws = draws
    objective = plan.cost.map { context.objective($0) } ?? .infinity
    refusal = context.refusal(of: plan)
  }

  var pool: PoolID? { plan.pools.first?.pool }

  /// The pool that it is a plan of, or all those of a mix.
  var places: Set<PoolID> {
    mix == nil ? Set([pool].compactMap { $0 }) : Set(plan.pools.map(\.pool))
  }
}

/// What a vehicle has to offer.
struct VehicleOffer: Sendable {
  var plans: [PricedPlan]
  /// Why there is none; nil when there are some.
  var absence: String?
}

/// A way of buying capacity that can price plans for a job.
protocol VehiclePlanner: Sendable {
  var vehicle: JobSpec.Vehicle { get }
  func offer(_ context: PlanContext) -> VehicleOffer
}

/// The visible list of vehicles that can be priced.
enum Vehicles {
  static let all: [any VehiclePlanner] = [
    SpotVehicle(), OnDemandVehicle(), CapacityBlockVehicle(),
    SpotUntilBlock(),
    ReservedVehicle(), SavingsPlanVehicle(), FixedPriceVehicle(),
  ]
}
