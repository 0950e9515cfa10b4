import GRDB
import RiskDomain

/// Lines of one bill, gathered and written in the order of their keys.
final class BillingWriter {
  private struct Span {
    var from, until, knownFrom: Int64
    var isNamed = false
    var made: Int64?
  }

  /// Lines that one statement inserts, as prices are.
  private static let batchCount = 32
  private static let columnCount = 14

  private let file: SourceFile
  private let fileID: Int64
  private let path: String
  private let insertMany, insert, select, update, widen: RawStatement
  private let compareLabels: RawStatement
  private var directory: BillingDirectory
  private let runs: SortedRuns<BillingEntry>
  private var batch: [BillingEntry] = []
  /// Of the lines of instance-time, by delivery.
  private var spans: [Int64: Span] = [:]
  private(set) var new = 0
  private(set) var repeated = 0

  init(
    _ db: Database, file: SourceFile, fileID: Int64, path: String
  ) throws {
    self.file = file
    self.fileID = fileID
    self.path = path
    directory = try BillingDirectory(db)
    runs = SortedRuns(folder: SpillFile.folder(besideDatabase: path))
    batch.reserveCapacity(Self.batchCount)
    func insertion(_ count: Int) throws -> RawStatement {
      let row =
        "("
        + Array(repeating: "?", count: Self.columnCount)
        .joined(separator: ", ") + ")"
      return try RawStatement(
        db,
        kept: """
          INSERT INTO billing_line (
            resource_ref, start_ms, delivery_id, subject_id, item, end_ms,
            revision, billed_micro, effective_micro, list_micro, quantity,
            labels_id, file_id, line)
          VALUES \(Array(repeating: row, count: count).joined(separator: ", "))
          ON CONFLICT DO NOTHING
          """)
    }
    insertMany = try insertion(Self.batchCount)
    insert = try insertion(1)
    let isKey =
      "resource_ref = ?1 AND start_ms = ?2 AND delivery_id = ?3 "
      + "AND subject_id = ?4 AND item = ?5"
    select = try RawStatement(
      db,
      kept: """
        SELECT end_ms, revision, billed_micro, effective_micro, list_micro,
          quantity, labels_id,
          (SELECT json FROM billing_labels j WHERE j.labels_id = l.labels_id)
            >= (SELECT json FROM billing_labels j WHERE j.labels_id = ?6),
          ((SELECT digest FROM source_file f WHERE f.file_id = l.file_id),
            line) <= (?7, ?8)
        FROM billing_line l WHERE \(isKey)
        """)
    update = try RawStatement(
      db,
      kept: """
        UPDATE billing_line SET end_ms = ?6, revision = ?7,
          billed_micro = ?8, effective_micro = ?9, list_micro = ?10,
          quantity = ?11, labels_id = ?12, file_id = ?13, line = ?14
        WHERE \(isKey)
        """)
    compareLabels = try RawStatement(
      db,
      kept: """
        SELECT (SELECT json FROM billing_labels WHERE labels_id = ?1)
          >= (SELECT json FROM billing_labels WHERE labels_id = ?2)
        """)
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
    try runs.append(
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
    try runs.append(
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

  /// Writes the lines and the time that they cover.
  func finish() throws {
    var fold = BillingFold(labels: greaterLabels, emit: write)
    try runs.drain { try fold.take($0) }
    try fold.finish()
    repeated += fold.repeated
    try flush()
    for (delivery, span) in spans { try widen(delivery, to: span) }
  }

  private func greaterLabels(_ a: Int64, _ b: Int64) throws -> Int64 {
    guard a != b else { return a }
    compareLabels.bind(a, at: 1)
    compareLabels.bind(b, at: 2)
    defer { compareLabels.reset() }
    return try compareLabels.next() && compareLabels.integer(0) == 1 ? a : b
  }

  private func write(_ entry: BillingEntry) throws {
    batch.append(entry)
    if batch.count == Self.batchCount { try flush() }
  }

  private func flush() throws(StoreError) {
    defer { batch.removeAll(keepingCapacity: true) }
    // The statement says how many rows are new, not which: a row that stands
    // for several lines is written on its own.
    guard batch.count == Self.batchCount,
      batch.allSatisfy({ $0.count == 1 }), let inserted = try insertAll(batch)
    else {
      // Nothing of the batch was stored; one by one, the line at fault is
      // named.
      for entry in batch {
        try at(entry) { try writeOne(entry) }
      }
      return
    }
    new += inserted
    guard inserted < batch.count else { return }
    repeated += batch.count - inserted
    // Of the lines that were new, nothing changes.
    for entry in batch {
      try at(entry) { try settle(entry) }
    }
  }

  /// Inserts a full batch at once.
  ///
  /// - Returns: how many lines were new; nil when one breaks a rule of the
  ///   table, and then none is stored.
  private func insertAll(
    _ batch: [BillingEntry]
  ) throws(StoreError) -> Int? {
    var place: Int32 = 0
    for entry in batch {
      bindKey(entry, to: insertMany, after: place)
      bindValues(entry, to: insertMany, after: place)
      place += Int32(Self.columnCount)
    }
    do {
      return try insertMany.run()
    } catch let error as DatabaseError
      where error.resultCode == .SQLITE_CONSTRAINT
    {
      return nil
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Names the line in an error.
  private func at(
    _ entry: BillingEntry, _ body: () throws -> Void
  ) throws(StoreError) {
    do {
      try body()
    } catch {
      throw StoreError(error, path: path, file: file, line: Int(entry.line))
    }
  }

  private func writeOne(_ entry: BillingEntry) throws {
    bindKey(entry, to: insert)
    bindValues(entry, to: insert)
    if try insert.run() > 0 {
      new += Int(entry.count)
      return
    }
    repeated += Int(entry.count)
    try settle(entry)
  }

  /// Lets the standing of two lines of one key decide.
  private func settle(_ entry: BillingEntry) throws {
    guard try standsOverStored(entry) else { return }
    bindKey(entry, to: update)
    bindValues(entry, to: update)
    _ = try update.run()
  }

  /// Whether a line takes the place of the one that is stored under its key.
  ///
  /// Equal lines keep the lesser digest and line, in whatever order they
  /// come.
  private func standsOverStored(_ entry: BillingEntry) throws -> Bool {
    bindKey(entry, to: select)
    select.bind(entry.labels, at: 6)
    select.bind(file.digest, at: 7)
    select.bind(entry.line, at: 8)
    defer { select.reset() }
    guard try select.next() else {
      throw StoreError(
        code: .fault,
        message: "\(file.name):\(entry.line): the line of the bill under this "
          + "key was found and then not found.")
    }
    var stored = entry
    stored.end = select.integer(0)
    stored.revision = select.integer(1)
    stored.billed = select.integer(2)
    stored.effective = select.optionalInteger(3)
    stored.list = select.optionalInteger(4)
    stored.quantity = select.optionalInteger(5)
    if let stands = entry.stands(over: stored) { return stands }
    if select.integer(6) != entry.labels { return select.integer(7) == 0 }
    return select.integer(8) == 0
  }

  private func bindKey(
    _ entry: BillingEntry, to statement: RawStatement, after place: Int32 = 0
  ) {
    statement.bind(entry.resource, at: place + 1)
    statement.bind(entry.start, at: place + 2)
    statement.bind(entry.delivery, at: place + 3)
    statement.bind(entry.subject, at: place + 4)
    statement.bind(entry.item, at: place + 5)
  }

  private func bindValues(
    _ entry: BillingEntry, to statement: RawStatement, after place: Int32 = 0
  ) {
    statement.bind(entry.end, at: place + 6)
    statement.bind(entry.revision, at: place + 7)
    statement.bind(entry.billed, at: place + 8)
    statement.bind(optional: entry.effective, at: place + 9)
    statement.bind(optional: entry.list, at: place + 10)
    statement.bind(optional: entry.quantity, at: place + 11)
    statement.bind(entry.labels, at: place + 12)
    statement.bind(fileID, at: place + 13)
    statement.bind(entry.line, at: place + 14)
  }
}
