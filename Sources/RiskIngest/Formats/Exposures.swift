import RiskDomain

/// Cells of exposure that another engine summed, one JSON object per line or
/// CSV with the same names.
///
/// `from`, `until`, `pool`, `process` (default loss), `clock` (default
/// instance), `ageAfterMilliseconds`, `ageThroughMilliseconds`,
/// `hourOfWeekUTC`, `atRiskMilliseconds`, `interruptions` and `source`.
enum Exposures: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    let needed = ["pool", "atRiskMilliseconds", "interruptions"]
    if let outline = head.outline {
      return needed.allSatisfy(outline.recordHas)
    }
    return needed.allSatisfy(head.columns.contains)
  }

  static func read(_ input: FormatInput) throws {
    try NamedValues.read(
      input,
      needed: ["pool", "from", "until", "atRiskMilliseconds", "interruptions"]
    ) { row, line in
      let cell = ExposureCell(
        source: row["source"] ?? "", from: try row.instant("from"),
        until: try row.instant("until"), pool: try row.pool("pool"),
        process: try row.word("process", Spell.Process.self, default: .loss),
        clock: try row.word("clock", Spell.Clock.self, default: .instance),
        ageAfterMilliseconds: try row.count("ageAfterMilliseconds"),
        ageThroughMilliseconds: try row.count("ageThroughMilliseconds"),
        hourOfWeekUTC: try row.count("hourOfWeekUTC").map(Int.init),
        millisecondsAtRisk: try Fields.needed(
          row.count("atRiskMilliseconds"), column: "atRiskMilliseconds"),
        interruptions: Int(
          try Fields.needed(
            row.count("interruptions"), column: "interruptions")),
        origin: input.collector.origin(line: line))
      try check(cell)
      try input.collector.row(.log(.cell(cell)))
    }
  }

  /// 10^14 ms are 3,170 instance-years, and many of them still sum inside 63
  /// bits.
  private static let greatestAtRisk: Int64 = 100_000_000_000_000

  private static let greatestInterruptions = 1_000_000_000

  private static func check(_ cell: ExposureCell) throws(RowProblem) {
    guard cell.until > cell.from else {
      throw RowProblem(
        column: "until", value: cell.until.rfc3339,
        reason: "the span ends before it begins")
    }
    guard cell.millisecondsAtRisk <= greatestAtRisk else {
      throw RowProblem(
        column: "atRiskMilliseconds", value: "\(cell.millisecondsAtRisk)",
        reason: "'\(cell.millisecondsAtRisk)' milliseconds are more than "
          + "3,170 instance-years")
    }
    guard cell.interruptions <= greatestInterruptions else {
      throw RowProblem(
        column: "interruptions", value: "\(cell.interruptions)",
        reason: "'\(cell.interruptions)' is more than 10^9")
    }
    guard cell.millisecondsAtRisk > 0 || cell.interruptions > 0 else {
      throw RowProblem(
        column: "atRiskMilliseconds", value: "0",
        reason: "the cell is empty")
    }
    if let hour = cell.hourOfWeekUTC, hour >= 168 {
      throw RowProblem(
        column: "hourOfWeekUTC", value: "\(hour)",
        reason: "'\(hour)' is not an hour of the week (0 to 167)")
    }
    guard let through = cell.ageThroughMilliseconds else { return }
    guard let after = cell.ageAfterMilliseconds, after < through else {
      throw RowProblem(
        column: "ageThroughMilliseconds", value: "\(through)",
        reason: "the age ends before it begins, or has no beginning")
    }
  }
}
