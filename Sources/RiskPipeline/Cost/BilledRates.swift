import RiskDomain

/// On-demand rates that the user's own bills show.
struct BilledRates: Sendable {
  private var latest: [String: (at: UTCInstant, usdPerHour: Double)] = [:]

  /// Takes in a row of use.
  mutating func see(_ row: BillingUsage) {
    guard row.market == .onDemand, row.usedMilliseconds > 0,
      let cost = row.cost, cost.rawValue > 0
    else { return }
    let key = "\(row.region)/\(row.instanceType)/\(row.os)"
    if let known = latest[key], known.at >= row.usageStart { return }
    let hours = Double(row.usedMilliseconds) / 3_600_000
    latest[key] = (row.usageStart, cost.usd / hours)
  }

  func onDemandPerHour(_ pool: PoolID) -> Double? {
    latest["\(pool.region)/\(pool.instanceType)/\(pool.os)"]?.usdPerHour
  }
}
