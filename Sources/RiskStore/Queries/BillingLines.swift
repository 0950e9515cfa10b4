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
    try forEachStoredBlock(of: sort, resources: "billing_resource r") {
      resource, stored in
      try body(lines(stored, of: resource))
    }
  }

  /// Calls the body with the rows of each resource and start.
  ///
  /// - Parameter resources: the rows of `billing_resource` whose lines are
  ///   wanted, as what stands between FROM and a join in SQL, named `r`.
  private func forEachStoredBlock(
    of sort: Sort, resources: String,
    _ body: (BillingResource, [StoredBillingLine]) throws -> Void
  ) throws {
    // The unique index of the resources gives their order, the key of the
    // lines the rest: nothing is sorted.
    let rows = try RawStatement(
      db,
      sql: """
        SELECT \(StoredBillingLine.columns)
        FROM \(resources)
        CROSS JOIN billing_line l ON l.resource_ref = r.resource_ref
        WHERE l.end_ms <= ?1
        ORDER BY r.resource_id, r.without_id, l.start_ms
        """)
    rows.bind(horizon(until), at: 1)
    var block: [StoredBillingLine] = []
    var resource = BillingResource(id: "", withoutID: "")
    // Lines that follow each other are mostly of one bill and one machine.
    var (subject, isWanted) = (Int64?.none, false)
    var (delivery, stands) = (Int64?.none, false)
    while try rows.next() {
      let line = try StoredBillingLine(rows)
      if line.subject != subject {
        (subject, isWanted) = (line.subject, try isOf(sort, line.subject))
      }
      if line.delivery != delivery {
        delivery = line.delivery
        stands = deliveries[line.delivery] != nil
      }
      guard isWanted, stands else { continue }
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

  /// Calls the body with the billed time of resources, by resource and time.
  ///
  /// - Parameters:
  ///   - resources: as rows `r` of `billing_resource`, see
  ///     `forEachStoredBlock`.
  ///   - join: how rows become one; nil leaves each its own.
  func forEachUsage(
    resources: String = "billing_resource r", joining join: UsageJoin? = nil,
    _ body: (BillingUsage) throws -> Void
  ) throws {
    var run: BillingRun?
    var resource: (ref: Int64, value: BillingResource, joins: Bool)?
    func write(_ line: StoredBillingLine) throws {
      guard let resource else { return }
      try body(try self.line(line, of: resource.value).usage())
    }
    try forEachStoredBlock(of: .usage, resources: resources) { value, block in
      if resource?.ref != block[0].resource {
        try run?.end(write)
        resource = (
          block[0].resource, value, !(join?.keepsApart(value.id) ?? true)
        )
      }
      guard let join, resource?.joins == true, block.count == 1,
        used[block[0].subject]?.market == .spot
      else {
        try run?.end(write)
        try Self.forEachUsage(of: lines(block, of: value), body)
        return
      }
      if run == nil {
        run = BillingRun(widestMilliseconds: join.widestMilliseconds)
      }
      try run?.take(block[0], write)
    }
    try run?.end(write)
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
