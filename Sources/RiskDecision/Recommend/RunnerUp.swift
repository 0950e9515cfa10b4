public import RiskDomain

extension Recommendation {
  /// The next best plan of one pool or fixed price, and how sure the choice
  /// against it is.
  public struct RunnerUp: Hashable, Sendable, Codable {
    enum CodingKeys: String, CodingKey {
      case vehicle, pool, deltaUSD, chosenIsCheaper
    }

    public var vehicle: JobSpec.Vehicle
    /// nil for machines at a fixed price.
    public var pool: PoolID?
    /// Mean cost above that of the choice.
    public var deltaUSD: Double
    /// Posterior probability that the choice has the lower mean cost,
    /// simulation error included.
    public var chosenIsCheaper: Double

    /// nil without a second plan that keeps the limits.
    init?(of chosen: PricedPlan?, _ choice: Choice) {
      guard let chosen, let base = chosen.plan.cost?.meanUSD else {
        return nil
      }
      let others = choice.plans.filter {
        $0.refusal == nil && $0.mix == nil
          && ($0.plan.vehicle != chosen.plan.vehicle
            || $0.places != chosen.places)
      }
      guard let second = others.min(by: Choice.isBetter),
        let mean = second.plan.cost?.meanUSD
      else { return nil }
      vehicle = second.plan.vehicle
      pool = second.pool
      deltaUSD = cents(mean - base)
      chosenIsCheaper = rounded(
        ConditionalMeans.chanceCheaper(chosen, than: second), digits: 4)
    }
  }
}

extension Plan {
  /// How much of a plan's figures is chance of the simulation.
  public struct Simulation: Hashable, Sendable, Codable {
    public var runs: Int
    /// Standard error of the mean cost.
    public var meanStandardErrorUSD: Double
    /// Standard error of the probability to meet the deadline.
    public var meetDeadlineStandardError: Double

    init(totals: [Double], meetDeadline: Double) {
      runs = totals.count
      let n = Double(max(totals.count, 1))
      meanStandardErrorUSD = rounded(
        MeanOfRuns(totals).standardError, digits: 4)
      meetDeadlineStandardError = rounded(
        (meetDeadline * (1 - meetDeadline) / n).squareRoot(), digits: 4)
    }
  }
}
