import RiskDomain
import RiskIngest
import Testing

@testable import RiskPipeline

/// Clocks by name, from the rules that this machine has of them.
struct NamedClockTests {
  // New York goes forward on 8 March 2026 and back on 1 November; Karachi has
  // had +5 h since 2009; Kolkata +5.5 h.
  @Test(arguments: [
    ("America/New_York", "2026-03-08T01:59:59Z", "2026-03-08T06:59:59Z"),
    ("America/New_York", "2026-03-08T02:30:00Z", nil),
    ("America/New_York", "2026-03-08T03:00:00Z", "2026-03-08T07:00:00Z"),
    ("America/New_York", "2026-11-01T01:59:59Z", "2026-11-01T05:59:59Z"),
    ("America/New_York", "2026-11-01T02:00:00Z", "2026-11-01T07:00:00Z"),
    ("Asia/Karachi", "2026-03-08T02:30:00Z", "2026-03-07T21:30:00Z"),
    ("Asia/Kolkata", "2026-03-08T02:30:00Z", "2026-03-07T21:00:00Z"),
    ("UTC", "2026-03-08T02:30:00Z", "2026-03-08T02:30:00Z"),
    ("Z", "2026-03-08T02:30:00Z", "2026-03-08T02:30:00Z"),
    ("-08:00", "2026-03-08T02:30:00Z", "2026-03-08T10:30:00Z"),
  ])
  func clocks(name: String, shown: String, instant: String?) throws {
    let clock = try #require(NamedClock.clock(name))
    let found = clock.instant(showing: try UTCInstant(parsing: shown))
    #expect(found?.rfc3339 == instant)
  }

  @Test(arguments: ["", "Atlantis/Poseidonis", "5 h", "+25:00"])
  func otherTextsAreRefused(text: String) {
    #expect(NamedClock.clock(text) == nil)
  }
}
