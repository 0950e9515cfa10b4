import Foundation
import RiskModels
import RiskTestSupport
import Testing

struct GangShockTests {
  // Whole shocks at s·h, single losses at (1 − s)·h each of n (Marshall and
  // Olkin): s + (1 − s)·n.
  @Test(arguments: [(0.0, 1, 1.0), (0, 8, 8), (1, 8, 1), (0.5, 4, 2.5)])
  func wholeShocksAreMarshallOlkin(
    share: Double, size: Int, events: Double
  ) {
    expectClose(
      GangShock(share: share, whole: 1).events(size: size), events,
      relative: 1e-14)
  }

  // A shock that takes the share q of everyone is seen by a member at q times
  // its rate: with q uniform from the member's side a gang of n meets
  // ∫₀¹ (1 − (1 − q)ⁿ)/q dq = 1 + 1/2 + … + 1/n. By hand for 3: 11/6.
  @Test func uniformShocksAddUpHarmonically() {
    expectClose(
      GangShock(share: 1, whole: 0).events(size: 3), 11.0 / 6,
      relative: 1e-14)
    // Simpson's rule for 100 members, beyond the exact sum.
    let steps = 20_000
    let integral = (0...steps).reduce(0.0) { sum, i in
      let q = Double(i) / Double(steps)
      let value = q == 0 ? 100 : (1 - pow(1 - q, 100)) / q
      let weight = i == 0 || i == steps ? 1.0 : i % 2 == 0 ? 2 : 4
      return sum + weight * value
    }
    expectClose(
      GangShock(share: 1, whole: 0).events(size: 100),
      integral / Double(3 * steps), relative: 1e-10)
  }

  // Rates of k lost: they sum to all events, and k of them hit a member
  // k times in n: Σ k/n · rate(k) is the member's own hazard, 1.
  @Test func countsSumToEventsAndToAMembersHazard() {
    for (share, whole) in [(0.0, 0.5), (0.3, 0.2), (0.8, 0.9), (1, 1)] {
      let shock = GangShock(share: share, whole: whole)
      for size in [1, 2, 7, 40] {
        let rates = (1...size).map { shock.events(lost: $0, of: size) }
        expectClose(
          rates.reduce(0, +), shock.events(size: size), relative: 1e-12)
        let member = rates.enumerated().reduce(0) {
          $0 + Double($1.offset + 1) / Double(size) * $1.element
        }
        expectClose(member, 1, relative: 1e-12)
      }
    }
  }

  // d events/d share = c − n at share s, so the variance is that times
  // (n − c)²; c is 1 for whole shocks: 0.01 · 9 / 2.5².
  @Test func uncertaintyOfTheShareIsThatOfTheEvents() {
    let belief = GangBelief(
      shock: GangShock(share: 0.5, whole: 1), shareVariance: 0.01)
    expectClose(belief.events(size: 4).mean, 2.5, relative: 1e-14)
    expectClose(
      belief.events(size: 4).relativeVariance, 0.09 / 6.25, relative: 1e-12)
    #expect(belief.events(size: 1).relativeVariance == 0)
    expectClose(belief.wholeShare(size: 4), 0.5, relative: 1e-14)
  }

  // By hand for shocks half whole, half uniform, of two: c = 0.5 + 0.5 · 1.5 =
  // 1.25, so a share of 0.8 gives 2 · 0.2 + 0.8 · 1.25 = 1.4 events; a share
  // of (2 − 1.4)/1 = 0.6 whole shocks does as well.
  @Test func partialShocksHaveAWholeShare() {
    let belief = GangBelief(shock: GangShock(share: 0.8, whole: 0.5))
    expectClose(belief.events(size: 2).mean, 1.4, relative: 1e-14)
    expectClose(belief.wholeShare(size: 2), 0.6, relative: 1e-14)
  }
}
