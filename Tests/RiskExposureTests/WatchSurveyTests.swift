import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

/// What all facts say of each life, put together from parts.
struct WatchSurveyTests {
  private func event(_ id: Int, hour at: Double) -> InstanceEvent {
    InstanceEvent(
      provider: .aws, eventID: "e-\(id)", kind: .stateChanged,
      instanceID: "i-\(id)", at: hour(at), zone: nil, region: nil,
      state: "running", origin: testOrigin)
  }

  private func survey(_ events: [InstanceEvent]) -> WatchSurvey {
    WatchSurvey(InstanceFacts(events: events), until: hour(1e6))
  }

  // A silence of 720 h is not longer than 30 days; 720.5 h is. Events at 0,
  // 720 and 1440.5 h are two stretches, and the part that lacks the middle one
  // sees two others.
  @Test func stretchesOfPartsJoinAcrossTheFactsOfOthers() {
    let whole = survey([
      event(1, hour: 0), event(2, hour: 720), event(3, hour: 1440.5),
    ])
    #expect(
      whole.stretches[.aws] == [
        .init(from: hour(0), until: hour(720)),
        .init(from: hour(1440.5), until: hour(1440.5)),
      ])
    var parts = survey([event(1, hour: 0), event(3, hour: 1440.5)])
    #expect(parts.stretches[.aws]?.count == 2)
    parts.merge(survey([event(2, hour: 720)]))
    #expect(parts == whole)
  }

  @Test(arguments: UInt64(1)...20)
  func anyPartsInAnyOrderMergeToTheWhole(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    func below(_ bound: UInt64) -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state % bound
    }
    let events = (0..<60).map { event($0, hour: Double(below(40_000))) }
    var parts = (0..<7).map { _ in [InstanceEvent]() }
    for event in events { parts[Int(below(7))].append(event) }
    var merged = WatchSurvey()
    for part in parts.shuffled() { merged.merge(survey(part)) }
    #expect(merged == survey(events))
  }

  // A life of unknown end is taken as running until its provider's logs fall
  // silent, whoever's logs those are: alone it would end at the survey's end.
  // And it counts only as somebody's logs tell of losses.
  @Test func aPartKnowsWhenTheOthersFellSilent() throws {
    let launch = LaunchAttempt(
      launchID: "l", pool: pool, market: .spot, requestedAt: hour(0),
      launchedAt: hour(0), instanceID: "i-1", endedAt: nil, exit: nil,
      job: nil, gang: nil, origin: testOrigin)
    let part = InstanceFacts(launches: [launch])
    var known = WatchSurvey(part, until: hour(5000))
    known.merge(survey([event(2, hour: 100), event(3, hour: 5000)]))
    var untold = SpellParts(
      catalog: try .forTests(), until: hour(5000), survey: known)
    #expect(untold.lives(of: part).spells.isEmpty)
    var warning = event(4, hour: 1)
    warning.kind = .interruptionWarning
    known.merge(survey([warning]))
    var told = SpellParts(
      catalog: try .forTests(), until: hour(5000), survey: known)
    let lives = told.lives(of: part).spells
    #expect(lives.map(\.watchedUntil) == [hour(100)])
    #expect(lives.map(\.exit) == [.observationEnded])
  }

  private let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "p3.2xlarge")

  // By hand: 90 minutes from age 30 min on are ages 0.5 h to 2 h.
  @Test func aCountedLifeIsTheSpellThatItWas() {
    let spell = Spell(
      pool: pool, process: .loss, clock: .instance, instanceID: "i-1",
      launchedAt: hour(-0.5), watchedFrom: hour(0), watchedUntil: hour(1.5),
      watched: AgeInterval(after: 0.5, through: 2),
      startUncertaintyMilliseconds: 7, exit: .interrupted,
      noticeSeconds: 119.5, origin: testOrigin)
    let cell = LifeCell(spell, source: "s", until: hour(9))
    #expect(cell.ageAfterMilliseconds == 1_800_000)
    #expect(cell.noticeMilliseconds == 119_500)
    var same = spell
    same.instanceID = nil
    #expect(cell.spell == same)
    var unknown = spell
    unknown.watched = nil
    unknown.launchedAt = nil
    unknown.instanceID = nil
    #expect(LifeCell(unknown, source: "s", until: hour(9)).spell == unknown)
  }

  @Test func countsBecomeAsManyLivesAndAttempts() {
    var report = SpellReport(
      spells: [],
      attempts: [
        AttemptCounts(
          pool: pool, attempts: 1, successes: 0,
          bySize: [1: .init(attempts: 1, successes: 0)])
      ], notes: [])
    let cell = LifeCell(
      source: "s", until: hour(9), pool: pool, process: .loss,
      clock: .instance, watchedFrom: hour(0), watchedUntil: hour(1),
      ageAfterMilliseconds: 0, exit: .released, count: 3, origin: testOrigin)
    let tries = [(1, true, 4), (1, false, 2), (8, true, 1)].map {
      AttemptCell(
        source: "s", until: hour(9), pool: pool, size: $0.0,
        isSuccess: $0.1, count: $0.2, origin: testOrigin)
    }
    report.add(lives: [cell], attempts: tries)
    #expect(report.spells.count == 3)
    #expect(
      report.attempts == [
        AttemptCounts(
          pool: pool, attempts: 8, successes: 5,
          bySize: [
            1: .init(attempts: 7, successes: 4),
            8: .init(attempts: 1, successes: 1),
          ])
      ])
  }
}
