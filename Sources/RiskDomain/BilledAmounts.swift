/// What a line costs, in millionths of its own currency.
///
/// Never converted: amounts of two currencies do not add.
public struct BilledAmounts: Hashable, Sendable {
  /// ISO 4217 code as stated, "USD".
  public var currency: String
  /// As on the invoice.
  public var billedMicro: Int64
  /// With commitments and up-front fees spread over what they cover.
  ///
  /// nil when the source does not say. Never added to `billedMicro`.
  public var effectiveMicro: Int64?
  /// At public on-demand rates; nil when the source does not say.
  public var listMicro: Int64?

  public init(
    currency: String = "USD", billedMicro: Int64,
    effectiveMicro: Int64? = nil, listMicro: Int64? = nil
  ) {
    self.currency = currency
    self.billedMicro = billedMicro
    self.effectiveMicro = effectiveMicro
    self.listMicro = listMicro
  }

  /// The billed amount; nil in another currency than US dollars.
  public var billedUSD: MicroUSD? { usd(billedMicro) }
  /// The amortised amount; nil when unknown or in another currency.
  public var effectiveUSD: MicroUSD? { effectiveMicro.flatMap(usd) }
  /// The list amount; nil when unknown or in another currency.
  public var listUSD: MicroUSD? { listMicro.flatMap(usd) }

  private func usd(_ micro: Int64) -> MicroUSD? {
    currency == "USD" ? MicroUSD(rawValue: micro) : nil
  }

  /// Both lines together; an amount that one of them lacks is unknown.
  ///
  /// - Returns: nil when the sum does not fit into 63 bits.
  public func adding(_ other: BilledAmounts) -> BilledAmounts? {
    func sum(_ a: Int64?, _ b: Int64?) -> (value: Int64?, fits: Bool) {
      guard let a, let b else { return (nil, true) }
      let (sum, overflow) = a.addingReportingOverflow(b)
      return (sum, !overflow)
    }
    let billed = sum(billedMicro, other.billedMicro)
    let effective = sum(effectiveMicro, other.effectiveMicro)
    let list = sum(listMicro, other.listMicro)
    guard billed.fits, effective.fits, list.fits, currency == other.currency
    else { return nil }
    return BilledAmounts(
      currency: currency, billedMicro: billed.value ?? 0,
      effectiveMicro: effective.value, listMicro: list.value)
  }
}
