import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

@testable import RiskPipeline

struct NodeCapTests {
  private func life(
    _ zone: String, _ start: Double, _ end: Double
  ) -> Spell {
    Spell(
      pool: PoolID(provider: .aws, zone: zone, instanceType: "p3.2xlarge"),
      process: .loss, clock: .instance, instanceID: nil,
      launchedAt: hour(start), watchedFrom: hour(start),
      watchedUntil: hour(end),
      watched: AgeInterval(after: 0, through: end - start),
      exit: .observationEnded, origin: testOrigin)
  }

  private func evaluate(
    fireAbove: Double, clearBelow: Double, pools: String? = nil
  ) -> AlertsReport.Alert? {
    // The data end at hour 10: by hand three run there, four ran from 6 to 8.
    let scene = AlertScene(
      asOf: hour(12), dataThrough: hour(12),
      spells: [
        life("us-west-2a", 0, 10), life("us-west-2a", 2, 8),
        life("us-west-2b", 5, 10), life("us-west-2b", 6, 10),
      ], model: nil, waves: WaveFilters(nil, []), drift: nil)
    let (_, alerts) = scene.nodes(
      AlertRule(
        name: "cap", kind: .spotNodeCap, fireAbove: fireAbove,
        clearBelow: clearBelow, pools: pools))
    return alerts.first
  }

  @Test func whatRanLastRunsOn() throws {
    let alert = try #require(evaluate(fireAbove: 2, clearBelow: 2))
    #expect(alert.value == 3)
    #expect(alert.state == .firing)
    #expect(alert.since == hour(5))
    #expect(alert.place == "all pools")
    #expect(
      alert.pools == [
        "aws/us-west-2b/p3.2xlarge", "aws/us-west-2a/p3.2xlarge",
      ])
  }

  @Test func itHoldsUntilEnoughHaveStopped() throws {
    // Four above three at hour 6; three since 8.
    let alert = try #require(evaluate(fireAbove: 3, clearBelow: 2))
    #expect(alert.state == .holding)
    #expect(alert.since == hour(6))
    #expect(evaluate(fireAbove: 4, clearBelow: 4) == nil)
  }

  @Test func onlyPoolsThatFitCount() throws {
    let alert = try #require(
      evaluate(fireAbove: 1, clearBelow: 1, pools: "aws/us-west-2b/*"))
    #expect(alert.value == 2)
    #expect(alert.pools == ["aws/us-west-2b/p3.2xlarge"])
  }
}
