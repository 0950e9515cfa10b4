import RiskDomain
import RiskExposure
import RiskReport
import RiskStore

/// What `status` says of lines that a closed bill leaves out.
enum UncountedWarning {
  /// A closed bill may take back single lines of the open one; a part of the
  /// same bill leaves nothing of itself in the other parts.
  private static let leastShare = 0.01

  static func of(_ lines: UncountedLines) -> SourceWarning? {
    guard Double(lines.count) >= leastShare * Double(lines.ofCount) else {
      return nil
    }
    let money = NumberText.fixed(Double(lines.billedMicro) / 1e6, 2)
    return SourceWarning(
      kind: .disagreement, count: lines.count,
      message: Counted.of(lines.count, "line") + " worth \(money) "
        + "\(lines.currency) "
        + Counted.word(lines.count, "stands", "stand") + " in files of "
        + "\(lines.periodStart.description.prefix(7)) in which no line names "
        + "an invoice, and not in the closed bill of that month: "
        + Counted.word(lines.count, "it does not", "they do not")
        + " count. If the files are parts of the closed bill, ingest them with "
        + "its manifest beside them.",
      examples: ["\(lines.file) (account \(lines.account))"])
  }
}
