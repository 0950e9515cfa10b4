import RiskDomain
import Testing

@testable import RiskReport

/// Numbers and times as the page writes them.
struct PageWordsTests {
  @Test(
    arguments: [
      (0.853, "85 %"), (0.0042, "0.4 %"), (0, "0 %"), (1, "100 %"),
      (nil, "not known"), (.nan, "not known"), (.infinity, "not known"),
    ] as [(Double?, String)])
  func shares(value: Double?, text: String) {
    #expect(PageWords.share(value) == text)
  }

  @Test(
    arguments: [
      (0.918, "$0.918"), (16.514, "$16.51"), (1234.5, "$1,234.50"),
      (nil, "not known"), (.nan, "not known"),
    ] as [(Double?, String)])
  func prices(value: Double?, text: String) {
    #expect(PageWords.price(value) == text)
  }

  @Test func bandsShareTheirDecimals() {
    #expect(PageWords.band(0.254, 0.376) == "25–38")
    #expect(PageWords.band(0.001, 0.0049) == "0.1–0.5")
    #expect(PageWords.interval(0, 0) == "0–0 %")
    #expect(PageWords.band(nil, 0.5) == nil)
    #expect(PageWords.band(0.1, .nan) == nil)
  }

  // 02:00 UTC in January: 07:00 in Karachi, 18:00 of the day before in Los
  // Angeles, 07:45 in Kathmandu.
  @Test(
    arguments: [
      ("Asia/Karachi", "2026-01-14 07:00", "Asia/Karachi (UTC+05:00)"),
      (
        "America/Los_Angeles", "2026-01-13 18:00",
        "America/Los_Angeles (UTC-08:00)"
      ),
      ("Asia/Kathmandu", "2026-01-14 07:45", "Asia/Kathmandu (UTC+05:45)"),
      ("GMT", "2026-01-14 02:00", "UTC"),
    ])
  func timesAreLocal(zone: String, time: String, name: String) {
    let words = PageWords(timeZone: zone)
    #expect(words.time(ReportSamples.asOf) == time)
    #expect(words.day(ReportSamples.asOf) == time.prefix(10))
    #expect(words.zoneName(at: ReportSamples.asOf) == name)
  }

  @Test func sentencesEndOnce() {
    #expect(PageWords.sentence("no pool is known") == "No pool is known.")
    #expect(PageWords.sentence("It ends.") == "It ends.")
    #expect(
      PageWords.sentence("aws: 7 lives began before")
        == "aws: 7 lives began before.")
    #expect(
      PageWords.sentence("gcp/us-central1-a/a2 is full")
        == "gcp/us-central1-a/a2 is full.")
    #expect(PageWords.sentence("") == "")
  }
}
