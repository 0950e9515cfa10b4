public import RiskDecision
public import RiskDomain

/// A plan and its job, in the terms in which targets ask.
public struct PlannedJob: Sendable {
  /// One place and market to try, the best first.
  struct Choice: Hashable, Sendable {
    var pool: PoolID
    /// Instances.
    var nodes: Int
    /// From 1; the same for what is bought at once: in two markets, or in
    /// several pools.
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

    /// From 1 among choices of one rank and market.
    var place = 1

    /// Tells the choice's nodes from those of others of its market: "1", and
    /// "1-2" for the second pool of a mix.
    var rankLabel: String { place > 1 ? "\(rank)-\(place)" : "\(rank)" }

    /// Short and unique among the choices of a job: "p1-spot", and "p1-spot-2"
    /// for the second pool of a mix.
    var label: String {
      "p\(rank)-" + market.rawValue + (place > 1 ? "-\(place)" : "")
    }
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
    if plan.fallback?.to == .onDemand {
      let rank = (choices.last?.rank ?? 1) + 1
      let first = Self.first(of: choices)
      for (index, choice) in first.enumerated()
      where first.firstIndex(where: { $0.pool == choice.pool }) == index {
        choices.append(
          Choice(
            pool: choice.pool,
            nodes: first.filter { $0.pool == choice.pool }
              .reduce(0) { $0 + $1.nodes },
            rank: rank, market: .onDemand, hardware: choice.hardware))
      }
    }
    var places: [String: Int] = [:]
    self.choices = choices.map { choice in
      var named = choice
      places[choice.label, default: 0] += 1
      named.place = places[choice.label] ?? 1
      return named
    }
  }

  /// What is bought first: more than one choice in two markets, or in the pools
  /// of a mix.
  var first: [Choice] { Self.first(of: choices) }

  /// Those of the first rank.
  static func first(of choices: [Choice]) -> [Choice] {
    choices.filter { $0.rank == choices.first?.rank }
  }

  /// Whether members on spot are spread over several pools.
  var isMix: Bool {
    first.allSatisfy { $0.market == .spot }
      && Set(first.map(\.pool)).count > 1
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
  var gangNodes: Int { first.reduce(0) { $0 + $1.nodes } }

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

  /// What is asked of a launcher in one go.
  struct Launch {
    /// What tells it from others of the job: "-aws-us-east-1a-p3-2xlarge", or
    /// nothing where it is alone.
    var suffix: String
    var first, choices: [Choice]
  }

  /// A launch for each pool of a mix, so that each has its part; else one, in
  /// the region of the first choice.
  func launches(_ choices: [Choice]) -> [Launch] {
    let first = Self.first(of: choices)
    guard isMix else {
      let region = choices.first?.pool.region
      return [
        Launch(
          suffix: "", first: first,
          choices: choices.filter { $0.pool.region == region })
      ]
    }
    return first.map { part in
      Launch(
        suffix: "-" + ExportName.slug(part.pool.key, most: 80), first: [part],
        choices: choices.filter { $0.pool == part.pool })
    }
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

  /// - Throws: `ExportRefusal` where members are spread over pools, which one
  ///   launch of the target cannot do.
  func refuseMix(for target: String) throws(ExportRefusal) {
    guard isMix else { return }
    throw ExportRefusal(
      .valid,
      "\(target) launches all members at once, and this plan spreads them over "
        + "\(Set(first.map(\.pool)).count) pools. Use skypilot, ec2-fleet or "
        + "auto-scaling, which get a file for each.")
  }

  /// Lines for people: cost, and what a mix asks of them.
  var summaryLines: [String] {
    [
      "job \(job.name): \(advice.headline)",
      "expected \(NumberText.usd(plan.cost?.meanUSD)), one in ten above "
        + NumberText.usd(plan.cost?.p90USD),
    ]
      + (isMix
        ? [
          "members need none of the others: submit them one by one, and what "
            + "lies in another region in a cluster of that region"
        ] : [])
  }
}
