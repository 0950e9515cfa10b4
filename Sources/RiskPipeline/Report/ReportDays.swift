import Foundation
import RiskDomain
import RiskExposure
import RiskReport

/// Losses by day in the report.
enum ReportDays {
  /// Days shown, the last of them that of `asOf`.
  static let days = 30

  /// Losses and time under watch by day of a zone, and what was billed.
  static func losses(
    _ spells: [Spell], _ billed: [BilledTotal],
    costs: InterruptionCostSeries? = nil, zone: TimeZone, asOf: UTCInstant
  ) -> ReportDocument.Losses {
    let losses = spells.filter { $0.process == .loss }
    let last = losses.map(\.watchedUntil).max()
    let table = billed.map {
      ReportDocument.Losses.Billed(
        market: $0.market.rawValue, currency: $0.currency, hours: $0.hours,
        billed: $0.billed, effective: $0.effective)
    }
    guard let last else {
      return .init(
        days: [], billed: table, costs: costs,
        reason: "no instance and no probed pool was watched: ingest probes, a "
          + "launch log, instance events, or a bill with resource ids")
    }
    let starts = midnights(until: min(last, asOf), zone: zone)
    var milliseconds = [Int64](repeating: 0, count: days)
    var counts = [Int](repeating: 0, count: days)
    for spell in losses where spell.watchedUntil >= starts[0] {
      for day in 0..<days {
        let from = max(spell.watchedFrom, starts[day])
        let until = min(spell.watchedUntil, starts[day + 1])
        milliseconds[day] += max(until.milliseconds(since: from), 0)
        if spell.exit == .interrupted, spell.watchedUntil >= starts[day],
          spell.watchedUntil < starts[day + 1]
        {
          counts[day] += 1
        }
      }
    }
    return .init(
      days: (0..<days).map {
        .init(
          start: starts[$0], interruptions: counts[$0],
          hoursAtRisk: Double(milliseconds[$0]) / 3_600_000)
      }, billed: table, costs: costs, reason: nil)
  }

  /// Starts of the days up to that of a moment, and the end of the last.
  private static func midnights(
    until moment: UTCInstant, zone: TimeZone
  ) -> [UTCInstant] {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    // A moment at midnight ends the day before.
    let last = calendar.startOfDay(
      for: Date(
        timeIntervalSince1970: Double(moment.unixMilliseconds - 1) / 1000))
    return (0...days).map { index in
      let day =
        calendar.date(byAdding: .day, value: index + 1 - days, to: last)
        ?? last.addingTimeInterval(Double(index + 1 - days) * 86400)
      return UTCInstant(
        unixMilliseconds: Int64(
          (calendar.startOfDay(for: day).timeIntervalSince1970 * 1000)
            .rounded()))
    }
  }
}
