import RiskDomain

extension Plan {
  /// What of a plan is paid for whether it is used or not.
  public struct Commitment: Hashable, Sendable, Codable {
    enum CodingKeys: String, CodingKey {
      case term, usdPerHour, committedHours, usedHours, utilisation,
        breakEvenUtilisation, isBought
    }

    /// Where the price comes from: "job", "1y", "3y" or "month".
    public var term: String
    /// Per instance-hour.
    public var usdPerHour: Double
    public var committedHours: Double
    /// Instance-hours that this job takes.
    public var usedHours: Double
    /// Share of the committed hours that this job takes.
    public var utilisation: Double
    /// Share from which on-demand would cost as much; nil when the on-demand
    /// price is unknown.
    public var breakEvenUtilisation: Double?
    /// True when it is paid for already.
    public var isBought: Bool

    init(
      term: String, of commitment: CommitmentTerm, usedHours: Double,
      onDemandPerHour: Double?
    ) {
      self.term = term
      usdPerHour = rounded(commitment.usdPerHour, digits: 4)
      committedHours = rounded(commitment.committedHours, digits: 4)
      self.usedHours = rounded(usedHours, digits: 4)
      utilisation = rounded(
        usedHours / max(commitment.committedHours, 1e-9), digits: 4)
      breakEvenUtilisation = onDemandPerHour.flatMap {
        commitment.breakEvenUtilisation(onDemandPerHour: $0)
      }.map { rounded($0, digits: 4) }
      isBought = commitment.isBought
    }
  }
}

extension PricedPlan {
  /// A plan of a candidate under a commitment, the rest on-demand.
  ///
  /// nil when hours beyond the commitment have no price.
  static func under(
    _ commitment: CommitmentTerm, term: String, vehicle: JobSpec.Vehicle,
    candidate: Candidate, _ context: PlanContext
  ) -> PricedPlan? {
    let job = context.job
    let hours = job.launchHours + candidate.workHours
    let needed = hours * Double(candidate.shape.instances)
    let use = commitment.use(instanceHours: needed)
    var beyondUSD = 0.0
    if use.beyondHours > 0 {
      guard let price = candidate.onDemandPerHour else { return nil }
      beyondUSD = use.beyondHours * price
    }
    // Launch and work share what is paid by their hours.
    let launchShare = hours > 0 ? job.launchHours / hours : 0
    let paid = use.usedUSD + beyondUSD
    let data = candidate.cheapestRoute(starts: 1, hours: hours)
    var plan = Plan(vehicle: vehicle)
    plan.setStart(context.earliestHours, context)
    plan.pools = [
      Plan.PoolShare(
        pool: candidate.pool, nodes: candidate.shape.instances, rank: 1)
    ]
    plan.movesDataset = data.egress.movesDataset
    plan.commitment = Plan.Commitment(
      term: term, of: commitment, usedHours: use.usedHours,
      onDemandPerHour: candidate.onDemandPerHour)
    plan.setCertain(
      lines: [
        .compute: paid * (1 - launchShare), .restart: paid * launchShare,
        .commitmentIdle: use.idleUSD, .egress: data.egress.usd(starts: 1),
        .storage: (data.storage.usdPerHour ?? 0) * hours,
      ], makespanHours: context.earliestHours + hours,
      workHours: candidate.workHours, gpus: candidate.shape.gpus, context)
    return PricedPlan(plan, context)
  }
}
