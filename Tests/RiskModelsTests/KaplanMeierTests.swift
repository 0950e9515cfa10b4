import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

struct KaplanMeierTests {
  private func stretch(
    _ after: Double, _ through: Double, _ isEvent: Bool
  ) -> (watched: AgeInterval, isEvent: Bool) {
    (AgeInterval(after: after, through: through), isEvent)
  }

  // By hand: events at 1 (of 5), 3 (of 3, one censored at 2 before it) and
  // 3 again would be 2 of 3: S = 4/5, then 4/5 · 1/3 = 4/15.
  @Test func fiveLives() {
    let curve = KaplanMeier([
      stretch(0, 1, true), stretch(0, 2, false), stretch(0, 3, true),
      stretch(0, 3, true), stretch(0, 4, false),
    ])
    #expect(curve.steps.map(\.atRisk) == [5, 3])
    expectClose(curve.survival(throughHours: 0.5), 1, relative: 0)
    expectClose(curve.survival(throughHours: 2), 0.8, relative: 1e-15)
    expectClose(curve.survival(throughHours: 9), 4.0 / 15, relative: 1e-15)
    // Greenwood: S² · (1/(5·4) + 2/(3·1)).
    expectClose(
      curve.steps[1].standardError,
      4.0 / 15 * (1.0 / 20 + 2.0 / 3).squareRoot(), relative: 1e-14)
    expectClose(
      curve.steps[1].cumulativeHazard, 1.0 / 5 + 2.0 / 3, relative: 1e-15)
    #expect(curve.quantileHours(0.5) == 3)
    #expect(curve.quantileHours(0.9) == nil)
  }

  @Test func censoringsComeAfterEventsOfTheSameAge() {
    let curve = KaplanMeier([stretch(0, 2, true), stretch(0, 2, false)])
    expectClose(curve.survival(throughHours: 2), 0.5, relative: 1e-15)
  }

  // Entered at 2: not at risk at 1 and not yet at 2. Events at 1 (1 of 2)
  // and 3 (1 of 2).
  @Test func delayedEntryRaisesEarlyHazard() {
    let curve = KaplanMeier([
      stretch(0, 1, true), stretch(0, 3, true), stretch(2, 5, false),
    ])
    #expect(curve.steps.map(\.atRisk) == [2, 2])
    expectClose(curve.survival(throughHours: 3), 0.25, relative: 1e-15)
  }

  @Test func nothingWatchedIsCertainSurvival() {
    let curve = KaplanMeier([])
    #expect(curve.steps.isEmpty)
    #expect(curve.survival(throughHours: 10) == 1)
  }
}
