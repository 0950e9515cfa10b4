public import RiskDecision
public import RiskDomain

/// A plan and its job, in the terms in which targets ask.
public struct PlannedJob: Sendable {
  /// One place and market to try, the best first.
  struct Choice: Hashable, Sendable {
    var pool: PoolID
    /// Instances.
    var nodes: Int
    /// From 1; the same where a gang is bought in two markets at once.
    var rank: Int
    var market: Market
    /// nil when the catalog does not know the type.
    var hardware: Catalog.InstanceType?

    /// Kubernetes' name of the device; nil on types without one.
    var device: String? {
      guard let accelerator = hardware?.accelerator else { return nil }
      return accelerator.hasPrefix("mi") ? "amd.com/gpu" : "nvidia.com/gpu"
    }

    /// Devices of all instances; nil when unknown.
    var devices: Int? { hardware.map { $0.acceleratorCount * nodes } }

    /// True when prices and capacity are known by region only.
    var isRegional: Bool { pool.zone == pool.region }

    /// The value of Karpenter's label for how capacity is bought.
    var karpenterCapacityType: String {
      switch market {
      case .spot: "spot"
      case .onDemand: "on-demand"
      case .reserved, .capacityBlock: "reserved"
      }
    }

    /// Short and unique among the choices of a job: "p1-spot".
    var label: String { "p\(rank)-" + market.rawValue }
  }

  public let advice: Recommendation
  let plan: Plan
  public let job: JobSpec
  let stamp: ExportStamp
  let choices: [Choice]
  private let catalog: Catalog

  /// - Throws: `ExportRefusal` when nothing was chosen.
  public init(
    _ advice: Recommendation, job: JobSpec, catalog: Catalog
  ) throws(ExportRefusal) {
    guard let plan = advice.chosen else {
      throw ExportRefusal(
        .valid, "There is no plan to export: \(advice.headline)")
    }
    guard let market = Self.market(plan.vehicle) else {
      throw ExportRefusal(
        .valid,
        "The plan is capacity at a fixed price: there is nothing to launch.")
    }
    self.advice = advice
    self.plan = plan
    self.job = job
    self.catalog = catalog
    stamp = ExportStamp(
      modelDigest: advice.modelDigest, asOf: advice.asOf,
      generatedAt: advice.generatedAt, validUntil: advice.validUntil)
    var choices = plan.pools.sorted { $0.rank < $1.rank }.map { share in
      Choice(
        pool: share.pool, nodes: share.nodes, rank: share.rank,
        market: share.market ?? market,
        hardware: catalog.instanceType(
          share.pool.instanceType, provider: share.pool.provider))
    }
    // Spot is given up for on-demand where the plan began.
    if plan.fallback?.to == .onDemand, let first = choices.first {
      choices.append(
        Choice(
          pool: first.pool,
          nodes: choices.filter { $0.rank == first.rank }
            .reduce(0) { $0 + $1.nodes },
          rank: (choices.last?.rank ?? 1) + 1, market: .onDemand,
          hardware: first.hardware))
    }
    self.choices = choices
  }

  private static func market(_ vehicle: JobSpec.Vehicle) -> Market? {
    switch vehicle {
    case .spot: .spot
    // A savings plan or a reservation lowers the bill of what is launched
    // on-demand.
    case .onDemand, .savingsPlan: .onDemand
    case .capacityBlock: .capacityBlock
    case .reserved: .reserved
    case .fixed: nil
    }
  }

  /// The name of the job for machines.
  var slug: String { ExportName.slug(job.name) }

  /// Instances that run together.
  var gangNodes: Int {
    choices.filter { $0.rank == choices.first?.rank }
      .reduce(0) { $0 + $1.nodes }
  }

  /// Choices of a provider; refused when there is none.
  func choices(
    of provider: PoolID.Provider, for target: String
  ) throws(ExportRefusal) -> [Choice] {
    let own = choices.filter { $0.pool.provider == provider }
    guard !own.isEmpty else {
      throw ExportRefusal(
        .valid,
        "\(target) launches on \(provider.rawValue) only; the plan names "
          + Set(choices.map(\.pool.provider.rawValue)).sorted()
          .joined(separator: ", ") + ".")
    }
    return own
  }

  /// Warning before a loss, in whole seconds; nil when the catalog has none.
  var noticeSeconds: Int? {
    choices.first.flatMap { catalog.noticeWindow($0.pool.provider) }
      .map { Int($0.noticeSeconds) }
  }

  /// What is left of the warning once it was noticed.
  var noticeBudgetSeconds: Int? {
    choices.first.flatMap { catalog.noticeWindow($0.pool.provider) }
      .map { max(Int($0.noticeSeconds - $0.detectionSeconds), 0) }
  }

  /// Start of the plan, or the moment of the advice.
  var start: UTCInstant { plan.start ?? advice.asOf }

  /// Whole hours in which nine runs of ten are done, counted from the start.
  var mostHours: Int? {
    plan.makespanHours.map { makespan in
      let earliest = max(job.when.earliest ?? advice.asOf, advice.asOf)
      let waited = max(start.hours(since: earliest), 0)
      return max(Int((makespan.p90 - waited).rounded(.up)), 1)
    }
  }

  /// What a training loop reads from its environment.
  var environment: [String: String] {
    var values = ["RISKCTL_RUN_ID": stamp.runID]
    if let every = plan.checkpoint?.everySeconds {
      values["CKPT_EVERY_SECONDS"] = NumberText.fixed(every, 0)
    }
    return values
  }

  /// One line for people: cost, time and chance.
  var summaryLines: [String] {
    [
      "job \(job.name): \(advice.headline)",
      "expected \(NumberText.usd(plan.cost?.meanUSD)), one in ten above "
        + NumberText.usd(plan.cost?.p90USD),
    ]
  }
}
