import RiskDecision
import RiskDomain
import RiskTestSupport
import Testing

/// Bills worked out by hand.
struct MoneyHandWorkedTests {
  /// 14 days of 8 × p5.48xlarge (64 H100) at $39.33: 8 · 336 h · 39.33 =
  /// 105,719.04; 336 h less the last half hour are 335.5 h.
  @Test func fortnightOfSixtyFourGPUs() throws {
    let rules = Catalog.CapacityBlockRules.published
    expectClose(
      Catalog.CapacityBlockRules.upfrontUSD(
        instances: 8, days: 14, usdPerInstanceHour: 39.33),
      105_719.04, relative: 1e-12)
    #expect(rules.usableHours(blockHours: 336) == 335.5)
    #expect(rules.days(forHours: 335.5) == 14)
    // One minute more needs the next whole week.
    #expect(rules.days(forHours: 335.6) == 21)
    #expect(rules.days(forHours: 23.5) == 1)
    #expect(rules.days(forHours: 24) == 2)
    #expect(rules.days(forHours: 182 * 24 - 0.5) == 182)
    #expect(rules.days(forHours: 182 * 24) == nil)
    #expect(rules.blocks(instances: 64) == 1)
    #expect(rules.blocks(instances: 65) == 2)
  }

  /// 72 h at $0.92, one loss, 10 min of work gone, 2 min to restart: 72.2 h ·
  /// 0.92 = $66.42.
  @Test func oneLossInThreeDays() {
    let bill =
      72 * 0.92
      + InterruptionTerm.usd(
        losses: 1, lostHoursEach: 10.0 / 60, restartHoursEach: 2.0 / 60,
        usdPerHour: 0.92)
    expectClose(bill, 66.424, relative: 1e-12)
  }

  /// 60 losses a month of 250 s each and 120 s of restart at $0.918: 6.1667 h,
  /// $5.66; with 720 h at $0.918, $666.62.
  @Test func twoLossesADayForAMonth() {
    let losses = InterruptionTerm.usd(
      losses: 60, lostHoursEach: 250.0 / 3600, restartHoursEach: 120.0 / 3600,
      usdPerHour: 0.918)
    expectClose(losses, 5.661, relative: 1e-9)
    expectClose(720 * 0.918 + losses, 666.621, relative: 1e-9)
  }
}
