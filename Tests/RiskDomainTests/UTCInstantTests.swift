import RiskDomain
import Testing

struct UTCInstantTests {
  // Epoch milliseconds by `date -u -d TEXT +%s`.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0),
    ("2021-05-30T21:43:10+00:00", 1_622_410_990_000),
    ("2014-01-06T07:10:55.000Z", 1_388_992_255_000),
    ("2026-02-27 21:02:32+00:00", 1_772_226_152_000),
    ("2019-03-22T10:13:29.984-07:00", 1_553_274_809_984),
    ("2013-09-10T02:39:19-0800", 1_378_809_559_000),
    ("2023-09-16T10:42:31.325309Z", 1_694_860_951_325),
    ("2022-08-01 03:00:00 UTC", 1_659_322_800_000),
    ("2024-02-29T00:00:00Z", 1_709_164_800_000),
    ("1969-12-31T23:59:59.999Z", -1),
    ("2016-12-31T23:59:60Z", 1_483_228_799_999),
  ])
  func readsWhatCloudsWrite(_ text: String, _ milliseconds: Int64) throws {
    let instant = try UTCInstant(parsing: text)
    #expect(instant.unixMilliseconds == milliseconds)
  }

  @Test func aTimeWithoutZoneIsRefusedAsSuch() {
    #expect(throws: UTCInstant.ParseError.noOffset) {
      try UTCInstant(parsing: "2024-09-23 19:00:00")
    }
  }

  @Test(arguments: [
    ("2024-13-01T00:00:00Z", UTCInstant.ParseError.outOfRange),
    ("2023-02-29T00:00:00Z", .outOfRange),
    ("2024-01-01T24:00:00Z", .outOfRange),
    ("9999-12-31T23:59:59-14:00", .outOfRange),
    ("yesterday", .malformed), ("", .malformed), ("2024-01-01", .malformed),
    ("2024-01-01T00:00:00.Z", .malformed),
    ("2024-01-01T00:00:00Zx", .malformed),
  ])
  func refusesWhatIsNoTime(_ text: String, _ error: UTCInstant.ParseError) {
    #expect(throws: error) { try UTCInstant(parsing: text) }
  }

  @Test func writesUTCAndAFixedOffset() throws {
    let instant = try UTCInstant(parsing: "2026-01-14T02:00:00.250Z")
    #expect(instant.rfc3339 == "2026-01-14T02:00:00.250Z")
    let whole = try UTCInstant(parsing: "2026-01-14T02:00:00Z")
    #expect(whole.rfc3339 == "2026-01-14T02:00:00Z")
    // Karachi is five hours ahead, Newfoundland three and a half behind.
    #expect(
      whole.rfc3339(offsetSeconds: 18000) == "2026-01-14T07:00:00+05:00")
    #expect(
      whole.rfc3339(offsetSeconds: -12600) == "2026-01-13T22:30:00-03:30")
  }

  @Test func textAndInstantAgreeEveryFewDaysForFourCenturies() throws {
    for day in stride(from: Int64(-80_000), through: 80_000, by: 37) {
      let instant = UTCInstant(unixMilliseconds: day * 86_400_000 + 12_345)
      #expect(try UTCInstant(parsing: instant.rfc3339) == instant)
    }
  }

  @Test func theWeekBeginsOnMonday() throws {
    // 2026-01-05 was a Monday.
    #expect(try UTCInstant(parsing: "2026-01-05T00:30:00Z").hourOfWeekUTC == 0)
    #expect(
      try UTCInstant(parsing: "2026-01-11T23:59:59Z").hourOfWeekUTC == 167)
    #expect(try UTCInstant(parsing: "1969-12-31T23:00:00Z").hourOfWeekUTC == 71)
  }

  // 2^61 = 2,305,843,009,213,693,952.
  @Test(
    arguments: zip(
      [Double.infinity, -Double.infinity, 1e300, Double.nan, 0.5],
      [
        2_305_843_009_213_693_952, -2_305_843_009_213_693_952,
        2_305_843_009_213_693_952, 1000, 1_801_000,
      ] as [Int64]))
  func movingStopsFarAway(hours: Double, milliseconds: Int64) {
    let start = UTCInstant(unixMilliseconds: 1000)
    #expect(start.adding(hours: hours).unixMilliseconds == milliseconds)
  }

  @Test func movingByMillisecondsDoesNotOverflow() {
    let start = UTCInstant(unixMilliseconds: 1000)
    let far = start.adding(milliseconds: .max)
    let past = start.adding(milliseconds: .min)
    #expect(far.unixMilliseconds == 2_305_843_009_213_693_952)
    // Twice 2^61.
    #expect(far.milliseconds(since: past) == 4_611_686_018_427_387_904)
  }
}
