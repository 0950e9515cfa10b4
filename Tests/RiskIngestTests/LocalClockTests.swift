import RiskDomain
import Testing

@testable import RiskIngest

/// Times without a zone across the days on which clocks are changed.
struct LocalClockTests {
  // New York 2026: -4 h from 8 March 07:00Z, -5 h again from 1 November
  // 06:00Z (Energy Policy Act of 2005: second Sunday of March, first of
  // November, 2 o'clock on the wall).
  private static func newYork() throws -> LocalClock {
    LocalClock(
      offsetSeconds: -18_000,
      changes: [
        .init(
          since: try UTCInstant(parsing: "2026-11-01T06:00:00Z"),
          offsetSeconds: -18_000),
        .init(
          since: try UTCInstant(parsing: "2026-03-08T07:00:00Z"),
          offsetSeconds: -14_400),
      ])
  }

  @Test(arguments: [
    ("2026-01-14T12:00:00Z", "2026-01-14T17:00:00Z"),
    ("2026-03-08T01:59:59Z", "2026-03-08T06:59:59Z"),
    ("2026-03-08T02:00:00Z", nil), ("2026-03-08T02:59:59Z", nil),
    ("2026-03-08T03:00:00Z", "2026-03-08T07:00:00Z"),
    ("2026-07-01T12:00:00Z", "2026-07-01T16:00:00Z"),
    ("2026-11-01T00:59:59Z", "2026-11-01T04:59:59Z"),
    // Shown twice, at 05:30Z and 06:30Z.
    ("2026-11-01T01:30:00Z", "2026-11-01T05:30:00Z"),
    ("2026-11-01T02:00:00Z", "2026-11-01T07:00:00Z"),
    ("2026-12-24T12:00:00Z", "2026-12-24T17:00:00Z"),
  ])
  func newYorksClock(shown: String, instant: String?) throws {
    let found = try Self.newYork().instant(
      showing: UTCInstant(parsing: shown))
    #expect(found?.rfc3339 == instant)
  }

  @Test func aClockThatIsNeverChanged() throws {
    let clock = LocalClock(offsetMinutes: 330)
    let noon = try UTCInstant(parsing: "2026-01-14T12:00:00Z")
    #expect(clock.instant(showing: noon)?.rfc3339 == "2026-01-14T06:30:00Z")
    #expect(LocalClock.utc.instant(showing: noon) == noon)
  }

  @Test("a file across both changes: the hour that never was is set aside")
  func file() throws {
    let reading = try Reading.text(
      """
      pool,requestedAt,instanceId
      aws/us-east-1a/p3.2xlarge,2026-03-08T01:30:00,i-1
      aws/us-east-1a/p3.2xlarge,2026-03-08T02:30:00,i-2
      aws/us-east-1a/p3.2xlarge,2026-03-08T03:30:00,i-3
      aws/us-east-1a/p3.2xlarge,2026-11-01T01:30:00,i-4
      aws/us-east-1a/p3.2xlarge,2026-11-01T01:30:00-05:00,i-5
      """, hints: IngestHints(clock: Self.newYork()))
    #expect(
      reading.facts.launches.map(\.requestedAt.rfc3339) == [
        "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z",
        "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z",
      ])
    #expect(
      reading.problems == [
        "3 | requestedAt | 2026-03-08T02:30:00 | '2026-03-08T02:30:00' does "
          + "not exist in this time zone: clocks went forward over it; export "
          + "times with their offsets"
      ])
  }
}
