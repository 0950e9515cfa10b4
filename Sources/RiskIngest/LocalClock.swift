public import RiskDomain

/// A clock on the wall, for times that carry no zone.
///
/// Where clocks go back, an hour is shown twice: the first time is meant.
/// Where they go forward, the hour between is never shown.
public struct LocalClock: Hashable, Sendable {
  /// An offset and from when on it holds.
  public struct Change: Hashable, Sendable {
    public var since: UTCInstant
    /// Seconds east of Greenwich.
    public var offsetSeconds: Int

    public init(since: UTCInstant, offsetSeconds: Int) {
      self.since = since
      self.offsetSeconds = offsetSeconds
    }
  }

  /// Greenwich without summer time.
  public static let utc = LocalClock(offsetMinutes: 0)

  /// Until the first change, seconds east of Greenwich.
  private let firstOffsetSeconds: Int
  /// Ascending.
  private let changes: [Change]

  /// A clock of one offset.
  public init(offsetMinutes: Int) {
    self.init(offsetSeconds: offsetMinutes * 60)
  }

  /// A clock that is changed at instants; they need not be in order.
  public init(offsetSeconds: Int, changes: [Change] = []) {
    firstOffsetSeconds = offsetSeconds
    self.changes = changes.sorted { $0.since < $1.since }
  }

  /// When the clock shows a date and time for the first time; nil when it
  /// never does.
  ///
  /// - Parameter shown: the date and time as if they were UTC.
  public func instant(showing shown: UTCInstant) -> UTCInstant? {
    // Offsets are less than a day: only the changes near it matter.
    let day: Int64 = 86_400_000
    let (early, late) = (
      shown.adding(milliseconds: -day), shown.adding(milliseconds: day)
    )
    var index = firstIndex(after: early) - 1
    while index < changes.count {
      let offset =
        index < 0 ? firstOffsetSeconds : changes[index].offsetSeconds
      let instant = shown.adding(milliseconds: -Int64(offset) * 1000)
      let begins = index < 0 || changes[index].since <= instant
      let goesOn =
        index + 1 == changes.count || instant < changes[index + 1].since
      if begins, goesOn { return instant }
      index += 1
      if index < changes.count, changes[index].since > late { return nil }
    }
    return nil
  }

  /// Index of the first change after an instant.
  private func firstIndex(after instant: UTCInstant) -> Int {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].since <= instant {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
