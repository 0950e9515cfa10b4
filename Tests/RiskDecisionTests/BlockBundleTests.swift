import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Offerings too small for a gang of eight p5.48xlarge, bought together.
struct BlockBundleTests {
  private func advise(
    _ offerings: [CapacityBlockOffering]
  ) throws -> Recommendation {
    RecommenderTests.advise(
      RecommenderVehicleTests.p5Job(),
      [
        try RecommenderTests.outlook(
          RecommenderVehicleTests.p5, spot: 60, onDemand: 98.32, loss: 0.05)
      ], offerings: offerings, catalog: try TestCatalog.full(), runs: 20)
  }

  private func offering(
    _ id: String, count: Int = 4, startHours: Double = 9.5, days: Int = 14,
    fee: Double
  ) throws -> CapacityBlockOffering {
    try RecommenderVehicleTests.offering(
      id: id, count: count, startHours: startHours, days: days, fee: fee)
  }

  /// The two cheaper ones of four instances: 50,000 + 52,000 dollars.
  @Test func cheapestThatTogetherHoldTheGang() throws {
    let advice = try advise([
      offering("dear", fee: 90_000), offering("b", fee: 52_000),
      offering("a", fee: 50_000),
    ])
    let block = try #require(advice.chosen?.block)
    #expect(block.offeringID == "a + b")
    #expect(block.blocks == 2)
    #expect(block.instanceCount == 8)
    #expect(advice.chosen?.cost?.meanUSD == 102_000)
  }

  /// A first block of three weeks waits a day for the second: both fees are
  /// due, and what can be used begins with the second, 33.5 h from now.
  @Test func theLastToBeginSetsTheStart() throws {
    let advice = try advise([
      offering("first", days: 21, fee: 60_000),
      offering("second", startHours: 33.5, fee: 50_000),
    ])
    let block = try #require(advice.chosen?.block)
    #expect(block.start == RecommenderVehicleTests.asOf.adding(hours: 33.5))
    #expect(block.end == block.start.adding(hours: 14 * 24))
    #expect(advice.chosen?.cost?.meanUSD == 110_000)
  }

  /// By instance $9,000 of two, $10,000 of five and $11,000 of six: all three
  /// are needed to reach eight in that order, and then the five can be left.
  @Test func noneIsBoughtThatIsNotNeeded() throws {
    let advice = try advise([
      offering("two", count: 2, fee: 18_000),
      offering("five", count: 5, fee: 50_000),
      offering("six", count: 6, fee: 66_000),
    ])
    #expect(advice.chosen?.block?.offeringID == "six + two")
    #expect(advice.chosen?.block?.upfrontUSD == 84_000)
  }

  /// Zones are not mixed, and a block that ends too soon helps nobody.
  @Test func otherZonesAndShortBlocksAreNotTaken() throws {
    var elsewhere = try offering("elsewhere", fee: 50_000)
    elsewhere.zone = "us-west-2c"
    let advice = try advise([
      offering("a", fee: 50_000), elsewhere,
      offering("short", days: 13, fee: 40_000),
    ])
    #expect(advice.chosen?.block == nil)
    #expect(
      !advice.alternatives.contains {
        $0.block?.offeringID?.contains("+") ?? false
      })
  }
}
