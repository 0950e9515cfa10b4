extension Catalog {
  /// How EC2 Capacity Blocks can be booked, from a day on.
  public struct CapacityBlockRules: Hashable, Sendable, Codable {
    public var from: UTCInstant
    /// Up to so many days a block lasts any number of whole days.
    public var dayStepsThroughDays: Int
    /// Beyond, whole weeks up to so many days.
    public var weekStepsThroughDays: Int
    public var mostInstancesPerBlock: Int
    /// Over all blocks.
    public var mostInstancesOverall: Int
    /// How far ahead a block can be booked.
    public var mostDaysAhead: Int
    /// Minute of the day, UTC, at which blocks begin and end.
    public var changeMinuteUTC: Int
    /// Instances are taken back from so many minutes before the end.
    public var lostAtEndMinutes: Double

    public init(
      from: UTCInstant, dayStepsThroughDays: Int, weekStepsThroughDays: Int,
      mostInstancesPerBlock: Int, mostInstancesOverall: Int,
      mostDaysAhead: Int, changeMinuteUTC: Int, lostAtEndMinutes: Double
    ) {
      self.from = from
      self.dayStepsThroughDays = dayStepsThroughDays
      self.weekStepsThroughDays = weekStepsThroughDays
      self.mostInstancesPerBlock = mostInstancesPerBlock
      self.mostInstancesOverall = mostInstancesOverall
      self.mostDaysAhead = mostDaysAhead
      self.changeMinuteUTC = changeMinuteUTC
      self.lostAtEndMinutes = lostAtEndMinutes
    }
  }

  /// The rules of Capacity Blocks in force at `instant`; nil before the first.
  public func capacityBlockRules(at instant: UTCInstant) -> CapacityBlockRules?
  {
    capacityBlockRules.filter { $0.from <= instant }
      .max { $0.from < $1.from }
  }
}
