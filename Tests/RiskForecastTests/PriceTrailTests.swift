import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskForecast

/// Prices as the report draws them.
struct PriceTrailTests {
  // Two days before hour 60 in four steps of 12 h from hour 12 on: $1 until
  // hour 30, $3 until 48, $2 after it. Step 2, hours 24 to 36, is half and
  // half; the mean is (18·1 + 18·3 + 12·2)/48.
  @Test func stepsAreWeightedByTime() throws {
    let trail = try #require(
      history([(0, 1), (30, 3), (48, 2)]).trail(
        asOf: hour(60), days: 2, steps: 4))
    #expect(trail.from == hour(12))
    #expect(trail.stepHours == 12)
    #expect(trail.usdPerHour == [1, 2, 3, 2])
    #expect(trail.currentUSDPerHour == 2)
    expectClose(trail.meanUSDPerHour, 2, relative: 1e-12)
    #expect(trail.lowUSDPerHour == 1)
    #expect(trail.highUSDPerHour == 3)
    #expect(trail.changes == 2)
    #expect(trail.since == hour(48))
  }

  // Nothing is known before hour 50: the first step is empty, the second holds
  // what is known of it.
  @Test func stepsBeforeTheFirstPriceAreNotKnown() throws {
    let trail = try #require(
      history([(50, 1.5), (55, 1.5)]).trail(
        asOf: hour(60), days: 1, steps: 2))
    #expect(trail.usdPerHour == [nil, 1.5])
    #expect(trail.changes == 0)
    #expect(trail.since == hour(50))
    #expect(trail.meanUSDPerHour == 1.5)
  }

  // The provider's prices tell up to hour 40: the step that holds it is drawn
  // to its end, the one from 48 on is not.
  @Test func aPriceIsNotDrawnAfterTheLastFact() throws {
    let trail = try #require(
      history([(0, 1), (30, 3)]).trail(
        asOf: hour(60), days: 2, steps: 4, through: hour(40)))
    #expect(trail.usdPerHour == [1, 2, 3, nil])
    #expect(trail.currentUSDPerHour == 3)
  }

  @Test func laterPricesDoNotCount() throws {
    let whole = history([(0, 1), (30, 3), (70, 9)])
    let cut = history([(0, 1), (30, 3)])
    #expect(
      whole.trail(asOf: hour(60), days: 2, steps: 4)
        == cut.trail(asOf: hour(60), days: 2, steps: 4))
    #expect(cut.trail(asOf: hour(-1), days: 2, steps: 4) == nil)
  }
}
