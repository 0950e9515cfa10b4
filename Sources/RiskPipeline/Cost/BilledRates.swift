import RiskDomain

/// On-demand rates that the user's own bills show.
struct BilledRates: Hashable, Sendable {
  private struct Rate: Hashable, Codable {
    var atMilliseconds: Int64
    var usdPerHour: Double
  }

  private var latest: [String: Rate] = [:]

  /// Takes in a row of use.
  ///
  /// Of rows of one hour the least rate stands, in whatever order they come.
  mutating func see(_ row: BillingUsage) {
    guard row.market == .onDemand, row.usedMilliseconds > 0,
      let cost = row.cost, cost.rawValue > 0
    else { return }
    let key = "\(row.region)/\(row.instanceType)/\(row.os)"
    let rate = Rate(
      atMilliseconds: row.usageStart.unixMilliseconds,
      usdPerHour: cost.usd / (Double(row.usedMilliseconds) / 3_600_000))
    if let known = latest[key] {
      guard
        (rate.atMilliseconds, -rate.usdPerHour)
          > (known.atMilliseconds, -known.usdPerHour)
      else { return }
    }
    latest[key] = rate
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
