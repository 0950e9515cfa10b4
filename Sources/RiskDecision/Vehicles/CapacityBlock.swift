/// Sizes and prices of EC2 Capacity Blocks.
public enum CapacityBlock {
  /// Longest block.
  public static let mostDays = 182
  /// Most instances of one block.
  public static let mostInstances = 64
  /// Instances are taken back this long before the end.
  public static let lostAtEndHours = 0.5

  /// Hours that an instance of a block can be used.
  public static func usableHours(blockHours: Double) -> Double {
    max(blockHours - lostAtEndHours, 0)
  }

  /// Days of the shortest block with so many usable hours: 1 to 14, then whole
  /// weeks to 182; nil when none is long enough.
  public static func days(forHours hours: Double) -> Int? {
    guard hours.isFinite, hours >= 0 else { return nil }
    let least = max(((hours + lostAtEndHours) / 24 - 1e-9).rounded(.up), 1)
    guard least <= Double(mostDays) else { return nil }
    let days = Int(least)
    return days <= 14 ? days : (days + 6) / 7 * 7
  }

  /// Blocks needed for a number of instances.
  public static func blocks(instances: Int) -> Int {
    (instances + mostInstances - 1) / mostInstances
  }

  /// Dollars for a block, paid at once.
  public static func upfrontUSD(
    instances: Int, days: Int, usdPerInstanceHour rate: Double
  ) -> Double {
    Double(instances) * Double(days) * 24 * rate
  }
}
