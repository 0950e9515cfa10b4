import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

struct SpendTrackTests {
  // By hand: 1, 2, 4 and 8 dollars end at hours 1, 2, 2 and 5.
  private let track = SpendTrack([
    (hour(5), MicroUSD(rawValue: 8_000_000)),
    (hour(1), MicroUSD(rawValue: 1_000_000)),
    (hour(2), MicroUSD(rawValue: 2_000_000)),
    (hour(2), MicroUSD(rawValue: 4_000_000)),
  ])

  @Test func windowsAreOpenOnTheLeft() {
    #expect(track.usd(until: hour(5), hours: 24) == 15)
    #expect(track.usd(until: hour(5), hours: 3) == 8)
    #expect(track.usd(until: hour(5), hours: 3.5) == 14)
    #expect(track.usd(until: hour(2), hours: 1) == 6)
    #expect(track.usd(until: hour(0.5), hours: 24) == 0)
    #expect(track.last == hour(5))
  }

  @Test func nothingIsSpentWithoutLines() {
    #expect(SpendTrack([]).usd(until: hour(1), hours: 1) == 0)
    #expect(SpendTrack([]).last == nil)
  }

  // By hand: 4,531 dollars over 8 instances for 48 hours is 11.799….
  @Test func offeringsCostTheirFeeOverTheirHours() throws {
    let offering = CapacityBlockOffering(
      offeringID: "cb-1", capturedAt: hour(0), zone: "us-east-2a",
      instanceType: "p4d.24xlarge", instanceCount: 8, start: hour(12),
      end: hour(60), upfrontFee: MicroUSD(rawValue: 4_531_000_000),
      origin: testOrigin)
    expectClose(
      try #require(offering.usdPerInstanceHour), 4531.0 / 384, relative: 1e-12)
    var empty = offering
    empty.instanceCount = 0
    #expect(empty.usdPerInstanceHour == nil)
  }
}
