import RiskDecision
import RiskDomain

/// Parts of a plan as words.
enum PlanWords {
  static func vehicle(_ vehicle: JobSpec.Vehicle) -> String {
    switch vehicle {
    case .spot: "spot"
    case .onDemand: "on-demand"
    case .capacityBlock: "Capacity Block"
    case .reserved: "reserved"
    case .savingsPlan: "savings plan"
    case .fixed: "fixed price"
    }
  }

  static func term(_ term: CostTerm) -> String {
    switch term {
    case .compute: "compute"
    case .checkpointOverhead: "checkpoint overhead"
    case .lostWork: "lost work"
    case .restart: "restart"
    case .waiting: "waiting"
    case .egress: "egress"
    case .storage: "storage"
    case .blockIdleTail: "idle tail of the block"
    case .commitmentIdle: "unused commitment"
    }
  }

  static func pools(_ plan: Plan) -> String {
    var ranks: [Int: [String]] = [:]
    for share in plan.pools {
      let market = share.market.map { " (\($0.rawValue))" } ?? ""
      ranks[share.rank, default: []].append(
        "\(share.nodes) × \(share.pool.key)\(market)")
    }
    return ranks.sorted { $0.key < $1.key }
      .map { $0.value.joined(separator: " and ") }.joined(separator: ", then ")
  }

  static func block(_ block: Plan.Block) -> String {
    let source =
      block.offeringID.map { "offering \($0)" } ?? "by the rate table"
    let count =
      block.blocks == 1
      ? "1 × \(block.instanceCount)" : "\(block.instanceCount)"
    let split = block.blocks == 1 ? "" : " in \(block.blocks) blocks"
    return "\(count) \(block.instanceType)\(split) in "
      + "\(block.zone), \(block.start) to \(block.end), "
      + "\(NumberText.usd(block.upfrontUSD)) up front, "
      + "\(NumberText.fixed(block.usableHours, 1)) usable hours, \(source)"
  }

  static func checkpoint(_ advice: Plan.CheckpointAdvice) -> String {
    var text =
      "every " + DurationText.short(hours: advice.everySeconds / 3600)
    if let steps = advice.everySteps { text += " (\(steps) steps)" }
    text += " to \(advice.level)"
    if !advice.schedule.isEmpty {
      text +=
        "; after a restart: "
        + advice.schedule.map { entry in
          DurationText.short(hours: entry.everySeconds / 3600) + " from "
            + DurationText.short(hours: entry.ageHours)
        }.joined(separator: ", ")
    }
    if let age = advice.hopAtAgeHours {
      text +=
        "; save and move to a new instance at an age of "
        + DurationText.short(hours: age)
    }
    return text + "; overhead \(NumberText.fixed(advice.overheadPercent, 1)) %"
  }

  static func secondRegion(_ second: Plan.SecondRegion) -> String {
    "\(second.provider.rawValue)/\(second.region), "
      + "\(vehicle(second.vehicle)) in \(second.pool.key), "
      + (second.deltaUSD >= 0
        ? "\(NumberText.usd(second.deltaUSD)) more"
        // Chosen against a lesser mean: by the weight of the dear runs.
        : "\(NumberText.usd(-second.deltaUSD)) less on average, but its dear "
          + "runs are dearer")
      + (second.egressUSD > 0
        ? ", with \(NumberText.usd(second.egressUSD)) of egress" : "")
  }

  static func commitment(_ commitment: Plan.Commitment) -> String {
    var text =
      "\(NumberText.fixed(commitment.usedHours, 1)) of "
      + "\(NumberText.fixed(commitment.committedHours, 1)) instance-hours used "
      + "(\(NumberText.percent(commitment.utilisation, 1)))"
    if commitment.isBought { return text + ", paid for already" }
    if let even = commitment.breakEvenUtilisation {
      text += ", breaks even at \(NumberText.percent(even, 1))"
    }
    return text
  }

  static func fallback(_ fallback: Plan.Fallback) -> String {
    if fallback.basis == .deadline, let latest = fallback.latestStart {
      return
        "to \(vehicle(fallback.to)) when waiting longer would endanger the "
        + "deadline; on-demand from the start works until \(latest)"
    }
    var text =
      "to \(vehicle(fallback.to)) after \(fallback.afterFailedRequests) failed "
      + "requests or "
      + DurationText.short(hours: fallback.patienceSeconds / 3600)
      + " of waiting"
    if let latest = fallback.latestStart {
      text += "; on-demand from the start works until \(latest)"
    }
    return text
  }
}
