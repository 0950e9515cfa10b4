import RiskDomain
import RiskForecast
import RiskTestSupport
import Testing

struct LossWindowTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")

  private func life(
    _ start: Double, _ end: Double, _ exit: Spell.Exit
  ) -> Spell {
    Spell(
      pool: pool, process: .loss, clock: .instance, instanceID: nil,
      launchedAt: hour(start), watchedFrom: hour(start),
      watchedUntil: hour(end),
      watched: AgeInterval(after: 0, through: end - start), exit: exit,
      origin: testOrigin)
  }

  /// Four run at hour 4; two are lost at 6 and 9, one is stopped at 8.
  private var window: LossWindow {
    LossWindow(
      pool: pool,
      spells: [
        life(0, 6, .interrupted), life(1, 9, .interrupted),
        life(2, 8, .released), life(3, 20, .observationEnded),
        life(9.5, 12, .interrupted),
      ])
  }

  // By hand: from 4 to 10, two of four; from 6 to 12 (open on the left) two of
  // the three that ran at 6.
  @Test func sharesAreOfThoseThatRan() {
    let rule = AlertRule(
      name: "r", kind: .interruptionShare, fireAbove: 0.25, clearBelow: 0.1,
      windowHours: 6, minimum: 3)
    #expect(window.value(of: rule, at: hour(10)) == 0.5)
    expectClose(
      window.value(of: rule, at: hour(12)) ?? -1, 2.0 / 3, relative: 1e-12)
    // One ran at hour 10: too few.
    #expect(window.value(of: rule, at: hour(16)) == nil)
  }

  // By hand from 4 to 10: 2 + 5 + 4 + 6 + 0.5 hours, two losses.
  @Test func ratesArePerRunningHour() {
    let rule = AlertRule(
      name: "r", kind: .lossRate, fireAbove: 0.1, clearBelow: 0.1,
      windowHours: 6, minimum: 17)
    expectClose(
      window.runningHours(until: hour(10), hours: 6), 17.5, relative: 1e-12)
    expectClose(
      window.value(of: rule, at: hour(10)) ?? -1, 2 / 17.5, relative: 1e-12)
    #expect(window.value(of: rule, at: hour(16)) == nil)
  }

  @Test func theFutureHasNoInfluence() {
    let cut = LossWindow(
      pool: pool,
      spells: [
        life(0, 6, .interrupted), life(1, 7, .observationEnded),
        life(2, 7, .observationEnded), life(3, 7, .observationEnded),
      ])
    #expect(
      cut.losses(until: hour(6.9), hours: 3)
        == window.losses(until: hour(6.9), hours: 3))
    expectClose(
      cut.runningHours(until: hour(6.9), hours: 3),
      window.runningHours(until: hour(6.9), hours: 3), relative: 1e-12)
  }
}
