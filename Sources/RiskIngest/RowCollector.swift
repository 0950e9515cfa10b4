import RiskDomain

/// Gathers facts and set-aside rows into batches and counts them.
final class RowCollector {
  static let batchCount = 8192
  /// Reasons beyond this many are counted together, so that a hostile file
  /// cannot grow the report.
  static let reasonLimit = 64

  private(set) var report: FileReport
  private let source: String
  private let digest: String
  private let sink: ([Fact]) throws -> Void
  private let setAsideSink: ([SetAsideRow]) throws -> Void
  private var facts: [Fact] = []
  private var rejected: [SetAsideRow] = []

  init(
    format: IngestFormat, source: String, digest: String,
    sink: @escaping ([Fact]) throws -> Void,
    setAside: @escaping ([SetAsideRow]) throws -> Void
  ) {
    report = FileReport(format: format)
    self.source = source
    self.digest = digest
    self.sink = sink
    setAsideSink = setAside
    facts.reserveCapacity(Self.batchCount)
  }

  func origin(line: Int) -> RowOrigin {
    RowOrigin(source: source, fileDigest: digest, line: line)
  }

  /// Counts one row and keeps what it says.
  func row(_ fact: Fact) throws {
    report.rowsRead += 1
    try add(fact)
  }

  /// Keeps a fact that belongs to no row of its own.
  func add(_ fact: Fact) throws {
    if let problem = fact.nameProblem {
      try reject(problem, line: fact.origin.line)
      return
    }
    report.facts += 1
    for instant in fact.instants { report.widen(to: instant) }
    facts.append(fact)
    if facts.count == Self.batchCount { try flushFacts() }
  }

  /// Counts one row that the format leaves out.
  func ignore(_ reason: String) {
    report.rowsRead += 1
    if report.ignored[reason] == nil,
      report.ignored.count >= Self.reasonLimit
    {
      report.ignored["other reasons", default: 0] += 1
    } else {
      report.ignored[reason, default: 0] += 1
    }
  }

  /// Counts one row that could not be read.
  func setAside(_ problem: RowProblem, line: Int) throws {
    report.rowsRead += 1
    try reject(problem, line: line)
  }

  /// Keeps the time that the file as a whole speaks of.
  func cover(_ coverage: [BillingCoverage]) {
    report.coverage += coverage
  }

  private func reject(_ problem: RowProblem, line: Int) throws {
    report.setAside += 1
    rejected.append(
      SetAsideRow(
        origin: origin(line: line), column: problem.column,
        value: problem.value, reason: problem.reason))
    if rejected.count == Self.batchCount { try flushRejected() }
  }

  /// Hands over what is still held.
  func flush() throws {
    try flushFacts()
    try flushRejected()
  }

  private func flushFacts() throws {
    guard !facts.isEmpty else { return }
    try sink(facts)
    facts.removeAll(keepingCapacity: true)
  }

  private func flushRejected() throws {
    guard !rejected.isEmpty else { return }
    try setAsideSink(rejected)
    rejected.removeAll(keepingCapacity: true)
  }
}

extension Fact {
  /// The instants that a report's span covers; none for a description.
  fileprivate var instants: [UTCInstant] {
    switch self {
    case .price(let price): [price.effectiveFrom]
    case .usage(let usage): [usage.usageStart, usage.usageEnd]
    case .charge(let charge): [charge.start, charge.end]
    case .event(let event): [event.at]
    case .instance: []
    case .probe(let probe):
      [
        probe.traceStart.adding(
          milliseconds: Int64(probe.tick) * probe.gapMilliseconds)
      ]
    case .offering(let offering): [offering.capturedAt]
    case .launch(let launch):
      [launch.requestedAt, launch.launchedAt, launch.endedAt].compactMap(\.self)
    }
  }
}

/// Why one row is set aside, without its place.
struct RowProblem: Error, Hashable {
  var column: String?
  var value: String?
  var reason: String

  init(column: String? = nil, value: String? = nil, reason: String) {
    self.column = column
    self.value = value
    self.reason = reason
  }
}
