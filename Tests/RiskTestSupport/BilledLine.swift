public import RiskDomain

extension BillingUsage {
  /// One line of a bill in US dollars, told field by field.
  public init(
    provider: PoolID.Provider, account: String,
    billingPeriodStart: UTCInstant, lineItemID: String,
    usageStart: UTCInstant, usageEnd: UTCInstant, zone: String?,
    region: String, instanceType: String, os: String, market: Market,
    resourceID: String?, usedMilliseconds: Int64, cost: MicroUSD,
    onDemandCost: MicroUSD?, labels: BillingLabels, origin: RowOrigin
  ) {
    self.init(
      delivery: BillingDelivery(
        provider: provider, account: account,
        periodStart: billingPeriodStart, format: "aws-cur"),
      machine: BilledMachine(
        zone: zone, region: region, instanceType: instanceType, os: os,
        market: market),
      resourceID: resourceID, usageStart: usageStart, usageEnd: usageEnd,
      item: lineItemID.utf8.reduce(0) { $0 &* 31 &+ Int64($1) },
      usedMilliseconds: usedMilliseconds,
      amounts: BilledAmounts(
        billedMicro: cost.rawValue, effectiveMicro: cost.rawValue,
        listMicro: onDemandCost?.rawValue),
      labels: labels, origin: origin)
  }
}
