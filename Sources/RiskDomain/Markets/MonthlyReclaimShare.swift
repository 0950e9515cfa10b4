/// Share of a region's spot instances that were reclaimed in a trailing month.
///
/// The unit of the AWS Spot Instance Advisor. It is **no hazard**: it has no
/// instance-hours under it, so no rate per hour follows from it, and it cannot
/// be compared with `HourlyEvictionShare`. A type of its own keeps the two
/// from being mixed.
public enum MonthlyReclaimShare: Int, Hashable, Sendable, Codable, CaseIterable
{
  // The advisor's own numbers; its labels count, its "max" fields (5, 11, 16,
  // 22, 100) do not.
  case below5 = 0
  case from5To10 = 1
  case from10To15 = 2
  case from15To20 = 3
  case above20 = 4

  /// The advisor's words.
  public var label: String {
    switch self {
    case .below5: "<5%"
    case .from5To10: "5-10%"
    case .from10To15: "10-15%"
    case .from15To20: "15-20%"
    case .above20: ">20%"
    }
  }

  /// Bounds in percent of the month's instances; the last one is open.
  public var percent: (low: Double, high: Double?) {
    switch self {
    case .below5: (0, 5)
    case .from5To10: (5, 10)
    case .from10To15: (10, 15)
    case .from15To20: (15, 20)
    case .above20: (20, nil)
    }
  }
}
