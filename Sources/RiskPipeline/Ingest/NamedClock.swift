import Foundation
import RiskDomain
import RiskIngest

/// Clocks by what `--time-zone` says: an offset, `Z`, or a name such as
/// `America/New_York`.
enum NamedClock {
  /// The years of which times without a zone are read.
  private static let years: ClosedRange<Int64> = 2000...2060

  /// Days from look to look: no clock is changed and changed back in between.
  private static let stepMilliseconds: Int64 = 4 * 86_400_000

  /// nil when the text is neither an offset nor a known name.
  static func clock(_ text: String) -> LocalClock? {
    if let minutes = offsetMinutes(text) {
      return LocalClock(offsetMinutes: minutes)
    }
    guard let zone = TimeZone(identifier: text) else { return nil }
    return clock(of: zone)
  }

  /// Minutes east of Greenwich of `+05:00` or `Z`; nil for other texts.
  private static func offsetMinutes(_ text: String) -> Int? {
    let noon = "2000-01-01T12:00:00"
    guard let there = try? UTCInstant(parsing: noon + text),
      let here = try? UTCInstant(parsing: noon + "Z")
    else { return nil }
    return Int(here.milliseconds(since: there) / 60_000)
  }

  /// The zone's changes by the rules that this machine has of it.
  private static func clock(of zone: TimeZone) -> LocalClock? {
    guard
      let start = UTCInstant(year: years.lowerBound, month: 1, day: 1),
      let end = UTCInstant(year: years.upperBound, month: 12, day: 31)
    else { return nil }
    let first = offset(of: zone, at: start)
    var changes: [LocalClock.Change] = []
    var (at, known) = (start, first)
    while at < end {
      let next = at.adding(milliseconds: stepMilliseconds)
      let later = offset(of: zone, at: next)
      if later != known {
        changes.append(
          LocalClock.Change(
            since: change(of: zone, after: at, by: next, from: known),
            offsetSeconds: later))
      }
      (at, known) = (next, later)
    }
    return LocalClock(offsetSeconds: first, changes: changes)
  }

  /// The second at which an offset ends.
  private static func change(
    of zone: TimeZone, after start: UTCInstant, by end: UTCInstant,
    from known: Int
  ) -> UTCInstant {
    var (before, after) = (
      start.unixMilliseconds / 1000, end.unixMilliseconds / 1000
    )
    while after - before > 1 {
      let middle = (before + after) / 2
      if offset(of: zone, at: UTCInstant(unixSeconds: middle)) == known {
        before = middle
      } else {
        after = middle
      }
    }
    return UTCInstant(unixSeconds: after)
  }

  private static func offset(of zone: TimeZone, at instant: UTCInstant) -> Int {
    zone.secondsFromGMT(
      for: Date(
        timeIntervalSince1970: Double(instant.unixMilliseconds) / 1000))
  }
}
