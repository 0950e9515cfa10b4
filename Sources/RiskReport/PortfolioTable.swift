public import RiskDecision

/// A list of jobs on one page: vehicle, cost and what on-demand would cost.
public enum PortfolioTable {
  public static func text(_ portfolio: Portfolio) -> String {
    "\nThe list of jobs\n" + table(portfolio).text
      + Paragraph.wrapped(sentence(portfolio))
  }

  public static func markdown(_ portfolio: Portfolio) -> String {
    "\n# The list of jobs\n\n" + table(portfolio).markdown + "\n"
      + sentence(portfolio) + "\n"
  }

  private static func table(_ portfolio: Portfolio) -> TextTable {
    var table = TextTable([
      ("job", .left), ("plan", .left), ("mean", .right),
      ("on-demand", .right), ("taken back", .left),
    ])
    for item in portfolio.items {
      table.add([
        item.job, item.verdict.rawValue, NumberText.usd(item.meanUSD),
        NumberText.usd(item.onDemandUSD),
        item.meanUSD == nil ? "" : item.isSure ? "never" : "may be",
      ])
    }
    return table
  }

  private static func sentence(_ portfolio: Portfolio) -> String {
    var text =
      "\(NumberText.usd(portfolio.meanUSD)) on average, "
      + "\(NumberText.usd(portfolio.sureUSD)) of it on capacity that is not "
      + "taken back; \(NumberText.usd(portfolio.savedUSD)) less than on-demand."
    if portfolio.refused > 0 {
      text += " Without a plan: \(portfolio.refused)."
    }
    return text
  }
}
