import GRDB
import RiskDomain

/// A line as its row has it: ids, and nothing that is counted when it is copied.
///
/// There are millions, and most are joined to the one before.
struct StoredBillingLine {
  var resource: Int64
  var start, end: UTCInstant
  var delivery, subject, item, revision: Int64
  var billedMicro: Int64
  var effectiveMicro, listMicro, quantity: Int64?
  var labels, file, line: Int64

  /// What is selected of a row of lines and one of resources.
  static func columns(line: String = "l", resource: String = "r") -> String {
    """
    \(resource).resource_ref, \(resource).resource_id, \(resource).without_id,
    \(line).start_ms, \(line).delivery_id, \(line).subject_id, \(line).item,
    \(line).end_ms, \(line).revision, \(line).billed_micro,
    \(line).effective_micro, \(line).list_micro, \(line).quantity,
    \(line).labels_id, \(line).file_id, \(line).line
    """
  }

  /// - Parameters:
  ///   - delivery: as `ids` has it.
  ///   - subject: as `ids` has it.
  init(_ rows: RawStatement, delivery: Int64, subject: Int64) throws {
    resource = try rows.integer(0)
    start = try rows.instant(3)
    self.delivery = delivery
    self.subject = subject
    item = try rows.integer(6)
    end = try rows.instant(7)
    revision = try rows.integer(8)
    billedMicro = try rows.integer(9)
    effectiveMicro = try rows.optionalInteger(10)
    listMicro = try rows.optionalInteger(11)
    quantity = try rows.optionalInteger(12)
    labels = try rows.integer(13)
    file = try rows.integer(14)
    line = try rows.integer(15)
  }

  /// Of which bill and machine a row is: what is damaged in rows that nobody
  /// asked for stops nobody.
  static func ids(
    _ rows: RawStatement
  ) throws -> (delivery: Int64, subject: Int64) {
    (try rows.integer(4), try rows.integer(5))
  }

  static func resource(_ rows: RawStatement) throws -> BillingResource {
    BillingResource(id: try rows.text(1), withoutID: try rows.text(2))
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
  func usage() throws -> BillingUsage {
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

  func charge() -> BillingCharge? {
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
  func adding(_ other: BillingUsage) -> BillingUsage? {
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
