import RiskDomain

/// Gathers facts and set-aside rows into batches and counts them.
final class RowCollector {
  /// Facts of a batch: half a MiB.
  ///
  /// Larger ones would be new memory from the system each time, which costs as
  /// much as parsing.
  static let batchCount = 1024
  /// Prices of a batch; 1.5 MiB.
  static let priceBatchCount = 65536
  private(set) var report: FileReport
  private let source: String
  private let digest: String
  private let sink: ([Fact]) throws -> Void
  private let setAsideSink: ([SetAsideRow]) throws -> Void
  private let priceSink: ((PriceColumns) throws -> Void)?
  private var facts: [Fact] = []
  /// Completes facts before they are handed on, by what later rows said.
  var complete: ((inout [Fact]) -> Void)?
  private var prices = PriceColumns()
  private var poolIndices: [PoolID: UInt32] = [:]
  private var rejected: [SetAsideRow] = []
  private var ignored = IgnoredRows()

  init(
    format: IngestFormat, source: String, digest: String,
    sink: @escaping ([Fact]) throws -> Void,
    prices: ((PriceColumns) throws -> Void)? = nil,
    setAside: @escaping ([SetAsideRow]) throws -> Void
  ) {
    priceSink = prices
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
  func row(_ fact: consuming Fact) throws {
    report.rowsRead += 1
    try add(fact)
  }

  /// Keeps a fact that belongs to no row of its own.
  func add(_ fact: consuming Fact) throws {
    if let problem = fact.nameProblem {
      try reject(problem, line: fact.origin.line)
      return
    }
    if case .price(let price) = fact, try addColumns(price) { return }
    report.facts += 1
    widen(by: fact)
    facts.append(fact)
    if facts.count == Self.batchCount { try flushFacts() }
  }

  private func widen(by fact: Fact) {
    // Without a list of two for every line of a bill.
    if case .usage(let usage) = fact {
      report.widen(to: usage.usageStart)
      report.widen(to: usage.usageEnd)
    } else if case .charge(let charge) = fact {
      report.widen(to: charge.start)
      report.widen(to: charge.end)
    } else {
      for instant in fact.instants { report.widen(to: instant) }
    }
  }

  /// True when prices are handed over as columns.
  var takesColumns: Bool { priceSink != nil }

  /// The index of a pool in the columns; nil when its names cannot be stored.
  func index(of pool: PoolID) -> UInt32? {
    if let known = poolIndices[pool] { return known }
    guard Fact.nameProblem(of: pool) == nil,
      let index = UInt32(exactly: prices.pools.count), index < .max
    else { return nil }
    prices.pools.append(pool)
    poolIndices[pool] = index
    return index
  }

  /// Counts rows of prices and keeps them.
  ///
  /// - Parameter rows: of pools that `index(of:)` gave.
  func rows(_ rows: [PriceColumns.Row]) throws {
    report.rowsRead += rows.count
    try keep(rows)
  }

  private func keep(_ rows: [PriceColumns.Row]) throws {
    guard let first = rows.first else { return }
    var (least, most) = (first.atMilliseconds, first.atMilliseconds)
    for row in rows {
      least = min(least, row.atMilliseconds)
      most = max(most, row.atMilliseconds)
    }
    report.facts += rows.count
    report.widen(to: UTCInstant(unixMilliseconds: least))
    report.widen(to: UTCInstant(unixMilliseconds: most))
    prices.rows += rows
    if prices.rows.count >= Self.priceBatchCount { try flushPrices() }
  }

  /// Keeps a price as a row of columns; false when it must be a fact.
  private func addColumns(_ price: PriceObservation) throws -> Bool {
    guard takesColumns, let pool = index(of: price.pool),
      let line = UInt32(exactly: price.origin.line)
    else { return false }
    try keep([
      PriceColumns.Row(
        atMilliseconds: price.effectiveFrom.unixMilliseconds,
        microUSDPerHour: price.pricePerHour.rawValue, pool: pool, line: line)
    ])
    return true
  }

  /// Counts one row that states several facts, all of them kept or none; a
  /// row that states nothing is left out for the reason.
  func row(_ facts: [Fact], orIgnore reason: String) throws {
    guard let first = facts.first else { return ignore(reason) }
    report.rowsRead += 1
    for fact in facts {
      guard let problem = fact.nameProblem else { continue }
      return try reject(problem, line: first.origin.line)
    }
    for fact in facts { try add(fact) }
  }

  /// Counts one row whose fact needs other rows as well.
  func rowOfSeveral() { report.rowsRead += 1 }

  /// Keeps what is wrong with several rows together, which are counted.
  func setAsideSum(_ problem: RowProblem, line: Int) throws {
    try reject(problem, line: line)
  }

  /// Counts one row that the format leaves out.
  func ignore(_ reason: String) {
    report.rowsRead += 1
    ignored.add(reason)
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

  /// Keeps what should be known of the file as a whole.
  func note(_ sentence: String) { report.notes.append(sentence) }

  /// Keeps the parts of the file's delivery.
  func expect(_ parts: DeliveryParts) { report.parts.append(parts) }

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
    try flushPrices()
    try flushFacts()
    try flushRejected()
    report.ignored = ignored.byReason
  }

  private func flushPrices() throws {
    guard let priceSink, !prices.rows.isEmpty else { return }
    var full = prices
    full.rows = Self.takeAll(&prices.rows, room: Self.priceBatchCount)
    try priceSink(full)
  }

  /// Completes what is held, and nothing that comes later.
  func endCompletion() {
    complete?(&facts)
    complete = nil
  }

  private func flushFacts() throws {
    guard !facts.isEmpty else { return }
    complete?(&facts)
    try sink(Self.takeAll(&facts, room: Self.batchCount))
  }

  private func flushRejected() throws {
    guard !rejected.isEmpty else { return }
    try setAsideSink(Self.takeAll(&rejected, room: 0))
  }

  /// What was gathered, for a taker who may be on another thread: its memory is
  /// the taker's alone, and what comes next begins with its own.
  private static func takeAll<Row>(
    _ rows: inout [Row], room: Int
  ) -> [Row] {
    var next: [Row] = []
    next.reserveCapacity(room)
    swap(&rows, &next)
    return next
  }
}

extension Fact {
  /// The instants that a report's span covers, but of lines of a bill; none
  /// for a description.
  fileprivate var instants: [UTCInstant] {
    switch self {
    case .price(let price): [price.effectiveFrom]
    case .event(let event): [event.at]
    case .usage, .charge, .instance: []
    case .probe(let probe):
      [
        probe.traceStart.adding(
          milliseconds: Int64(probe.tick) * probe.gapMilliseconds)
      ]
    case .offering(let offering): [offering.capturedAt]
    case .log(let fact): fact.instants
    case .launch(let launch):
      [launch.requestedAt, launch.launchedAt, launch.endedAt].compactMap(\.self)
    case .market(let fact): fact.instant.map { [$0] } ?? []
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
