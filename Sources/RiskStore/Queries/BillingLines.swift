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
  /// - Parameters:
  ///   - sort: lines of the other are passed over; most lines of a bill are of
  ///     one or the other.
  ///   - resources: the rows of `billing_resource` whose lines are wanted, as
  ///     what stands between FROM and a join in SQL, named `r`.
  func forEachBlock(
    of sort: Sort = .all,
    resources: String = "billing_resource r",
    _ body: ([Line]) throws -> Void
  ) throws {
    // The unique index of the resources gives their order, the key of the
    // lines the rest: nothing is sorted.
    let rows = try RawStatement(
      db,
      sql: """
        SELECT r.resource_ref, r.resource_id, r.without_id, l.start_ms,
          l.delivery_id, l.subject_id, l.item, l.end_ms, l.revision,
          l.billed_micro, l.effective_micro, l.list_micro, l.quantity,
          l.labels_id, l.file_id, l.line
        FROM \(resources)
        CROSS JOIN billing_line l ON l.resource_ref = r.resource_ref
        WHERE l.end_ms <= ?1
        ORDER BY r.resource_id, r.without_id, l.start_ms
        """)
    rows.bind(horizon(until), at: 1)
    var block: [Line] = []
    var resource: (ref: Int64, value: BillingResource)?
    func close() throws {
      guard !block.isEmpty else { return }
      if block.count > 1 { block.sort(by: Self.isBefore) }
      try body(block)
      block.removeAll(keepingCapacity: true)
    }
    while try rows.next() {
      let known = try subject(rows.integer(5), of: sort)
      guard let subject = known,
        let delivery = deliveries[try rows.integer(4)]
      else { continue }
      let ref = try rows.integer(0)
      let start = try rows.instant(3)
      if resource?.ref != ref {
        try close()
        resource = (
          ref,
          BillingResource(
            id: try rows.text(1), withoutID: try rows.text(2))
        )
      } else if let last = block.last, last.start != start {
        try close()
      }
      let labels =
        readsLabels ? labels[try rows.integer(13)] : BillingLabels.none
      guard let resource, let labels else { throw Self.damaged }
      block.append(
        try Line(
          resource: resource.value, start: start, end: rows.instant(7),
          delivery: delivery, subject: subject, item: rows.integer(6),
          revision: rows.integer(8),
          amounts: BilledAmounts(
            currency: subject.currency, billedMicro: rows.integer(9),
            effectiveMicro: rows.optionalInteger(10),
            listMicro: rows.optionalInteger(11)),
          quantity: rows.optionalInteger(12), labels: labels,
          origin: origins.origin(
            file: rows.integer(14), line: rows.integer(15))))
    }
    try close()
  }

  /// What a line is of; nil where it is of the other sort.
  ///
  /// - Throws: `.corrupt` for a line of no known subject.
  private func subject(
    _ id: Int64, of sort: Sort
  ) throws -> BillingSubject? {
    if let subject = used[id] { return sort == .charges ? nil : subject }
    guard let subject = charged[id] else { throw Self.damaged }
    return sort == .usage ? nil : subject
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

  func forEachUsage(
    resources: String = "billing_resource r",
    _ body: (BillingUsage) throws -> Void
  ) throws {
    try forEachBlock(of: .usage, resources: resources) {
      block in
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

extension BillingSubject {
  init(row: StoredRow) throws {
    kind = try row["kind"]
    (zone, region) = try (row["zone"], row["region"])
    (instanceType, os) = try (row["instance_type"], row["os"])
    market = try row.optionalKnown("market")
    reservationID = try row["reservation_id"]
    unit = try row["unit"]
    currency = try row["currency"]
  }
}

extension BillingLines.Line {
  fileprivate func usage() throws -> BillingUsage {
    guard let region = subject.region, let type = subject.instanceType,
      let os = subject.os, let market = subject.market
    else {
      throw StoreError(
        code: .corrupt,
        message: "A machine of a bill lacks its type. Run `riskctl verify`.")
    }
    return BillingUsage(
      delivery: delivery,
      machine: BilledMachine(
        zone: subject.zone, region: region, instanceType: type, os: os,
        market: market, reservationID: subject.reservationID),
      resourceID: resource.id.isEmpty ? nil : resource.id, usageStart: start,
      usageEnd: end, item: item, revision: revision,
      usedMilliseconds: quantity ?? 0, amounts: amounts, labels: labels,
      origin: origin)
  }

  fileprivate func charge() -> BillingCharge? {
    guard let kind = BillingCharge.Kind(rawValue: subject.kind) else {
      return nil
    }
    return BillingCharge(
      delivery: delivery, kind: kind, region: subject.region,
      instanceType: subject.instanceType,
      reservationID: subject.reservationID,
      resourceID: resource.id.isEmpty ? nil : resource.id, start: start,
      end: end, item: item, quantityMicro: quantity, unit: subject.unit,
      amounts: amounts, labels: labels, origin: origin)
  }
}

extension BillingUsage {
  /// Two lines of one interval and machine as one; nil when they are not of
  /// one interval or do not fit together.
  fileprivate func adding(_ other: BillingUsage) -> BillingUsage? {
    guard delivery == other.delivery, usageEnd == other.usageEnd,
      let amounts = amounts.adding(other.amounts)
    else { return nil }
    let (used, overflow) = usedMilliseconds.addingReportingOverflow(
      other.usedMilliseconds)
    guard !overflow else { return nil }
    var sum = self
    sum.usedMilliseconds = used
    sum.amounts = amounts
    sum.item = min(item, other.item)
    if other.labels.json > labels.json { sum.labels = other.labels }
    let ours = (origin.fileDigest, origin.line)
    if (other.origin.fileDigest, other.origin.line) < ours {
      sum.origin = other.origin
    }
    return sum
  }
}
