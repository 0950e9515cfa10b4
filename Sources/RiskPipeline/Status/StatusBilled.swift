import RiskDomain
import RiskExposure
import RiskReport
import RiskStore

extension StatusReport {
  /// Hours and money of bills by market; empty without any.
  var billedTable: String {
    var table = TextTable([
      ("billed", .left), ("hours", .right), ("invoiced", .right),
      ("amortised", .right), ("", .left),
    ])
    for total in billed {
      table.add([
        total.market.rawValue, NumberText.grouped(total.hours, 1),
        NumberText.grouped(total.billed, 2),
        total.effective.map { NumberText.grouped($0, 2) } ?? "-",
        total.currency,
      ])
    }
    return table.isEmpty ? "" : table.text + "\n"
  }

  /// What bills say up to a moment, by market and currency.
  static func billed(
    _ store: StoreAccess, asOf: UTCInstant
  ) throws(UseCaseFailure) -> [BilledTotal] {
    try store { (db) throws(StoreError) in
      var totals = BilledTotals()
      try db.forEachBillingUsage(until: asOf) { totals.add($0) }
      return totals.totals(
        charges: try db.billingCharges(
          until: asOf, kinds: [.capacityBlockFee]))
    }
  }
}
