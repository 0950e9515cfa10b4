import RiskDomain
import RiskReport

extension PolicyBacktestReport {
  /// The figures as tables of 80 columns.
  public var text: String {
    var text = Paragraph.wrapped(
      "Jobs of \(NumberText.fixed(workHours, 1)) h with restarts of "
        + "\(NumberText.fixed(restartHours, 2)) h, started every "
        + "\(NumberText.fixed(hoursBetweenStarts, 1)) h from \(from) on; the "
        + "model saw nothing after that, the policy what its pool did up to "
        + "each moment.")
    if assumedPrices > 0 {
      text += Paragraph.wrapped(
        "Prices of " + Counted.of(assumedPrices, "pool") + " are not both "
          + "known: on-demand is taken as "
          + "\(NumberText.fixed(onDemandOverSpot, 2)) times spot, and spot as "
          + "$1 where neither is known.")
    }
    for deadline in deadlines { text += "\n" + Self.text(deadline) }
    return text
  }

  private static func text(_ deadline: Deadline) -> String {
    var text =
      "Deadline after \(NumberText.fixed(deadline.hours, 1)) h: "
      + Counted.of(deadline.jobs, "job") + " on "
      + Counted.of(deadline.pools, "pool") + "\n"
    var table = TextTable([
      ("policy", .left), ("USD a job", .right), ("of on-demand", .right),
      ("gap closed", .right), ("missed", .right),
    ])
    for policy in deadline.policies {
      table.add([
        policy.name, NumberText.fixed(policy.meanUSD, 2),
        NumberText.percent(policy.costShare, 1),
        policy.gapClosed.map { NumberText.fixed($0, 2) } ?? "-",
        NumberText.count(policy.missed),
      ])
    }
    text += table.text
    var saved =
      "Saved a job: $\(NumberText.fixed(deadline.savedUSDPerJob, 2)) against "
      + "on-demand"
    if let best = deadline.savedAgainstBestRuleUSDPerJob,
      let rule = deadline.bestRule
    {
      saved +=
        ", $\(NumberText.fixed(best, 2)) against the cheapest rule that "
        + "misses none (\(rule))"
    }
    return text + Paragraph.wrapped(saved + ".")
  }
}
