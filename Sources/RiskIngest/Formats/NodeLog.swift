import RiskDomain

/// A log of the nodes that joined and left a fleet, as CSV without a header:
/// milliseconds since the log's start, `add` or `remove`, node.
///
/// A removal is a loss: fleets that keep such logs ask for nodes up to a
/// target and give none back. Pool and start come from options.
enum NodeLog: RowFormat {
  /// 100 years: a later time is no offset from a start.
  static let lastMilliseconds: Int64 = 3_155_760_000_000

  static func recognises(_ head: FileHead) -> Bool {
    let first = head.columns
    guard first.count == 3 else { return false }
    return first[1] == "add" || first[1] == "remove"
      ? Int64(first[0]) != nil
      : isHeader(first) && head.mentions(",add,")
  }

  private static func isHeader(_ columns: [String]) -> Bool {
    ["ms", "milliseconds", "time_ms"].contains(columns[0].lowercased())
  }

  static func read(_ input: FormatInput) throws {
    let pool = try FleetSubject.pool(input)
    guard let start = input.hints.start else {
      throw IngestError.missing(
        option: "--start",
        "the log counts milliseconds from a start that it does not name. "
          + "Give it with --start, for example --start 2022-03-01T00:00:00Z.",
        file: input.path)
    }
    func keep(
      _ ms: ArraySlice<UInt8>, _ change: ArraySlice<UInt8>, _ node: String,
      line: Int
    ) throws {
      try input.collector.row(
        .log(
          .fleetChange(
            FleetChange(
              pool: pool, logStart: start,
              at: start.adding(milliseconds: try milliseconds(ms)),
              node: try name(node), change: try direction(change),
              origin: input.collector.origin(line: line)))))
    }
    try CSVTable.read(input) { first in
      // The first row is data where it is no header.
      guard first.count == 3 else {
        throw IngestError.malformed(
          "a node log has three columns: milliseconds, add or remove, node.",
          file: input.path)
      }
      if isHeader(first) { return }
      do {
        try keep(
          Array(first[0].utf8)[...], Array(first[1].utf8)[...], first[2],
          line: 1)
      } catch let problem as RowProblem {
        try input.collector.setAside(problem, line: 1)
      }
    } row: { row in
      try keep(row.field(0), row.field(1), row.text(2), line: row.line)
    }
  }

  private static func milliseconds(
    _ bytes: ArraySlice<UInt8>
  ) throws(RowProblem) -> Int64 {
    let value = try Fields.whole(bytes, column: "milliseconds", atLeast: 0)
    guard value <= lastMilliseconds else {
      throw RowProblem(
        column: "milliseconds", value: Fields.text(bytes),
        reason: "'\(value)' milliseconds are more than 100 years")
    }
    return Int64(value)
  }

  private static func name(_ text: String) throws(RowProblem) -> String {
    guard !text.isEmpty else {
      throw RowProblem(column: "node", reason: "the value is missing")
    }
    return text
  }

  private static func direction(
    _ bytes: ArraySlice<UInt8>
  ) throws(RowProblem) -> FleetChange.Change {
    if bytes.matches("add") { return .added }
    if bytes.matches("remove") { return .removed }
    let shown = Fields.text(bytes)
    throw RowProblem(
      column: "change", value: shown, reason: "'\(shown)' is not add or remove")
  }
}
