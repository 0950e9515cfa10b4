import RiskDecision
import RiskDomain

/// What small measurements cost and are worth, one line a pool.
struct MeasureTable {
  private let table: TextTable?
  private let verdict: String

  /// nil when nothing was asked for.
  init?(_ advice: Recommendation) {
    guard let steps = advice.measure else { return nil }
    guard let first = steps.first else {
      verdict =
        "No measurement would change this decision: the pools are known well "
        + "enough, or nothing competes with them."
      table = nil
      return
    }
    verdict =
      first.netUSD > 0
      ? "Measure \(first.pool.key) first: \(first.instances) × "
        + "\(NumberText.fixed(first.hours, 0)) h for "
        + "\(NumberText.usd(first.costUSD)) saves "
        + "\(NumberText.usd(first.savesUSD)) on average."
      : "Start as planned: no measurement saves what it costs."
    var table = TextTable([
      ("pool", .left), ("watch", .right), ("costs", .right),
      ("sure now", .right), ("then", .right), ("saves", .right),
    ])
    for step in steps {
      table.add([
        step.pool.key,
        "\(step.instances) × \(NumberText.fixed(step.hours, 0)) h",
        NumberText.usd(step.costUSD), NumberText.percent(step.certaintyNow, 0),
        NumberText.percent(step.certaintyAfter, 0),
        NumberText.usd(step.savesUSD),
      ])
    }
    self.table = table
  }

  var text: String { (table?.text ?? "") + Paragraph.wrapped(verdict) + "\n" }
  var markdown: String {
    (table.map { $0.markdown + "\n" } ?? "") + verdict + "\n"
  }
}
