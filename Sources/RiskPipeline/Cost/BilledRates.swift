import RiskDomain

/// On-demand rates that the user's own bills show.
struct BilledRates: Hashable, Sendable {
  private struct Rate: Hashable, Codable, Comparable {
    var atMilliseconds: Int64
    var usedMilliseconds: Int64
    var usdPerHour: Double

    /// The later stands, of one hour that of the most use, then the dearer.
    static func < (a: Self, b: Self) -> Bool {
      (a.atMilliseconds, a.usedMilliseconds, a.usdPerHour)
        < (b.atMilliseconds, b.usedMilliseconds, b.usdPerHour)
    }
  }

  private var latest: [String: Rate] = [:]

  /// Takes in a row of use; the order of rows decides nothing.
  mutating func see(_ row: BillingUsage) {
    guard row.market == .onDemand, row.usedMilliseconds > 0,
      let cost = row.cost, cost.rawValue > 0
    else { return }
    let key = "\(row.region)/\(row.instanceType)/\(row.os)"
    let rate = Rate(
      atMilliseconds: row.usageStart.unixMilliseconds,
      usedMilliseconds: row.usedMilliseconds,
      usdPerHour: cost.usd / (Double(row.usedMilliseconds) / 3_600_000))
    latest[key] = max(latest[key] ?? rate, rate)
  }

  func onDemandPerHour(_ pool: PoolID) -> Double? {
    latest["\(pool.region)/\(pool.instanceType)/\(pool.os)"]?.usdPerHour
  }
}

extension BilledRates: Codable {
  init(from decoder: any Decoder) throws {
    latest = try decoder.singleValueContainer().decode([String: Rate].self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(latest)
  }
}
