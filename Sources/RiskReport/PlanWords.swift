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

  static func pools(_ plan: Plan) -> String {
    plan.pools.sorted { $0.rank < $1.rank }.map { share in
      let market = share.market.map { " (\($0.rawValue))" } ?? ""
      return "\(share.nodes) × \(share.pool.key)\(market)"
    }.joined(separator: ", then ")
  }

  static func block(_ block: Plan.Block) -> String {
    let source =
      block.offeringID.map { "offering \($0)" } ?? "by the rate table"
    return "\(block.blocks) × \(block.instanceCount) \(block.instanceType) in "
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
    return text + "; overhead \(NumberText.fixed(advice.overheadPercent, 1)) %"
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
