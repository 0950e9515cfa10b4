import RiskDomain

/// Sizes and prices of EC2 Capacity Blocks.
public enum CapacityBlock {
  /// Longest block.
  public static let mostDays = 182
  /// Most instances of one block.
  public static let mostInstances = 64
  /// Instances are taken back this long before the end.
  public static let lostAtEndHours = 0.5

  /// Most instances over all blocks.
  public static let mostInstancesOverall = 256
  /// How far ahead a block can be booked.
  public static let mostWeeksAhead = 8.0
  /// Hour of the day, UTC, at which blocks begin and end.
  public static let changeHourUTC = 11.5

  /// Hours from the advice until blocks next begin, 11:30 UTC, at or after a
  /// moment.
  static func nextStartHours(after hours: Double, asOf: UTCInstant) -> Double {
    let moment = asOf.adding(hours: hours)
    let day = 86_400_000
    let into = Int(moment.unixMilliseconds % Int64(day) + Int64(day)) % day
    let hour = Double(into) / 3_600_000
    let wait = changeHourUTC - hour
    return hours + (wait >= -1e-9 ? max(wait, 0) : wait + 24)
  }

  /// Why no block can be booked for so many instances from a start on.
  static func refusal(instances: Int, startHours: Double) -> String? {
    if instances > mostInstancesOverall {
      return "The job needs \(instances) instances; at most "
        + "\(mostInstancesOverall) can be in Capacity Blocks."
    }
    if startHours > mostWeeksAhead * 168 {
      return "Blocks can be booked at most \(plain(mostWeeksAhead, digits: 0)) "
        + "weeks ahead."
    }
    return nil
  }

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
