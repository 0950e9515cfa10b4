public import Foundation
public import RiskDecision
import RiskDomain

/// A recommendation as a person reads it.
public enum RecommendationTable {
  /// Headline, plan, cost lines, alternatives and reasons within 80 columns.
  ///
  /// - Parameter timeZone: zone of local times; nil shows UTC only.
  public static func text(
    _ advice: Recommendation, timeZone: TimeZone? = nil
  ) -> String {
    var text = Paragraph.wrapped(advice.headline) + "\n"
    if let chosen = advice.chosen {
      text += facts(chosen, timeZone).map { name, value in
        let label = name.padding(
          toLength: 15, withPad: " ", startingAt: 0)
        return label + Paragraph.wrapped(value, width: 65, indent: 15)
      }.joined()
      if let cost = chosen.cost { text += "\n" + costTable(cost).text }
    }
    if !advice.alternatives.isEmpty {
      text += "\nWhy not otherwise\n"
      text += alternatives(advice).map { name, reason in
        Paragraph.wrapped(name + ": " + reason, width: 78, indent: 2)
      }.joined()
    }
    let starts = StartTable(advice)
    if !starts.isEmpty { text += "\nWhen to start\n" + starts.table.text }
    if !advice.sensitivity.isEmpty {
      text += "\nIf things are different\n" + sensitivity(advice).text
    }
    if let measure = MeasureTable(advice) {
      text += "\nMeasure first\n" + measure.text
    }
    text += section("Explanation", advice.explanation)
    text += section("Warnings", advice.warnings)
    text += "\n"
    text += Paragraph.wrapped(
      "As of \(advice.asOf), data through "
        + "\(advice.dataThrough?.rfc3339 ?? "unknown"), valid until "
        + "\(advice.validUntil), model \(advice.modelDigest.prefix(12)), "
        + "seed \(advice.seed).")
    return text
  }

  /// The same in Markdown.
  public static func markdown(
    _ advice: Recommendation, timeZone: TimeZone? = nil
  ) -> String {
    var text = "# \(advice.job)\n\n\(advice.headline)\n"
    if let chosen = advice.chosen {
      text += "\n"
      for (name, value) in facts(chosen, timeZone) {
        text += "- **\(name)**: \(value)\n"
      }
      if let cost = chosen.cost { text += "\n" + costTable(cost).markdown }
    }
    func list(_ title: String, _ lines: [String]) {
      guard !lines.isEmpty else { return }
      text += "\n## \(title)\n\n" + lines.map { "- \($0)\n" }.joined()
    }
    list(
      "Why not otherwise",
      alternatives(advice).map { "**\($0)**: \($1)" })
    let starts = StartTable(advice)
    if !starts.isEmpty {
      text += "\n## When to start\n\n" + starts.table.markdown
    }
    if !advice.sensitivity.isEmpty {
      text += "\n## If things are different\n\n" + sensitivity(advice).markdown
    }
    if let measure = MeasureTable(advice) {
      text += "\n## Measure first\n\n" + measure.markdown
    }
    list("Explanation", advice.explanation)
    list("Warnings", advice.warnings)
    return text
  }

  private static func section(_ title: String, _ lines: [String]) -> String {
    guard !lines.isEmpty else { return "" }
    return "\n\(title)\n"
      + lines.map { Paragraph.wrapped("- " + $0, width: 78, indent: 2) }
      .joined()
  }

  private static func costTable(_ cost: CostSummary) -> TextTable {
    var table = TextTable([("cost (mean)", .left), ("USD", .right)])
    for line in cost.lines where line.usd != 0 {
      table.add([PlanWords.term(line.term), NumberText.usd(line.usd)])
    }
    table.add(["total", NumberText.usd(cost.meanUSD)])
    return table
  }

  private static func sensitivity(_ advice: Recommendation) -> TextTable {
    var table = TextTable([
      ("change", .left), ("then mean", .right), ("choice", .left),
    ])
    for row in advice.sensitivity {
      table.add([
        row.change, NumberText.usd(row.meanUSD),
        row.choiceChanges ? "changes" : "stays",
      ])
    }
    return table
  }

  /// Label and sentence of each thing to know of a plan.
  static func facts(
    _ plan: Plan, _ timeZone: TimeZone?
  ) -> [(String, String)] {
    var facts: [(String, String)] = [
      ("run on", PlanWords.vehicle(plan.vehicle))
    ]
    if let start = plan.start {
      var text = start.rfc3339
      if let timeZone {
        let seconds = timeZone.secondsFromGMT(
          for: Date(
            timeIntervalSince1970: Double(start.unixMilliseconds) / 1000))
        text += " (\(start.rfc3339(offsetSeconds: seconds)))"
      } else if let local = plan.startLocal {
        text += " (\(local))"
      }
      facts.append(("start", text))
    }
    facts.append(("pools", PlanWords.pools(plan)))
    if let block = plan.block {
      facts.append(("block", PlanWords.block(block)))
    }
    if let checkpoint = plan.checkpoint {
      facts.append(("checkpoint", PlanWords.checkpoint(checkpoint)))
      if let emergency = checkpoint.emergency {
        facts.append(("on a notice", emergency.reason))
      }
    }
    if let fallback = plan.fallback {
      facts.append(("fallback", PlanWords.fallback(fallback)))
    }
    if let second = plan.secondRegion {
      facts.append(("second region", PlanWords.secondRegion(second)))
    }
    if let commitment = plan.commitment {
      facts.append(("commitment", PlanWords.commitment(commitment)))
    }
    return facts + risks(plan)
  }

  private static func risks(_ plan: Plan) -> [(String, String)] {
    var facts: [(String, String)] = []
    if let cost = plan.cost {
      var text =
        "\(NumberText.usd(cost.meanUSD)) on average, half of the runs below "
        + "\(NumberText.usd(cost.p50USD)), nine in ten below "
        + "\(NumberText.usd(cost.p90USD)), worst twentieth "
        + "\(NumberText.usd(cost.cvar95USD))"
      if let local = cost.local {
        text +=
          " (mean \(NumberText.fixed(local.mean, 0)) \(local.currency) at "
          + "\(local.fxPerUSD) per USD)"
      }
      facts.append(("cost", text))
    }
    if let simulation = plan.simulation {
      facts.append(
        (
          "simulation",
          "\(simulation.runs) runs, standard error of the mean "
            + "\(NumberText.usd(simulation.meanStandardErrorUSD))"
        ))
    }
    if let hours = plan.makespanHours {
      facts.append(
        (
          "takes",
          "\(DurationText.short(hours: hours.mean)) on average, nine in ten "
            + "within \(DurationText.short(hours: hours.p90))"
        ))
    }
    if let losses = plan.expectedInterruptions {
      facts.append(
        (
          "interruptions",
          "\(NumberText.fixed(losses.mean, 1)) expected "
            + "(\(NumberText.fixed(losses.low, 0)) to "
            + "\(NumberText.fixed(losses.high, 0)))"
        ))
    }
    if let meet = plan.meetDeadline {
      facts.append(("deadline", "met with \(NumberText.percent(meet, 1))"))
    }
    if let over = plan.overBudget, over > 0 {
      facts.append(("budget", "exceeded with \(NumberText.percent(over, 1))"))
    }
    if let effective = plan.effectivePerUsefulHourUSD {
      var text = "\(NumberText.usd(effective)) per useful hour of the gang"
      if let gpu = plan.effectivePerUsefulGPUHourUSD {
        text += ", \(NumberText.usd(gpu, decimals: 3)) per GPU-hour"
      }
      facts.append(("effective", text))
    }
    return facts
  }

  static func alternatives(
    _ advice: Recommendation
  ) -> [(String, String)] {
    advice.alternatives.map { plan in
      var name = PlanWords.vehicle(plan.vehicle)
      if let pool = plan.pools.first { name += " in \(pool.pool.key)" }
      if let cost = plan.cost {
        name += " (\(NumberText.usd(cost.meanUSD))"
        if let delta = plan.deltaUSD {
          name += delta >= 0 ? ", +" : ", "
          name += NumberText.usd(delta)
        }
        name += ")"
      }
      return (name, plan.rejectedBecause ?? "not the best")
    }
  }
}
