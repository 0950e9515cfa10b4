import RiskDomain

/// Counts of a fleet's living instances: `date, time, count` per line.
///
/// A step down is that many losses, a step up that many launches; who they
/// were is not known, so that ages are not. The clock's zone comes from
/// `--time-zone`, the pool from options.
enum AliveCounts: RowFormat {
  /// More instances than any such fleet has; each becomes a life of its own.
  static let greatestCount = 100_000

  static func recognises(_ head: FileHead) -> Bool {
    guard head.columns.count == 3 else { return false }
    let fields = head.columns.map(trimmed)
    if isHeader(fields) { return true }
    return Int(fields[2]) != nil && fields[0].utf8.count == 10
      && (try? UTCInstant(parsing: "\(fields[0])T\(fields[1])Z")) != nil
  }

  private static func isHeader(_ fields: [String]) -> Bool {
    fields.map { $0.lowercased() } == ["date", "time", "count"]
  }

  static func read(_ input: FormatInput) throws {
    let pool = try FleetSubject.pool(input)
    guard input.hints.clock != nil else {
      throw IngestError.missing(
        option: "--time-zone",
        "the counts do not say in which time zone their clock ran. Give it "
          + "with --time-zone, for example --time-zone Z.", file: input.path)
    }
    func keep(_ fields: [String], line: Int) throws {
      let fields = fields.map(trimmed)
      try input.collector.row(
        .log(
          .aliveCount(
            AliveCount(
              pool: pool,
              at: try Fields.instant(
                Array("\(fields[0])T\(fields[1])".utf8)[...], column: "time",
                clock: input.hints.clock),
              alive: try alive(fields[2]),
              origin: input.collector.origin(line: line)))))
    }
    try CSVTable.read(input) { first in
      guard first.count == 3 else {
        throw IngestError.malformed(
          "alive counts have three columns: date, time, count.",
          file: input.path)
      }
      if isHeader(first.map(trimmed)) { return }
      do {
        try keep(first, line: 1)
      } catch let problem as RowProblem {
        try input.collector.setAside(problem, line: 1)
      }
    } row: { row in
      try keep((0..<3).map { row.text($0) }, line: row.line)
    }
  }

  private static func alive(_ text: String) throws(RowProblem) -> Int {
    let count = try Fields.whole(
      Array(text.utf8)[...], column: "count", atLeast: 0)
    guard count <= greatestCount else {
      throw RowProblem(
        column: "count", value: text,
        reason: "'\(text)' is more than 100,000 instances")
    }
    return count
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
