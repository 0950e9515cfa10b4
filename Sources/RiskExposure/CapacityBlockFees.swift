public import RiskDomain

/// Billed instance-time in which every hour of a Capacity Block carries its
/// share of the up-front fee as effective cost.
///
/// Such an hour is billed at 0: its fee is a line of its own in the month of
/// the purchase. A fee is shared among the hours of the reservation that it
/// names, else among all hours of the same account, region and machine type
/// whose reservation no fee names. It is sunk, so hours that were not used
/// make the used ones dearer. The shares of a fee sum to the fee exactly.
///
/// - Returns: the same values in the same order; where no fee is known the
///   effective cost stays unknown.
public func sharingBlockFees(
  _ usage: [BillingUsage], charges: [BillingCharge]
) -> [BillingUsage] {
  var fees: [BlockKey: Int64] = [:]
  for charge in charges where charge.kind == .capacityBlockFee {
    let key = BlockKey(charge)
    let (sum, overflow) = fees[key, default: 0].addingReportingOverflow(
      charge.amounts.billedMicro)
    if !overflow { fees[key] = sum }
  }
  var hours: [BlockKey: [Int]] = [:]
  for (index, row) in usage.enumerated()
  where row.market == .capacityBlock && row.usedMilliseconds > 0 {
    let keys = [BlockKey(row, isNamed: true), BlockKey(row, isNamed: false)]
    guard let key = keys.first(where: { fees[$0] != nil }) else { continue }
    hours[key, default: []].append(index)
  }
  var result = usage
  for (key, rows) in hours {
    share(fees[key] ?? 0, among: rows, in: &result)
  }
  return result
}

/// Gives each row its part of the fee by time; what rounding leaves goes on to
/// the next row.
private func share(
  _ fee: Int64, among rows: [Int], in usage: inout [BillingUsage]
) {
  let total = rows.reduce(Int128(0)) { $0 + Int128(usage[$1].usedMilliseconds) }
  var before = Int128(0)
  for row in rows {
    let through = before + Int128(usage[row].usedMilliseconds)
    let part =
      Int128(fee) * through / total - Int128(fee) * before / total
    usage[row].amounts.effectiveMicro = Int64(part)
    before = through
  }
}

/// What a fee and the hours that it pays have in common.
private struct BlockKey: Hashable {
  var provider: PoolID.Provider
  var account, currency: String
  var reservationID, region, instanceType: String?

  init(_ charge: BillingCharge) {
    provider = charge.delivery.provider
    account = charge.delivery.account
    currency = charge.amounts.currency
    reservationID = charge.reservationID
    if reservationID == nil {
      region = charge.region
      instanceType = charge.instanceType
    }
  }

  /// - Parameter isNamed: by the reservation, where the hour names one.
  init(_ usage: BillingUsage, isNamed: Bool) {
    provider = usage.provider
    account = usage.account
    currency = usage.amounts.currency
    reservationID = isNamed ? usage.machine.reservationID : nil
    if reservationID == nil {
      region = usage.region
      instanceType = usage.instanceType
    }
  }
}
