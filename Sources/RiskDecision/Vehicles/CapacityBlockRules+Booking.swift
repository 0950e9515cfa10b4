public import RiskDomain

/// Sizes, starts and prices of blocks under dated rules.
extension Catalog.CapacityBlockRules {
  /// Hours from the advice until blocks next begin, at or after a moment.
  func nextStartHours(after hours: Double, asOf: UTCInstant) -> Double {
    let moment = asOf.adding(hours: hours)
    let day = 86_400_000
    let into = Int(moment.unixMilliseconds % Int64(day) + Int64(day)) % day
    let wait = Double(changeMinuteUTC) / 60 - Double(into) / 3_600_000
    return hours + (wait >= -1e-9 ? max(wait, 0) : wait + 24)
  }

  /// Why no block can be booked for so many instances from a start on.
  func refusal(instances: Int, startHours: Double) -> String? {
    if instances > mostInstancesOverall {
      return "The job needs \(instances) instances; at most "
        + "\(mostInstancesOverall) can be in Capacity Blocks."
    }
    if startHours > Double(mostDaysAhead) * 24 {
      return "Blocks can be booked at most \(mostDaysAhead) days ahead."
    }
    return nil
  }

  /// Hours that an instance of a block can be used.
  public func usableHours(blockHours: Double) -> Double {
    max(blockHours - lostAtEndMinutes / 60, 0)
  }

  /// Days of the shortest block with so many usable hours, in whole days and
  /// then whole weeks; nil when none is long enough.
  public func days(forHours hours: Double) -> Int? {
    guard hours.isFinite, hours >= 0 else { return nil }
    let least = max(
      ((hours + lostAtEndMinutes / 60) / 24 - 1e-9).rounded(.up), 1)
    guard least <= Double(weekStepsThroughDays) else { return nil }
    let days = Int(least)
    let booked = days <= dayStepsThroughDays ? days : (days + 6) / 7 * 7
    return booked <= weekStepsThroughDays ? booked : nil
  }

  /// Blocks needed for a number of instances.
  public func blocks(instances: Int) -> Int {
    let whole = instances / mostInstancesPerBlock
    return instances % mostInstancesPerBlock == 0 ? whole : whole + 1
  }

  /// Dollars for a block, paid at once.
  public static func upfrontUSD(
    instances: Int, days: Int, usdPerInstanceHour rate: Double
  ) -> Double {
    Double(instances) * Double(days) * 24 * rate
  }
}
