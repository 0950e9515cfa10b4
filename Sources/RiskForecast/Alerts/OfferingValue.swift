public import RiskDomain

extension CapacityBlockOffering {
  /// The up-front fee over all instance-hours of the block, in US dollars; nil
  /// of a block without any.
  public var usdPerInstanceHour: Double? {
    let hours = end.hours(since: start) * Double(instanceCount)
    return hours > 0 ? upfrontFee.usd / hours : nil
  }
}
