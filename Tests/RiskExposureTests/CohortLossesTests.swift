import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

struct CohortLossesTests {
  private func life(
    _ id: String, _ start: Double, _ end: Double, age: Double = 0,
    _ exit: Spell.Exit = .interrupted, clock: Spell.Clock = .instance
  ) -> Spell {
    Spell(
      pool: PoolID(
        provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge"),
      process: .loss, clock: clock, instanceID: id, launchedAt: nil,
      watchedFrom: hour(start), watchedUntil: hour(end),
      watched: AgeInterval(after: age, through: age + end - start), exit: exit,
      origin: testOrigin)
  }

  private func cohorts(_ spells: [Spell]) -> [[Int]] {
    cohortLosses(from: spells, cutAtHours: [0, 4, 16], windowSeconds: 180)
      .map { [$0.lost, $0.atRisk, $0.piece] }
  }

  // At hour 5: a and b are one hour old and fall, c is as old and stays, d is
  // 5 hours old and stays: 2 of 3. At hour 9, d falls alone of the old ones:
  // c is then 5 hours old and of its group.
  @Test func onlyThoseOfOneAgeCount() {
    #expect(
      cohorts([
        life("a", 4, 5), life("b", 4, 5.02), life("c", 4, 20, .released),
        life("d", 0, 9),
      ]) == [[2, 3, 0], [1, 2, 1]])
  }

  // One shock that takes young and old is an event in each group.
  @Test func aShockOfTwoAgesIsTwoEvents() {
    #expect(
      cohorts([life("a", 4, 5), life("b", 4, 5), life("c", 0, 5, age: 20)])
        == [[2, 2, 0], [1, 1, 2]])
  }

  // Launched elsewhere before it was watched: its age counts, not its watch.
  @Test func delayedEntriesHaveTheirAge() {
    #expect(
      cohorts([
        life("a", 0, 1, age: 10), life("b", 0, 3, age: 9, .released),
        life("c", 0, 3, .released),
      ]) == [[1, 2, 1]])
  }

  @Test func probesAndUnknownAgesAreLeftOut() {
    var unknown = life("a", 0, 5)
    unknown.watched = nil
    #expect(cohorts([unknown, life("b", 0, 5, clock: .probe)]).isEmpty)
  }
}
