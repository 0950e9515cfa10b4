import Crypto
import RiskDomain

extension BillingLines {
  /// Digests of standing lines and of what their deliveries cover.
  ///
  /// - Parameter withProvenance: false leaves out the line's place.
  func tableDigests(withProvenance: Bool) throws -> [TableDigest] {
    var usage = TableHash(
      table: "billing_usage", withProvenance: withProvenance)
    var charges = TableHash(
      table: "billing_charge", withProvenance: withProvenance)
    try forEachBlock { block in
      for line in block {
        if line.subject.kind == "usage" {
          usage.add(line)
        } else {
          charges.add(line)
        }
      }
    }
    return [usage.digest(), charges.digest()]
  }

  private struct TableHash {
    var table: String
    var withProvenance: Bool
    var rows = 0
    var hash = SHA256()
    var bytes: [UInt8] = []

    init(table: String, withProvenance: Bool) {
      (self.table, self.withProvenance) = (table, withProvenance)
    }

    mutating func add(_ line: Line) {
      rows += 1
      bytes.append(line)
      if withProvenance {
        bytes.append(text: line.origin.fileDigest)
        bytes.append(number: Int64(line.origin.line))
      }
      hash.take(&bytes)
    }

    mutating func digest() -> TableDigest {
      bytes.append(number: Int64(rows))
      hash.update(data: bytes)
      return TableDigest(
        table: table, rows: rows, sha256: hash.finalize().lowercaseHex)
    }
  }
}

extension [UInt8] {
  /// Appends what a query returns of billed instance-time, without its place.
  mutating func append(_ usage: BillingUsage) {
    append(usage.delivery)
    append(optional: usage.resourceID)
    append(number: usage.usageStart.unixMilliseconds)
    append(number: usage.usageEnd.unixMilliseconds)
    let machine = usage.machine
    append(optional: machine.zone)
    for text in [
      machine.region, machine.instanceType, machine.os,
      machine.market.rawValue,
    ] {
      append(text: text)
    }
    append(optional: machine.reservationID)
    append(number: usage.usedMilliseconds)
    append(usage.amounts)
    append(text: usage.labels.json)
  }

  /// Appends a stored line without its place.
  fileprivate mutating func append(_ line: BillingLines.Line) {
    append(line.delivery)
    append(text: line.resource.id)
    append(text: line.resource.withoutID)
    append(number: line.start.unixMilliseconds)
    append(number: line.end.unixMilliseconds)
    let subject = line.subject
    append(text: subject.kind)
    for text in [
      subject.zone, subject.region, subject.instanceType, subject.os,
      subject.market?.rawValue, subject.reservationID, subject.unit,
    ] {
      append(optional: text)
    }
    append(number: line.item)
    append(number: line.revision)
    append(line.amounts)
    append(optional: line.quantity)
    append(text: line.labels.json)
  }

  private mutating func append(_ delivery: BillingDelivery) {
    append(text: delivery.provider.rawValue)
    append(text: delivery.account)
    append(number: delivery.periodStart.unixMilliseconds)
    append(text: delivery.format)
    append(text: delivery.version)
    append(number: delivery.isFinal ? 1 : 0)
  }

  private mutating func append(_ amounts: BilledAmounts) {
    append(text: amounts.currency)
    append(number: amounts.billedMicro)
    append(optional: amounts.effectiveMicro)
    append(optional: amounts.listMicro)
  }

  private mutating func append(optional text: String?) {
    if let text { append(text: text) } else { append(0) }
  }

  private mutating func append(optional number: Int64?) {
    guard let number else { return append(0) }
    append(1)
    append(number: number)
  }
}
