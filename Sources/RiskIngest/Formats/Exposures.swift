import RiskDomain

/// Cells that another engine summed, one JSON object per line or CSV with the
/// same names.
///
/// Four kinds of rows, told by their names. Time at risk: `from`, `until`,
/// `pool`, `process` (default loss), `clock` (default instance),
/// `ageAfterMilliseconds`, `ageThroughMilliseconds`, `hourOfWeekUTC`,
/// `atRiskMilliseconds`, `interruptions` and `source`. Lives that are alike:
/// `lives` with `watchedFrom`, `watchedUntil`, `exit` and what is known of
/// them. Launch attempts: `attempts` with `size` and `isSuccess`. Prices:
/// `usdMicroPerHour` with `at`.
enum Exposures: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    let kinds = [
      ["pool", "atRiskMilliseconds", "interruptions"],
      ["pool", "watchedFrom", "watchedUntil", "lives"],
      ["pool", "isSuccess", "attempts"],
      ["pool", "at", "usdMicroPerHour"],
    ]
    if let outline = head.outline {
      return kinds.contains { $0.allSatisfy(outline.recordHas) }
    }
    return kinds.contains { $0.allSatisfy(head.columns.contains) }
  }

  static func read(_ input: FormatInput) throws {
    try NamedValues.read(input, needed: ["pool"]) { row, line in
      let origin = input.collector.origin(line: line)
      let fact: Fact =
        if row["usdMicroPerHour"] != nil {
          .price(try price(row, origin))
        } else if row["lives"] != nil {
          .log(.lives(try lives(row, origin)))
        } else if row["attempts"] != nil {
          .log(.attempts(try attempts(row, origin)))
        } else {
          .log(.cell(try cell(row, origin)))
        }
      try input.collector.row(fact)
    }
  }

  private static func price(
    _ row: NamedRow, _ origin: RowOrigin
  ) throws -> PriceObservation {
    PriceObservation(
      pool: try row.pool("pool"), effectiveFrom: try row.instant("at"),
      pricePerHour: MicroUSD(
        rawValue: try Fields.needed(
          row.count("usdMicroPerHour"), column: "usdMicroPerHour")),
      origin: origin)
  }

  private static func cell(
    _ row: NamedRow, _ origin: RowOrigin
  ) throws -> ExposureCell {
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
      origin: origin)
    try check(cell)
    return cell
  }

  private static func lives(
    _ row: NamedRow, _ origin: RowOrigin
  ) throws -> LifeCell {
    let cell = LifeCell(
      source: row["source"] ?? "", until: try row.instant("until"),
      pool: try row.pool("pool"),
      process: try row.word("process", Spell.Process.self, default: .loss),
      clock: try row.word("clock", Spell.Clock.self, default: .instance),
      watchedFrom: try row.instant("watchedFrom"),
      watchedUntil: try row.instant("watchedUntil"),
      ageAfterMilliseconds: try milliseconds("ageAfterMilliseconds", row),
      startUncertaintyMilliseconds: try milliseconds(
        "startUncertaintyMilliseconds", row) ?? 0,
      endUncertaintyMilliseconds: try milliseconds(
        "endUncertaintyMilliseconds", row) ?? 0,
      exit: try row.word("exit", Spell.Exit.self),
      noticeMilliseconds: try milliseconds("noticeMilliseconds", row),
      count: try few("lives", row), origin: origin)
    guard cell.watchedUntil >= cell.watchedFrom else {
      throw RowProblem(
        column: "watchedUntil", value: cell.watchedUntil.rfc3339,
        reason: "the watching ends before it begins")
    }
    guard cell.until >= cell.watchedUntil else {
      throw RowProblem(
        column: "until", value: cell.until.rfc3339,
        reason: "the facts end before the watching does")
    }
    return cell
  }

  private static func attempts(
    _ row: NamedRow, _ origin: RowOrigin
  ) throws -> AttemptCell {
    let word = try row.needed("isSuccess")
    guard word == "true" || word == "false" else {
      throw RowProblem(
        column: "isSuccess", value: word,
        reason: "'\(word)' is not true or false")
    }
    return AttemptCell(
      source: row["source"] ?? "", until: try row.instant("until"),
      pool: try row.pool("pool"), size: try few("size", row),
      isSuccess: word == "true", count: try few("attempts", row),
      origin: origin)
  }

  /// A number of things that each take room: more would not fit into memory,
  /// and no two lives of so many are alike.
  private static func few(
    _ name: String, _ row: NamedRow
  ) throws(RowProblem) -> Int {
    let number = try Fields.needed(row.count(name), column: name)
    guard number >= 1, number <= 1_000_000 else {
      throw RowProblem(
        column: name, value: "\(number)",
        reason: "'\(number)' is not between 1 and 10^6")
    }
    return Int(number)
  }

  private static func milliseconds(
    _ name: String, _ row: NamedRow
  ) throws(RowProblem) -> Int64? {
    guard let number = try row.count(name) else { return nil }
    guard number <= greatestAtRisk else {
      throw RowProblem(
        column: name, value: "\(number)",
        reason: "'\(number)' milliseconds are more than 3,170 years")
    }
    return number
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
