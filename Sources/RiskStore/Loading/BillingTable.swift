import GRDB
import RiskDomain

/// The statements on `billing_line` for the lines of one file.
final class BillingTable {
  /// Lines that one statement inserts, as prices are.
  static let batchCount = 32
  private static let columnCount = 14

  private let file: SourceFile
  private let fileID: Int64
  private let path: String
  private let insertMany, insert, select, update: RawStatement
  private let compareLabels: RawStatement

  init(
    _ db: Database, file: SourceFile, fileID: Int64, path: String
  ) throws {
    self.file = file
    self.fileID = fileID
    self.path = path
    func insertion(_ count: Int) throws -> RawStatement {
      let row =
        "("
        + Array(repeating: "?", count: Self.columnCount)
        .joined(separator: ", ") + ")"
      // FAIL: a statement that could take back its earlier rows would first
      // copy every page that it changes. A row at fault costs the whole load.
      return try RawStatement(
        db,
        kept: """
          INSERT OR FAIL INTO billing_line (
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
            line) <= (?7, ?8), file_id, line
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
  }

  /// Inserts a full batch at once.
  ///
  /// - Returns: how many lines were new; nil when one breaks a rule of the
  ///   table, which costs the load: written one by one, it is named.
  func insertAll(
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

  /// Inserts a row; false when its key has one.
  func isInserted(_ entry: BillingEntry) throws -> Bool {
    bindKey(entry, to: insert)
    bindValues(entry, to: insert)
    return try insert.run() > 0
  }

  func replace(_ entry: BillingEntry) throws {
    bindKey(entry, to: update)
    bindValues(entry, to: update)
    _ = try update.run()
  }

  /// Whether the row under a line's key is that line itself.
  func isOwn(_ entry: BillingEntry) throws -> Bool {
    try withStored(entry) { stored in
      try select.integer(9) == fileID && stored.line == entry.line
        && stored.labels == entry.labels && stored.stands(over: entry) == nil
    }
  }

  /// The row under a key, as a line of a table.
  func ownRow(
    _ entry: BillingEntry, table: Int32
  ) throws -> BillingEntry {
    var row = try withStored(entry) { $0 }
    row.table = table
    return row
  }

  /// Whether a line takes the place of the one that is stored under its key.
  ///
  /// Equal lines keep the lesser digest and line, in whatever order they
  /// come.
  func standsOverStored(_ entry: BillingEntry) throws -> Bool {
    try withStored(entry) { stored in
      if let stands = entry.stands(over: stored) { return stands }
      if stored.labels != entry.labels { return try select.integer(7) == 0 }
      return try select.integer(8) == 0
    }
  }

  func greaterLabels(_ a: Int64, _ b: Int64) throws -> Int64 {
    guard a != b else { return a }
    compareLabels.bind(a, at: 1)
    compareLabels.bind(b, at: 2)
    defer { compareLabels.reset() }
    return try compareLabels.next() && compareLabels.integer(0) == 1 ? a : b
  }

  private func withStored<Value>(
    _ entry: BillingEntry, _ body: (BillingEntry) throws -> Value
  ) throws -> Value {
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
    stored.end = try select.integer(0)
    stored.revision = try select.integer(1)
    stored.billed = try select.integer(2)
    stored.effective = try select.optionalInteger(3)
    stored.list = try select.optionalInteger(4)
    stored.quantity = try select.optionalInteger(5)
    stored.labels = try select.integer(6)
    stored.line = try select.integer(10)
    return try body(stored)
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
