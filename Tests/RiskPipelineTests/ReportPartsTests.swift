import Foundation
import RiskDomain
import RiskReport
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Hours of the week and days of the report, from spells written by hand.
struct ReportPartsTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")
  /// Monday 2026-01-12T00:00Z.
  private let monday = UTCInstant(unixSeconds: 1_768_176_000)

  private func spell(
    from: Double, until: Double, _ exit: Spell.Exit
  ) -> Spell {
    Spell(
      pool: pool, process: .loss, clock: .instance, instanceID: "i",
      launchedAt: monday.adding(hours: from),
      watchedFrom: monday.adding(hours: from),
      watchedUntil: monday.adding(hours: until),
      watched: AgeInterval(after: 0, through: until - from), exit: exit,
      origin: testOrigin)
  }

  // 168 lives of half an hour from Monday 00:00, all lost, and one that is
  // watched for a week and a quarter of an hour from Monday 01:45 on: one hour
  // of every hour of the week, a quarter more of hour 1.
  @Test func timeAndLossesFallIntoTheirHours() throws {
    let spells =
      (0..<168).map { _ in spell(from: 0, until: 0.5, .interrupted) }
      + [spell(from: 1.75, until: 170, .released)]
    let week = ReportWeek.week(nil, spells, asOf: monday.adding(hours: 400))
    let seen = try #require(week.seen)
    #expect(seen.interruptions[0] == 168)
    #expect(seen.interruptions.reduce(0, +) == 168)
    #expect(seen.hoursAtRisk[0] == 85)
    #expect(seen.hoursAtRisk[1] == 1.25)
    #expect(seen.hoursAtRisk[2...].allSatisfy { $0 == 1 })
    #expect(week.reason?.contains("no effect") == true)
  }

  @Test func fewLossesGiveNoMap() {
    let week = ReportWeek.week(
      nil, [spell(from: 0, until: 1, .interrupted)], asOf: monday)
    #expect(week.seen == nil)
    #expect(week.reason?.contains("1 interruption, 168") == true)
  }

  // In Karachi a day ends at 19:00 UTC. A life of Monday 12:00 to Tuesday
  // 20:00 UTC is 7 h of the Monday there, 24 h of the Tuesday and 1 h of the
  // Wednesday, in which it is lost.
  @Test func daysAreThoseOfTheZone() throws {
    let zone = try #require(TimeZone(identifier: "Asia/Karachi"))
    let losses = ReportDays.losses(
      [spell(from: 12, until: 44, .interrupted)], [], zone: zone,
      asOf: monday.adding(hours: 50))
    #expect(losses.days.count == 30)
    let last = losses.days.suffix(3)
    #expect(last.map(\.hoursAtRisk) == [7, 24, 1])
    #expect(last.map(\.interruptions) == [0, 0, 1])
    #expect(last.first?.start == monday.adding(hours: -5))
    #expect(losses.reason == nil)
  }

  // New York's clocks went forward on 2026-03-08: that day had 23 hours.
  @Test func aDayOfTheClockChangeIsShorter() throws {
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    let noon = UTCInstant(unixSeconds: 1_773_072_000)  // 2026-03-09T16:00Z
    let days = ReportDays.losses(
      [spell(from: 0, until: noon.hours(since: monday), .observationEnded)],
      [], zone: zone, asOf: noon
    ).days
    #expect(days.suffix(2).map(\.hoursAtRisk) == [23, 12])
  }

  @Test func nothingWatchedSaysWhatToIngest() {
    let losses = ReportDays.losses([], [], zone: .gmt, asOf: monday)
    #expect(losses.days.isEmpty)
    #expect(losses.reason?.contains("ingest") == true)
  }
}
