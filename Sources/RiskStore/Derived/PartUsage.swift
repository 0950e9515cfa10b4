import GRDB
import RiskDomain

/// The billed time of all instances, part by part.
///
/// Lines lie resource by resource in the order in which bills were read, and
/// parts are ranges of names. So they are gone through once as they lie and
/// dealt out to a temporary table: looking for the lines of each resource reads
/// several pages for it, the more the larger the bills.
final class PartUsage {
  private let lines: BillingLines
  private let select: RawStatement
  /// End of the last line, of an instance or of none; nil without any.
  private(set) var end: UTCInstant?
  /// Of which bill and machine there is a line.
  struct Billed: Hashable {
    var delivery, subject: Int64
  }
  private(set) var billed: Set<Billed> = []
  /// Lines that follow each other are mostly of one.
  private var last: Billed?

  /// - Parameter widestMilliseconds: rows of spot time that follow each other
  ///   become one up to this width.
  init(
    _ db: Database, parts: InstanceParts, lines: BillingLines,
    widestMilliseconds: Int64
  ) throws {
    self.lines = lines
    try db.execute(sql: Self.temporarySQL)
    select = try RawStatement(
      db,
      sql: """
        SELECT \(StoredBillingLine.columns(line: "u", resource: "u"))
        FROM temp.part_usage u WHERE part = ?1
        ORDER BY resource_id, without_id, start_ms, place
        """)
    let insert = try RawStatement(
      db,
      sql: "INSERT INTO temp.part_usage VALUES ("
        + Array(repeating: "?", count: 18).joined(separator: ", ") + ")")
    var place: Int64 = 0
    var run = BillingRun(widestMilliseconds: widestMilliseconds)
    var resource: (ref: Int64, value: BillingResource, part: Int, joins: Bool)?
    func write(_ line: StoredBillingLine) throws {
      guard let resource else { return }
      place += 1
      insert.bind(Int64(resource.part), at: 1)
      insert.bind(place, at: 2)
      line.bind(resource.value, to: insert, from: 3)
      _ = try insert.run()
    }
    try lines.forEachStoredBlock(
      of: .usage, in: lines.rows(by: "r.resource_ref")
    ) { value, block in
      see(block)
      guard !value.id.isEmpty else { return }
      if resource?.ref != block[0].resource {
        try run.end(write)
        resource = (
          block[0].resource, value, parts.part(of: value.id),
          !parts.isAlias(value.id)
        )
      }
      if resource?.joins == true, block.count == 1, lines.isSpot(block[0]) {
        try run.take(block[0], write)
      } else {
        try run.end(write)
        for line in block { try write(line) }
      }
    }
    try run.end(write)
  }

  private func see(_ block: [StoredBillingLine]) {
    for line in block {
      end = max(end ?? line.end, line.end)
      let next = Billed(delivery: line.delivery, subject: line.subject)
      if next != last {
        billed.insert(next)
        last = next
      }
    }
  }

  // Rows go to the end of their part, so that as many pages are written to in
  // turn as there are parts; a part is sorted when it is read.
  private static let temporarySQL = """
    PRAGMA temp.cache_size = -16384;
    CREATE TEMP TABLE part_usage (
      part INTEGER NOT NULL, place INTEGER NOT NULL,
      resource_ref INTEGER NOT NULL, resource_id TEXT NOT NULL,
      without_id TEXT NOT NULL, start_ms INTEGER NOT NULL,
      delivery_id INTEGER NOT NULL, subject_id INTEGER NOT NULL,
      item INTEGER NOT NULL, end_ms INTEGER NOT NULL,
      revision INTEGER NOT NULL, billed_micro INTEGER NOT NULL,
      effective_micro INTEGER, list_micro INTEGER, quantity INTEGER,
      labels_id INTEGER NOT NULL, file_id INTEGER NOT NULL,
      line INTEGER NOT NULL,
      PRIMARY KEY (part, place)
    ) WITHOUT ROWID;
    """

  /// Calls the body with a part's billed time, by resource and time; rows come
  /// without labels.
  func forEach(
    ofPart part: Int, _ body: (BillingUsage) throws -> Void
  ) throws {
    select.bind(Int64(part), at: 1)
    try lines.forEachUsage(in: select, body)
  }
}

extension StoredBillingLine {
  fileprivate func bind(
    _ resource: BillingResource, to statement: RawStatement, from index: Int32
  ) {
    statement.bind(self.resource, at: index)
    statement.bind(resource.id, at: index + 1)
    statement.bind(resource.withoutID, at: index + 2)
    statement.bind(start.unixMilliseconds, at: index + 3)
    statement.bind(delivery, at: index + 4)
    statement.bind(subject, at: index + 5)
    statement.bind(item, at: index + 6)
    statement.bind(end.unixMilliseconds, at: index + 7)
    statement.bind(revision, at: index + 8)
    statement.bind(billedMicro, at: index + 9)
    statement.bind(optional: effectiveMicro, at: index + 10)
    statement.bind(optional: listMicro, at: index + 11)
    statement.bind(optional: quantity, at: index + 12)
    statement.bind(labels, at: index + 13)
    statement.bind(file, at: index + 14)
    statement.bind(self.line, at: index + 15)
  }
}
