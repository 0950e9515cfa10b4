import RiskDecision
import RiskDomain
import RiskModels
import Testing

/// Ages of instances and of pools are two clocks.
struct DecideAgeTests {
  /// 0.36 losses per hour in the first ten hours, 0.02 afterwards.
  private static let loss = PiecewiseHazard(
    cutsHours: [0, 10], ratesPerHour: [0.36, 0.02])

  private func policy(_ clock: Spell.Clock) -> DecidePolicy {
    DecideFixture.policy(
      DecideFixture.job(continuous: true),
      DecideFixture.outlook(Self.loss, clock: clock))
  }

  @Test(arguments: [0, 3, 30.0])
  func newInstanceHasAgeZeroWhateverThePoolsUpTime(since: Double) throws {
    var policy = policy(.instance)
    for left in [8.2, 9, 12, 30] {
      let answer = try policy.answer(
        DecideFixture.request(.idle, work: 8, left: left, since: since)
      ).get()
      let fresh = try policy.answer(
        DecideFixture.request(.idle, work: 8, left: left, since: 0)
      ).get()
      #expect(answer == fresh)
      // Nothing is gained by letting the pool grow old.
      #expect(answer.action != .wait)
      if answer.action == .spot {
        #expect(answer.reason.contains(" 0.36 losses per hour"))
      }
    }
  }

  @Test func poolClockStillTakesTheUpTime() throws {
    var policy = policy(.probe)
    let answer = try policy.answer(
      DecideFixture.request(.idle, work: 8, left: 30, since: 30)
    ).get()
    #expect(answer.reason.contains(" 0.02 losses per hour"))
  }

  /// From age 9.5 the next hour holds ½ · 0.36 + ½ · 0.02 = 0.19 losses.
  @Test(arguments: [(9.5, "0.19"), (12, "0.02")])
  func runningInstanceHasItsOwnAge(age: Double, rate: String) throws {
    var policy = policy(.instance)
    let answer = try policy.answer(
      DecideFixture.request(.spot, work: 8, left: 30, age: age, since: 0)
    ).get()
    #expect(answer.action == .spot)
    #expect(answer.reason.contains(" \(rate) losses per hour"))
  }

  /// Two ticks of work in three, no launch, spot $10 and on-demand $100/3 a
  /// tick.
  ///
  /// After a loss the spare tick is waited for: spot is back with 1 − e^−0.1,
  /// so V = 0.09516 · 10 + 0.90484 · 100/3 = 31.113. In all 10 + p · V +
  /// (1 − p) · 10: with p = 1 − e^−0.036 it is 20.75; an instance taken for 30
  /// hours old would give 20.04.
  @Test func valueOfANewInstance() throws {
    var job = DecideFixture.job(continuous: true)
    job.work = .hours(0.2)
    job.restart.provisionSeconds = 0
    job.prices = [
      .init(
        pool: DecideFixture.pool, spotPerHour: 100,
        onDemandPerHour: 1000.0 / 3)
    ]
    for (clock, usd) in [(Spell.Clock.instance, 20.75), (.probe, 20.04)] {
      var policy = DecideFixture.policy(
        job, DecideFixture.outlook(Self.loss, clock: clock))
      let answer = try policy.answer(
        DecideFixture.request(.idle, work: 0.2, left: 0.3, since: 30)
      ).get()
      #expect(answer.action == .spot)
      #expect(answer.expectedRemainingUSD == usd)
    }
  }
}
