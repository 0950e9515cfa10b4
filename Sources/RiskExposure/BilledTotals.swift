public import RiskDomain

/// Billed instance-time of one market in one currency.
public struct BilledTotal: Hashable, Sendable, Codable {
  public var market: Market
  /// ISO 4217 code.
  public var currency: String
  /// Instance-hours.
  public var hours: Double
  /// As on the invoice, in the currency.
  public var billed: Double
  /// With fees and commitments spread over what they pay, in the currency.
  ///
  /// nil when it is not known of every line. Never added to `billed`.
  public var effective: Double?
}

/// Adds up billed instance-time line by line, whatever the bill's size.
public struct BilledTotals {
  private struct Key: Hashable {
    var market: Market
    var currency: String
  }

  private struct Sum {
    var milliseconds = Int128(0)
    var billedMicro = Int128(0)
    var effectiveMicro: Int128? = 0
  }

  private var sums: [Key: Sum] = [:]
  /// Their share of the fee is known when all of them are.
  private var blocks: [BillingUsage] = []

  public init() {}

  /// Takes one line.
  public mutating func add(_ usage: BillingUsage) {
    if usage.market == .capacityBlock {
      blocks.append(usage)
    } else {
      Self.add(usage, to: &sums)
    }
  }

  /// The sums by market and currency, the hours of Capacity Blocks with their
  /// share of the fees among the charges.
  public func totals(charges: [BillingCharge]) -> [BilledTotal] {
    var sums = sums
    for usage in sharingBlockFees(blocks, charges: charges) {
      Self.add(usage, to: &sums)
    }
    return sums.map { key, sum in
      BilledTotal(
        market: key.market, currency: key.currency,
        hours: Double(sum.milliseconds) / 3_600_000,
        billed: Double(sum.billedMicro) / 1e6,
        effective: sum.effectiveMicro.map { Double($0) / 1e6 })
    }.sorted {
      ($0.currency, $0.market.rawValue) < ($1.currency, $1.market.rawValue)
    }
  }

  private static func add(_ usage: BillingUsage, to sums: inout [Key: Sum]) {
    let key = Key(market: usage.market, currency: usage.amounts.currency)
    var sum = sums[key] ?? Sum()
    sum.milliseconds += Int128(usage.usedMilliseconds)
    sum.billedMicro += Int128(usage.amounts.billedMicro)
    let effective = usage.amounts.effectiveMicro
    sum.effectiveMicro = sum.effectiveMicro.flatMap { known in
      effective.map { known + Int128($0) }
    }
    sums[key] = sum
  }
}
