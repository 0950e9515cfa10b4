import Foundation
public import RiskDomain
import RiskExposure

/// What interruptions cost, for people and programs.
///
/// Amounts are in `currency`; sums of two currencies stand in two rows.
public struct CostReport: Sendable, Encodable {
  /// Sums of interruptions.
  ///
  /// What is unknown of them is in none of the amounts.
  public struct Sum: Hashable, Sendable, Encodable {
    /// A job, pool, team or day; nil in the total and where there is none.
    public var name: String?
    public var currency: String
    public var interruptions: Int
    /// Interruptions of which a part is unknown: `known` is then a lower
    /// bound.
    public var incomplete: Int
    /// nil where it is unknown of every interruption; else of those of which
    /// it is known.
    public var lostWork, idleGang, restart, partialHour: Double?
    public var known: Double
    /// Paid instance-hours of the known parts.
    public var instanceHours: Double
    /// Interruptions of which a part is unknown, by part.
    public var unknown: [String: Int]
    /// Parts that are unknown, by reason.
    public var unknownParts: [String: Int]
  }

  /// Sums by one kind of name.
  public struct Group: Hashable, Sendable, Encodable {
    public var by: CostGrouping
    public var rows: [Sum]
  }

  /// One interruption.
  public struct Event: Hashable, Sendable, Encodable {
    /// An amount, or why it is unknown.
    public struct Part: Hashable, Sendable, Encodable {
      public var amount, instanceHours: Double?
      public var unknown: String?
    }

    public var at: UTCInstant
    public var pool: PoolID
    public var instanceID: String
    public var job, team, gang, currency: String?
    public var lostWork, idleGang, restart, partialHour: Part
    /// The sum of the known parts.
    public var known: Double
    public var isComplete, isOver: Bool
    public var sharedBy: Int
    public var gangSize: Int?
    /// Unpaid, from the loss to the next launch of the job.
    public var reprovisionSeconds: Double?
    /// From the loss until the job was at work again.
    public var downSeconds: Double?
  }

  /// Spot of one pool next to what else could be had.
  public struct Pool: Hashable, Sendable, Encodable {
    public var pool: PoolID
    public var currency: String
    public var instanceHours, billed, billedPerHour: Double
    public var interruptions, incomplete: Int
    /// What its interruptions cost.
    public var lost: Double
    /// Billed hours less those that its interruptions wasted.
    public var usefulHours: Double
    /// Billed per useful hour; nil where nothing useful was left.
    public var effectivePerHour: Double?
    public var onDemandPerHour, capacityBlockPerHour: Double?
    /// Of the billed hours, those whose on-demand rate stands in the bill, is
    /// in the catalog, or is unknown.
    public var listedHours, cataloguedHours, unpricedHours: Double
    /// What on-demand would have cost for the useful hours, less `billed`.
    public var saved: Double?
    /// What should have been bought instead; nil where spot was cheapest.
    public var better: Market?
    /// What that would have saved.
    public var betterSaves: Double?
  }

  /// A plan and what came of it.
  public struct PlanCheck: Hashable, Sendable, Encodable {
    public var job, vehicle: String
    public var plannedMeanUSD, plannedP90USD: Double?
    public var plannedInterruptions: Double?
    /// Everything billed for the job's instances; nil where no bill names it,
    /// or the fee of its blocks and reservations is unknown.
    public var actual: Double?
    public var currency: String?
    public var instanceHours: Double?
    public var interruptions: Int
    /// What those cost, as far as it is known.
    public var lost: Double
    /// nil where either is unknown, or the bill is not in US dollars.
    public var isWithinP90: Bool?
  }

  /// What no sum of interruptions holds, because its instance or pool is
  /// unknown.
  public struct LeftOut: Hashable, Sendable, Encodable {
    /// Spot of lines that name no instance, in one currency.
    public struct Billed: Hashable, Sendable, Encodable {
      public var currency: String
      public var amount, instanceHours: Double
    }

    /// Interrupted instances of which nothing tells the pool; no bill names
    /// them, so that nothing tells their cost either.
    public var interruptions: Int
    /// Among these lines may be such instances.
    public var billedWithoutInstance: [Billed]
  }

  public var schemaVersion = 1
  public var generatedAt, asOf, dataThrough: UTCInstant
  public var modelDigest = "none"
  public var seed: UInt64
  public var from, until: UTCInstant?
  /// Zone of the days.
  public var timeZone: String
  /// One per currency; empty without interruptions.
  public var total: [Sum]
  public var groups: [Group]
  /// nil unless asked for by event.
  public var events: [Event]?
  public var pools: [Pool]
  public var plans: [PlanCheck]
  /// What stands in no sum of interruptions.
  public var leftOut: LeftOut
  /// What is missing, and the next step.
  public var notes: [String]
}

extension CostReport {
  init(
    _ found: CostRun.Findings, plans: [CostPlan], request: CostRun.Request,
    context: RunContext
  ) {
    let zone = request.timeZone
    let costs = found.costs
    generatedAt = context.generatedAt
    asOf = context.asOf
    dataThrough = found.dataThrough
    seed = context.seed
    from = request.from
    until = request.until
    timeZone = zone?.identifier ?? "UTC"
    total = costGroups(of: costs) { _ in nil }.map(Sum.init)
    groups = request.groupings.filter { $0 != .event }.map { grouping in
      var rows = costGroups(of: costs) { grouping.name(of: $0, in: zone) }
        .map(Sum.init)
      if grouping == .day {
        rows.sort {
          ($0.name ?? "", $0.currency) < ($1.name ?? "", $1.currency)
        }
      }
      return Group(by: grouping, rows: rows)
    }
    events =
      request.groupings.contains(.event) ? costs.map(Event.init) : nil
    pools = found.pools.map(Pool.init)
    self.plans = plans.map { plan in
      PlanCheck(
        plan, spent: found.jobs.filter { $0.job == plan.job },
        costs: costs.filter { $0.job == plan.job })
    }
    leftOut = LeftOut(
      interruptions: found.unplaced.count,
      billedWithoutInstance: found.unnamed.map {
        LeftOut.Billed(
          currency: $0.currency, amount: Double($0.billedMicro) / 1e6,
          instanceHours: Double($0.milliseconds) / 3_600_000)
      })
    notes = Self.notes(found)
  }

  private static func notes(_ found: CostRun.Findings) -> [String] {
    var notes: [String] = []
    if !found.hasBills {
      notes.append(
        "No bill is loaded: nothing has a price. Ingest a cost and usage "
          + "report, a billing export or a cost export with resource ids.")
    }
    if !found.costs.isEmpty, !found.hasReports {
      notes.append(
        "No checkpoints log is loaded: lost work and restarts are unknown. "
          + "Let the training loop write one and ingest it.")
    }
    var gaps: [InterruptionCost.Gap: Int] = [:]
    for cost in found.costs {
      for gap in cost.figures.compactMap(\.figure.gap) {
        gaps[gap, default: 0] += 1
      }
    }
    for gap in InterruptionCost.Gap.allCases {
      guard let count = gaps[gap] else { continue }
      notes.append(
        Counted.of(count, "part is", "parts are") + " unknown, "
          + gap.sentence + ".")
    }
    return notes
  }
}

extension CostReport.Sum {
  fileprivate init(_ group: CostGroup) {
    let sum = group.sum
    func amount(_ part: InterruptionCost.Part) -> Double? {
      sum.unknown[part] == sum.interruptions
        ? nil : Double(sum.micro[part] ?? 0) / 1e6
    }
    self.init(
      name: group.name, currency: sum.currency,
      interruptions: sum.interruptions, incomplete: sum.incomplete,
      lostWork: amount(.lostWork), idleGang: amount(.idleGang),
      restart: amount(.restart), partialHour: amount(.partialHour),
      known: Double(sum.knownMicro) / 1e6,
      instanceHours: Double(sum.instanceMilliseconds) / 3_600_000,
      unknown: Dictionary(
        uniqueKeysWithValues: sum.unknown.map { ($0.key.rawValue, $0.value) }),
      unknownParts: Dictionary(
        uniqueKeysWithValues: sum.gaps.map { ($0.key.rawValue, $0.value) }))
  }
}

extension CostReport.Event {
  fileprivate init(_ cost: InterruptionCost) {
    self.init(
      at: cost.at, pool: cost.pool, instanceID: cost.instanceID,
      job: cost.job, team: cost.team, gang: cost.gang,
      currency: cost.currency, lostWork: Part(cost.lostWork),
      idleGang: Part(cost.idleGang), restart: Part(cost.restart),
      partialHour: Part(cost.partialHour),
      known: Double(cost.knownMicro) / 1e6, isComplete: cost.isComplete,
      isOver: cost.isOver, sharedBy: cost.sharedBy, gangSize: cost.gangSize,
      reprovisionSeconds: cost.reprovisionMilliseconds.map {
        Double($0) / 1000
      }, downSeconds: cost.downMilliseconds.map { Double($0) / 1000 })
  }
}

extension CostReport.Event.Part {
  fileprivate init(_ figure: InterruptionCost.Figure) {
    amount = figure.amount.map { Double($0.micro) / 1e6 }
    instanceHours = figure.amount.map {
      Double($0.instanceMilliseconds) / 3_600_000
    }
    unknown = figure.gap?.rawValue
  }
}

extension CostReport.Pool {
  fileprivate init(_ pool: RealisedPool) {
    let spend = pool.spend
    func hours(_ milliseconds: Int64) -> Double {
      Double(milliseconds) / 3_600_000
    }
    let better = pool.better
    self.init(
      pool: spend.pool, currency: spend.currency,
      instanceHours: hours(spend.milliseconds), billed: pool.billed,
      billedPerHour: spend.billedPerHour ?? 0,
      interruptions: pool.interruptions, incomplete: pool.incomplete,
      lost: Double(pool.lostMicro) / 1e6, usefulHours: pool.usefulHours,
      effectivePerHour: pool.effectivePerHour,
      onDemandPerHour: spend.onDemandPerHour,
      capacityBlockPerHour: pool.blockPerHour,
      listedHours: hours(spend.listedMilliseconds),
      cataloguedHours: hours(spend.cataloguedMilliseconds),
      unpricedHours: hours(spend.unpricedMilliseconds), saved: pool.saved,
      better: better?.market, betterSaves: better?.saving)
  }
}

extension CostReport.PlanCheck {
  /// - Parameters:
  ///   - spent: billed for the job, one per currency.
  ///   - costs: the job's interruptions.
  fileprivate init(
    _ plan: CostPlan, spent: [JobSpend], costs: [InterruptionCost]
  ) {
    let bill = spent.count == 1 ? spent.first : nil
    let actual = bill.flatMap {
      $0.unpricedMilliseconds == 0 ? Double($0.micro) / 1e6 : nil
    }
    var isWithin: Bool?
    if let actual, bill?.currency == "USD", let p90 = plan.p90USD {
      isWithin = actual <= p90
    }
    self.init(
      job: plan.job, vehicle: plan.vehicle, plannedMeanUSD: plan.meanUSD,
      plannedP90USD: plan.p90USD,
      plannedInterruptions: plan.expectedInterruptions, actual: actual,
      currency: bill?.currency,
      instanceHours: bill.map { Double($0.milliseconds) / 3_600_000 },
      interruptions: costs.count,
      lost: Double(costs.reduce(0) { $0 + $1.knownMicro }) / 1e6,
      isWithinP90: isWithin)
  }
}
