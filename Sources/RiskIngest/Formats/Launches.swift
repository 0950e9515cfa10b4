import RiskDomain

/// The user's own log of launches, as CSV or as JSON lines.
///
/// Columns: `pool`, or `zone` and `instanceType` with `provider` and `os`;
/// `requestedAt`; and, each optional, `launchId`, `market` (default spot),
/// `launchedAt` (empty: the attempt failed), `error` (why it failed),
/// `instanceId`, `endedAt`, `exit`, `job`, `gang`.
enum Launches: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    if let outline = head.outline {
      return outline.recordHas("requestedAt")
        && (outline.recordHas("pool") || outline.recordHas("instanceType"))
    }
    let columns = Set(head.columns)
    return columns.contains("requestedAt")
      && (columns.contains("pool") || columns.contains("instanceType"))
  }

  static func read(_ input: FormatInput) throws {
    if input.head.outline != nil {
      try readLines(input)
    } else {
      try readTable(input)
    }
  }

  private static func readLines(_ input: FormatInput) throws {
    try JSONRecords.read(input, shape: .documents) { record, _, index in
      var values: [String: String] = [:]
      try record.forEachMember { key, value in
        values[Fields.text(key)] = value.text
      }
      try keep(values, line: index, input: input)
    }
  }

  private static func readTable(_ input: FormatInput) throws {
    var names: [String] = []
    try CSVTable.read(input) { header in
      names = header
      let hasPlace =
        names.contains("zone") || input.hints.zone != nil
      let hasType =
        names.contains("instanceType") || input.hints.instanceType != nil
      guard names.contains("requestedAt"),
        names.contains("pool") || hasPlace && hasType
      else {
        throw IngestError.malformed(
          "a launch log needs the columns requestedAt and pool (or zone and "
            + "instanceType). Found: " + header.joined(separator: ", ") + ".",
          file: input.path)
      }
    } row: { row in
      var values: [String: String] = [:]
      for (index, name) in names.enumerated() {
        values[name] = row.text(index)
      }
      try keep(values, line: row.line, input: input)
    }
  }

  /// Names that a cloud gives: none is "null".
  private static let names: Set<String> = [
    "zone", "instanceType", "instanceId",
  ]

  private static func keep(
    _ values: [String: String], line: Int, input: FormatInput
  ) throws {
    let reader = LaunchReader(
      values: values.filter {
        Self.names.contains($0.key)
          ? !PoolShape.saysNothing($0.value) : !$0.value.isEmpty
      }, hints: input.hints)
    if let reason = reader.leftOut { return input.collector.ignore(reason) }
    try input.collector.row(
      .launch(try reader.attempt(origin: input.collector.origin(line: line))))
  }
}

/// Reads one line of a launch log from its named values.
private struct LaunchReader {
  /// Values that are not empty.
  let values: [String: String]
  let hints: IngestHints

  /// A failure that says nothing of the pool's capacity: a price too low, a
  /// quota, a wrong request; nil for all other rows.
  var leftOut: String? {
    guard values["launchedAt"] == nil, let code = values["error"],
      CapacityErrors.refusal(code) != .noCapacity
    else { return nil }
    return "failed for another reason than capacity: \(code.prefix(60))"
  }

  func attempt(origin: RowOrigin) throws(RowProblem) -> LaunchAttempt {
    let pool = try pool()
    let requestedAt = try Fields.needed(
      instant("requestedAt"), column: "requestedAt")
    let launchedAt = try instant("launchedAt")
    let endedAt = try instant("endedAt")
    let exit = try exit()
    try check(requestedAt, launchedAt, endedAt, exit)
    let instanceID = values["instanceId"]
    return LaunchAttempt(
      launchID: values["launchId"]
        ?? [pool.key, requestedAt.rfc3339, instanceID ?? "failed"].joined(
          separator: "|"),
      pool: pool, market: try market(), requestedAt: requestedAt,
      launchedAt: launchedAt, instanceID: instanceID, endedAt: endedAt,
      exit: exit, job: values["job"], gang: values["gang"], origin: origin)
  }

  private func pool() throws(RowProblem) -> PoolID {
    if let key = values["pool"] {
      do {
        return try PoolID(key: key)
      } catch {
        throw RowProblem(column: "pool", value: key, reason: error.message)
      }
    }
    let written = values["provider"]
    let provider =
      written.flatMap { PoolID.Provider(rawValue: $0.lowercased()) }
    if let written, provider == nil {
      throw RowProblem(
        column: "provider", value: written,
        reason: "'\(written)' is not a provider (aws, gcp, azure)")
    }
    return PoolID(
      provider: try Fields.needed(
        provider ?? hints.provider, column: "provider"),
      zone: try Fields.needed(values["zone"] ?? hints.zone, column: "zone"),
      instanceType: try Fields.needed(
        values["instanceType"] ?? hints.instanceType, column: "instanceType"),
      os: values["os"]?.lowercased() ?? "linux")
  }

  private func instant(_ name: String) throws(RowProblem) -> UTCInstant? {
    guard let text = values[name] else { return nil }
    return try Fields.instant(
      Array(text.utf8)[...], column: name,
      clock: hints.clock)
  }

  private func market() throws(RowProblem) -> Market {
    guard let text = values["market"] else { return .spot }
    guard let market = Market(rawValue: text) else {
      throw RowProblem(
        column: "market", value: text,
        reason: "'\(text)' is not a market ("
          + Market.allCases.map(\.rawValue).joined(separator: ", ") + ")")
    }
    return market
  }

  private func exit() throws(RowProblem) -> Spell.Exit? {
    guard let text = values["exit"] else { return nil }
    guard let exit = Spell.Exit(rawValue: text) else {
      throw RowProblem(
        column: "exit", value: text,
        reason: "'\(text)' is not an exit ("
          + Spell.Exit.allCases.map(\.rawValue).joined(separator: ", ") + ")")
    }
    return exit
  }

  private func check(
    _ requestedAt: UTCInstant, _ launchedAt: UTCInstant?,
    _ endedAt: UTCInstant?, _ exit: Spell.Exit?
  ) throws(RowProblem) {
    if let launchedAt, launchedAt < requestedAt {
      throw RowProblem(
        column: "launchedAt", value: values["launchedAt"],
        reason: "the launch lies before the request")
    }
    if let endedAt {
      guard let launchedAt else {
        throw RowProblem(
          column: "endedAt", value: values["endedAt"],
          reason: "a launch that failed (launchedAt is empty) cannot end")
      }
      guard endedAt >= launchedAt else {
        throw RowProblem(
          column: "endedAt", value: values["endedAt"],
          reason: "the end lies before the launch")
      }
    } else if let exit, exit != .observationEnded || launchedAt == nil {
      throw RowProblem(
        column: "exit", value: values["exit"],
        reason: "an exit needs the time endedAt")
    }
  }
}
