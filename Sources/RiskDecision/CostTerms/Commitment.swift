/// Capacity that is paid for whether it is used or not.
public struct CommitmentTerm: Hashable, Sendable {
  /// Per instance-hour.
  public var usdPerHour: Double
  /// Instance-hours of the whole commitment.
  public var committedHours: Double
  /// True when it is paid for already: then using it adds nothing.
  public var isBought: Bool

  public init(
    usdPerHour: Double, committedHours: Double, isBought: Bool = false
  ) {
    self.usdPerHour = usdPerHour
    self.committedHours = committedHours
    self.isBought = isBought
  }

  /// A commitment at a discount against on-demand.
  ///
  /// 1 year at 40 % off $3.06: $1.836 for 8,760 h of each instance.
  public init(
    discountPercent: Double, onDemandPerHour: Double, instances: Int,
    years: Double
  ) {
    self.init(
      usdPerHour: onDemandPerHour * (1 - discountPercent / 100),
      committedHours: Double(instances) * years * Self.hoursPerYear)
  }

  /// 365 · 24 h.
  public static let hoursPerYear = 8760.0

  /// Share of the hours that must be used for the commitment to cost what
  /// on-demand would; above 1 it never pays.
  ///
  /// At 40 % off it is 0.60, at 60 % 0.40, at 37 % 0.63, at 55 % 0.45.
  public func breakEvenUtilisation(onDemandPerHour: Double) -> Double? {
    guard onDemandPerHour > 0 else { return nil }
    return usdPerHour / onDemandPerHour
  }

  /// What a job's instance-hours come to.
  public struct Use: Hashable, Sendable {
    /// Instance-hours taken out of the commitment.
    public var usedHours: Double
    /// Instance-hours that it does not cover, bought on-demand.
    public var beyondHours: Double
    /// For the hours used; 0 when they are paid for already.
    public var usedUSD: Double
    /// For the hours that the job leaves unused.
    public var idleUSD: Double
  }

  public func use(instanceHours: Double) -> Use {
    let used = min(max(instanceHours, 0), committedHours)
    return Use(
      usedHours: used, beyondHours: max(instanceHours, 0) - used,
      usedUSD: isBought ? 0 : used * usdPerHour,
      idleUSD: isBought ? 0 : (committedHours - used) * usdPerHour)
  }
}
