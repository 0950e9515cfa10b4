import GRDB
import RiskDomain

/// Lines of one bill, gathered and written in the order of their keys.
final class BillingWriter {
  private struct Span {
    var from, until, knownFrom: Int64
    var isNamed = false
    var made: Int64?
  }

  /// Lines between two writes; about 150 bytes each.
  ///
  /// Bills are in order of time and the table in order of resources: the more
  /// lines come at once, the fewer pages are written several times.
  private static let capacity = 32_768
  private static let batchCount = BillingTable.batchCount

  private let file: SourceFile
  private let path: String
  private let widen: RawStatement
  private let table: BillingTable
  private var directory: BillingDirectory
  private var entries: [BillingEntry] = []
  /// Lines of files without a delivery's name, of which the ids count.
  private let stored: SortedRuns<StoredLine>
  private let late: SortedRuns<LateLine>
  /// The file was read before, so that its rows may be of that reading.
  private let isReread: Bool
  private var batch: [BillingEntry] = []
  /// Of the lines of instance-time, by delivery.
  private var spans: [Int64: Span] = [:]
  private(set) var new = 0
  private(set) var repeated = 0

  init(
    _ db: Database, file: SourceFile, fileID: Int64, isReread: Bool,
    path: String
  ) throws {
    self.file = file
    self.path = path
    directory = try BillingDirectory(db)
    let folder = SpillFile.folder(besideDatabase: path)
    stored = SortedRuns(folder: folder)
    late = SortedRuns(folder: folder)
    self.isReread = isReread
    table = try BillingTable(db, file: file, fileID: fileID, path: path)
    batch.reserveCapacity(Self.batchCount)
    widen = try RawStatement(
      db,
      kept: """
        UPDATE billing_delivery SET
          from_ms = min(ifnull(from_ms, ?2), ?2),
          until_ms = max(ifnull(until_ms, ?3), ?3),
          known_from_ms = min(ifnull(known_from_ms, ?4), ?4),
          is_named = max(is_named, ?5),
          made_ms = max(ifnull(made_ms, ?6), ifnull(?6, made_ms))
        WHERE delivery_id = ?1
        """)
  }

  func append(_ usage: BillingUsage) throws {
    let amounts = usage.amounts
    let delivery = try directory.id(usage.delivery)
    let (start, end) = (
      usage.usageStart.unixMilliseconds, usage.usageEnd.unixMilliseconds
    )
    var span =
      spans[delivery] ?? Span(from: start, until: end, knownFrom: end)
    span.from = min(span.from, start)
    span.until = max(span.until, end)
    span.knownFrom = min(span.knownFrom, end)
    spans[delivery] = span
    try append(
      BillingEntry(
        resource: directory.id(
          BillingResource(id: usage.resourceID, labels: usage.labels)),
        start: start, delivery: delivery,
        subject: directory.id(BillingSubject(usage)), item: usage.item,
        end: end, revision: usage.revision,
        billed: amounts.billedMicro, effective: amounts.effectiveMicro,
        list: amounts.listMicro, quantity: usage.usedMilliseconds,
        labels: directory.id(usage.labels), line: Int64(usage.origin.line),
        statement: usage.statement.line, table: usage.statement.table,
        count: 1))
  }

  func append(_ charge: BillingCharge) throws {
    let amounts = charge.amounts
    try append(
      BillingEntry(
        resource: directory.id(
          BillingResource(id: charge.resourceID, labels: charge.labels)),
        start: charge.start.unixMilliseconds,
        delivery: directory.id(charge.delivery),
        subject: directory.id(BillingSubject(charge)), item: charge.item,
        end: charge.end.unixMilliseconds, revision: 0,
        billed: amounts.billedMicro, effective: amounts.effectiveMicro,
        list: amounts.listMicro, quantity: charge.quantityMicro,
        labels: directory.id(charge.labels), line: Int64(charge.origin.line),
        statement: charge.statement.line, table: charge.statement.table,
        count: 1))
  }

  /// Widens the time that a delivery covers.
  func cover(_ coverage: BillingCoverage) throws {
    try widen(
      directory.id(coverage.delivery),
      to: Span(
        from: coverage.from.unixMilliseconds,
        until: coverage.until.unixMilliseconds,
        knownFrom: coverage.knownFrom.unixMilliseconds,
        isNamed: coverage.isNamed,
        made: coverage.madeAt?.unixMilliseconds))
  }

  private func widen(_ delivery: Int64, to span: Span) throws {
    widen.bind(delivery, at: 1)
    widen.bind(span.from, at: 2)
    widen.bind(span.until, at: 3)
    widen.bind(span.knownFrom, at: 4)
    widen.bind(span.isNamed ? 1 : 0, at: 5)
    widen.bind(optional: span.made, at: 6)
    _ = try widen.run()
  }

  /// Writes what is left and the time that its lines cover.
  func finish() throws {
    try flush()
    try settleLate()
    for (delivery, span) in spans { try widen(delivery, to: span) }
  }

  private func append(_ entry: BillingEntry) throws {
    entries.append(entry)
    if entries.count >= Self.capacity { try flush() }
  }

  private func flush() throws {
    entries.sort { $0.comesBefore($1) }
    var first = 0
    while first < entries.count {
      var next = first + 1
      while next < entries.count, entries[next].hasKey(of: entries[first]) {
        next += 1
      }
      if next - first == 1 {
        batch.append(entries[first])
        if batch.count == Self.batchCount { try writeBatch() }
      } else {
        try write(sharing: entries[first..<next])
      }
      first = next
    }
    for entry in batch { try write(entry) }
    batch.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
  }

  /// Writes lines of one key.
  private func write(sharing lines: ArraySlice<BillingEntry>) throws {
    guard let first = lines.first, first.statement != 0 else {
      for entry in lines { try write(entry) }
      return
    }
    // The lines of one table and end are one row, if it is the first of its
    // key; the rest waits until all are there.
    let beside = lines.prefix { $0.table == first.table && $0.end == first.end }
    var fold = BillingFold(labels: table.greaterLabels)
    for entry in beside { try fold.take(entry) }
    let sums = try fold.finish()
    if sums.count == 1, try at(sums[0], { try table.isInserted(sums[0]) }) {
      new += Int(sums[0].count)
      repeated += fold.repeated
      for entry in beside { try note(entry) }
    } else {
      for entry in beside { try late.append(LateLine(entry)) }
    }
    for entry in lines[beside.endIndex...] { try late.append(LateLine(entry)) }
  }

  /// Writes a full batch of lines that have a key each.
  private func writeBatch() throws {
    defer { batch.removeAll(keepingCapacity: true) }
    guard !isReread, let inserted = try table.insertAll(batch) else {
      // One by one, a line at fault is named; it ends the load.
      for entry in batch { try write(entry) }
      return
    }
    new += inserted
    var conflicts = batch.count - inserted
    for entry in batch {
      if entry.statement == 0 {
        // The statement does not say which lines are new; of those, nothing
        // changes.
        if inserted < batch.count { try at(entry) { try settle(entry) } }
        continue
      }
      var isNew = inserted == batch.count
      if !isNew, inserted > 0 {
        isNew = try at(entry) { try table.isOwn(entry) }
      }
      if isNew {
        try note(entry)
      } else {
        conflicts -= 1
        try late.append(LateLine(entry))
      }
    }
    repeated += conflicts
  }

  private func write(_ entry: BillingEntry) throws {
    if try at(entry, { try table.isInserted(entry) }) {
      new += 1
      try note(entry)
    } else if entry.statement != 0 {
      try late.append(LateLine(entry))
    } else {
      repeated += 1
      try at(entry) { try settle(entry) }
    }
  }

  /// Notes a line that is in a row of this reading.
  private func note(_ entry: BillingEntry) throws(StoreError) {
    guard entry.statement != 0 else { return }
    try stored.append(
      StoredLine(
        key: entry.key, statement: entry.statement, end: entry.end,
        table: entry.table))
  }

  // MARK: Lines whose key had a row

  /// Adds the late lines of each key to the file's own row, or lets their sum
  /// stand or fall against the row of another file.
  private func settleLate() throws {
    guard !late.isEmpty else { return }
    let nextStored = try stored.sorted()
    var known = try nextStored()
    var key: Int64?
    var own: Set<Int64> = []
    var ownTable: Int32 = 0
    var ownEnd: Int64 = 0
    var first = BillingEntry.zero
    var fold = BillingFold(labels: table.greaterLabels)
    try late.drain { line in
      if line.key != key {
        if key != nil { try settle(&fold, first, own.isEmpty ? nil : ownTable) }
        (key, first) = (line.key, line.entry)
        own.removeAll(keepingCapacity: true)
        while let next = known, next.key <= line.key {
          if next.key == line.key {
            own.insert(next.statement)
            (ownTable, ownEnd) = (next.table, next.end)
          }
          known = try nextStored()
        }
      }
      if line.entry.table == ownTable, line.entry.end == ownEnd,
        own.contains(line.entry.statement)
      {
        repeated += 1
      } else {
        try fold.take(line.entry)
      }
    }
    try settle(&fold, first, own.isEmpty ? nil : ownTable)
  }

  /// - Parameters:
  ///   - first: one of the late lines, for its key.
  ///   - ownTable: the table whose lines made the present row; nil when it is
  ///     of another reading.
  private func settle(
    _ fold: inout BillingFold, _ first: BillingEntry, _ ownTable: Int32?
  ) throws {
    var sums = try fold.finish()
    repeated += fold.repeated
    fold = BillingFold(labels: table.greaterLabels)
    guard !sums.isEmpty else { return }
    try at(first) {
      if let ownTable {
        new += sums.reduce(0) {
          $0 + ($1.table == ownTable ? Int($1.count) : 0)
        }
        sums = try adding(table.ownRow(first, table: ownTable), to: sums)
      }
      let rows = BillingFold.ranked(sums)
      for row in rows where row.table == ownTable {
        if row.item == first.item {
          try table.replace(row)
        } else if try !table.isInserted(row) {
          try settle(row)
        }
      }
      for row in rows where row.table != ownTable {
        if try table.isInserted(row) {
          new += Int(row.count)
        } else {
          repeated += Int(row.count)
          try settle(row)
        }
      }
    }
  }

  private func adding(
    _ row: BillingEntry, to sums: [BillingEntry]
  ) throws -> [BillingEntry] {
    var sums = sums
    let place = sums.firstIndex { $0.table == row.table && $0.end == row.end }
    guard let place, var both = row.adding(sums[place]) else {
      return sums + [row]
    }
    both.labels = try table.greaterLabels(row.labels, sums[place].labels)
    sums[place] = both
    return sums
  }

  /// Names the line in an error.
  private func at<Value>(
    _ entry: BillingEntry, _ body: () throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body()
    } catch {
      throw StoreError(error, path: path, file: file, line: Int(entry.line))
    }
  }

  /// Lets the standing of two lines of one key decide.
  private func settle(_ entry: BillingEntry) throws {
    guard try table.standsOverStored(entry) else { return }
    try table.replace(entry)
  }
}
