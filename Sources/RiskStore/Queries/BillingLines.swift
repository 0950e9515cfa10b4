import GRDB
import RiskDomain

/// The lines of standing deliveries, in an order that rests on what they say
/// and not on row ids.
struct BillingLines {
  /// A line with what its ids stand for.
  struct Line {
    var resource: BillingResource
    var start, end: UTCInstant
    var delivery: BillingDelivery
    var subject: BillingSubject
    var item, revision: Int64
    var amounts: BilledAmounts
    var quantity: Int64?
    var labels: BillingLabels
    var origin: RowOrigin
  }

  private let db: Database
  private let until: UTCInstant?
  private let deliveries: [Int64: BillingDelivery]
  /// What lines of either sort are of.
  private let used, charged: [Int64: BillingSubject]
  private let labels: [Int64: BillingLabels]
  private let readsLabels: Bool
  private let origins: OriginDirectory

  /// - Parameter readsLabels: false leaves the lines without labels; a fleet may
  ///   have as many sets of labels as instances.
  init(
    _ db: Database, until: UTCInstant?, readsLabels: Bool = true
  ) throws {
    self.db = db
    self.readsLabels = readsLabels
    self.until = until
    origins = try OriginDirectory(db)
    var deliveries: [Int64: BillingDelivery] = [:]
    let standing = try StoredRows(
      db, sql: BillingStanding.sql, arguments: [horizon(until)])
    while let row = try standing.next() {
      deliveries[try row["delivery_id"]] = try BillingDelivery(row: row)
    }
    self.deliveries = deliveries
    var (used, charged) = ([Int64: BillingSubject](), [Int64: BillingSubject]())
    let stored = try StoredRows(db, sql: "SELECT * FROM billing_subject")
    while let row = try stored.next() {
      let subject = try BillingSubject(row: row)
      if subject.kind == "usage" {
        used[try row["subject_id"]] = subject
      } else {
        charged[try row["subject_id"]] = subject
      }
    }
    (self.used, self.charged) = (used, charged)
    var labels: [Int64: BillingLabels] = [:]
    if readsLabels {
      let texts = try StoredRows(
        db, sql: "SELECT labels_id, json FROM billing_labels")
      while let row = try texts.next() {
        labels[try row["labels_id"]] = BillingLabels(
          canonicalJSON: try row["json"])
      }
    }
    self.labels = labels
  }

  /// What lines are of.
  enum Sort { case usage, charges, all }

  /// Calls the body with the lines of each resource and start, sorted.
  ///
  /// - Parameter sort: lines of the other are passed over; most lines of a bill
  ///   are of one or the other.
  func forEachBlock(
    of sort: Sort = .all, _ body: ([Line]) throws -> Void
  ) throws {
    try forEachStoredBlock(of: sort, in: rows()) { resource, stored in
      try body(lines(stored, of: resource))
    }
  }

  /// Rows of lines, those of a resource together and by time.
  ///
  /// - Parameters:
  ///   - which: of the rows `r` of `billing_resource`, in SQL.
  ///   - order: of the resources, in SQL.
  func rows(
    of which: String = "TRUE", by order: String = "r.resource_id, r.without_id"
  ) throws -> RawStatement {
    // The unique index of the resources, or their key, gives their order, the
    // key of the lines the rest: nothing is sorted.
    let rows = try RawStatement(
      db,
      sql: """
        SELECT \(StoredBillingLine.columns())
        FROM billing_resource r
        CROSS JOIN billing_line l ON l.resource_ref = r.resource_ref
        WHERE l.end_ms <= ?1 AND \(which) ORDER BY \(order), l.start_ms
        """)
    rows.bind(horizon(until), at: 1)
    return rows
  }

  /// Calls the body with the rows of each resource and start.
  ///
  /// - Parameter rows: of `StoredBillingLine.columns`.
  func forEachStoredBlock(
    of sort: Sort, in rows: RawStatement,
    _ body: (BillingResource, [StoredBillingLine]) throws -> Void
  ) throws {
    var block: [StoredBillingLine] = []
    var resource = BillingResource(id: "", withoutID: "")
    // Lines that follow each other are mostly of one bill and one machine.
    var (subject, isWanted) = (Int64?.none, false)
    var (delivery, stands) = (Int64?.none, false)
    while try rows.next() {
      let ids = try StoredBillingLine.ids(rows)
      if ids.subject != subject {
        (subject, isWanted) = (ids.subject, try isOf(sort, ids.subject))
      }
      if ids.delivery != delivery {
        delivery = ids.delivery
        stands = deliveries[ids.delivery] != nil
      }
      guard isWanted, stands else { continue }
      let line = try StoredBillingLine(
        rows, delivery: ids.delivery, subject: ids.subject)
      if let last = block.last,
        last.resource != line.resource || last.start != line.start
      {
        try body(resource, block)
        block.removeAll(keepingCapacity: true)
        if last.resource != line.resource {
          resource = try StoredBillingLine.resource(rows)
        }
      } else if block.isEmpty {
        resource = try StoredBillingLine.resource(rows)
      }
      block.append(line)
    }
    if !block.isEmpty { try body(resource, block) }
  }

  /// Rows with what their ids stand for, sorted.
  private func lines(
    _ stored: [StoredBillingLine], of resource: BillingResource
  ) throws -> [Line] {
    var lines = try stored.map { try line($0, of: resource) }
    if lines.count > 1 { lines.sort(by: Self.isBefore) }
    return lines
  }

  private func line(
    _ stored: StoredBillingLine, of resource: BillingResource
  ) throws -> Line {
    let labels = readsLabels ? labels[stored.labels] : BillingLabels.none
    guard let subject = used[stored.subject] ?? charged[stored.subject],
      let delivery = deliveries[stored.delivery], let labels
    else { throw Self.damaged }
    return try Line(
      resource: resource, start: stored.start, end: stored.end,
      delivery: delivery, subject: subject, item: stored.item,
      revision: stored.revision,
      amounts: BilledAmounts(
        currency: subject.currency, billedMicro: stored.billedMicro,
        effectiveMicro: stored.effectiveMicro, listMicro: stored.listMicro),
      quantity: stored.quantity, labels: labels,
      origin: origins.origin(file: stored.file, line: stored.line))
  }

  /// Whether a line of a subject is of a sort.
  ///
  /// - Throws: `.corrupt` where no such subject is known.
  private func isOf(_ sort: Sort, _ subject: Int64) throws -> Bool {
    if used[subject] != nil { return sort != .charges }
    guard charged[subject] != nil else { throw Self.damaged }
    return sort != .usage
  }

  private static var damaged: StoreError {
    StoreError(
      code: .corrupt,
      message: "A line of a bill names a machine or labels that do not "
        + "exist. Run `riskctl verify`.")
  }

  /// Lines of one resource and start that add up stand side by side.
  private static func isBefore(_ a: Line, _ b: Line) -> Bool {
    if a.delivery != b.delivery {
      return BillingKeys.of(a.delivery) < BillingKeys.of(b.delivery)
    }
    if a.subject != b.subject {
      return BillingKeys.of(a.subject).lexicographicallyPrecedes(
        BillingKeys.of(b.subject))
    }
    if a.end != b.end { return a.end < b.end }
    return a.item < b.item
  }

  /// Calls the body with billed time, by resource and time.
  ///
  /// - Parameter rows: of `StoredBillingLine.columns`; nil takes all.
  func forEachUsage(
    in rows: RawStatement? = nil, _ body: (BillingUsage) throws -> Void
  ) throws {
    try forEachStoredBlock(of: .usage, in: rows ?? self.rows()) {
      resource, stored in
      try Self.forEachUsage(of: lines(stored, of: resource), body)
    }
  }

  /// Whether a line bills spot time.
  func isSpot(_ line: StoredBillingLine) -> Bool {
    used[line.subject]?.market == .spot
  }

  /// Lines of one resource and start; those of one machine and interval are
  /// summed.
  private static func forEachUsage(
    of block: [Line], _ body: (BillingUsage) throws -> Void
  ) throws {
    var last: BillingUsage?
    var subject: BillingSubject?
    for line in block {
      let usage = try line.usage()
      if let merged = last, line.subject == subject,
        let sum = merged.adding(usage)
      {
        last = sum
      } else {
        if let last { try body(last) }
        (last, subject) = (usage, line.subject)
      }
    }
    if let last { try body(last) }
  }

  func forEachCharge(_ body: (BillingCharge) throws -> Void) throws {
    try forEachBlock(of: .charges) { block in
      for line in block {
        if let charge = line.charge() { try body(charge) }
      }
    }
  }
}

/// Texts by which deliveries and subjects are ordered.
private enum BillingKeys {
  static func of(
    _ delivery: BillingDelivery
  ) -> (String, String, Int64) {
    (
      delivery.provider.rawValue, delivery.account,
      delivery.periodStart.unixMilliseconds
    )
  }

  static func of(_ subject: BillingSubject) -> [String] {
    [
      subject.kind, subject.zone ?? "", subject.region ?? "",
      subject.instanceType ?? "", subject.os ?? "",
      subject.market?.rawValue ?? "", subject.reservationID ?? "",
      subject.unit, subject.currency,
    ]
  }
}
