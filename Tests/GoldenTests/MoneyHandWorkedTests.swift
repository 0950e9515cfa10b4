import RiskDecision
import RiskTestSupport
import Testing

/// Bills worked out by hand.
struct MoneyHandWorkedTests {
  /// 14 days of 8 × p5.48xlarge (64 H100) at $39.33: 8 · 336 h · 39.33 =
  /// 105,719.04; 336 h less the last half hour are 335.5 h.
  @Test func fortnightOfSixtyFourGPUs() throws {
    expectClose(
      CapacityBlock.upfrontUSD(instances: 8, days: 14, usdPerInstanceHour: 39.33),
      105_719.04, relative: 1e-12)
    #expect(CapacityBlock.usableHours(blockHours: 336) == 335.5)
    #expect(CapacityBlock.days(forHours: 335.5) == 14)
    // One minute more needs the next whole week.
    #expect(CapacityBlock.days(forHours: 335.6) == 21)
    #expect(CapacityBlock.days(forHours: 23.5) == 1)
    #expect(CapacityBlock.days(forHours: 24) == 2)
    #expect(CapacityBlock.days(forHours: 182 * 24 - 0.5) == 182)
    #expect(CapacityBlock.days(forHours: 182 * 24) == nil)
    #expect(CapacityBlock.blocks(instances: 64) == 1)
    #expect(CapacityBlock.blocks(instances: 65) == 2)
  }
}
