import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskForecast

/// Spells cut to the time after an origin.
struct ScoredStretchTests {
  private static let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "p3.2xlarge")

  /// A spell from one hour to another, already `age` hours old.
  static func spell(
    _ from: Double, _ until: Double, age: Double? = 0,
    exit: Spell.Exit = .interrupted, gapMinutes: Int64 = 0,
    clock: Spell.Clock = .instance
  ) -> Spell {
    Spell(
      pool: pool, process: .loss, clock: clock, instanceID: "i",
      launchedAt: nil, watchedFrom: hour(from), watchedUntil: hour(until),
      watched: age.map { AgeInterval(after: $0, through: $0 + until - from) },
      endUncertaintyMilliseconds: gapMinutes * 60_000, exit: exit,
      origin: testOrigin)
  }

  @Test func aSpellThatStraddlesTheOriginEntersLate() throws {
    let stretch = try #require(
      ScoredStretch(Self.spell(2, 9, age: 1), from: hour(5), until: hour(20)))
    #expect(stretch.startsAt == hour(5))
    #expect(stretch.ageHours == 4)
    #expect(stretch.upHours == 4)
    #expect(stretch.lostByHours == 4)
  }

  @Test func aProbedLossKeepsItsInterval() throws {
    let stretch = try #require(
      ScoredStretch(
        Self.spell(6, 9, gapMinutes: 30, clock: .probe), from: hour(5),
        until: hour(20)))
    #expect(stretch.startsAt == hour(6))
    #expect(stretch.upHours == 2.5)
    #expect(stretch.lostByHours == 3)
    #expect(stretch.endsAt == hour(9))
  }

  /// Beyond the window, by its user, and at a cap.
  @Test func otherEndsAreCensored() throws {
    let late = try #require(
      ScoredStretch(Self.spell(6, 30), from: hour(5), until: hour(20)))
    #expect(late.upHours == 14)
    #expect(!late.isLost)
    for exit in [Spell.Exit.released, .lifetimeCap, .observationEnded] {
      let other = try #require(
        ScoredStretch(
          Self.spell(6, 9, exit: exit), from: hour(5), until: hour(20)))
      #expect(other.upHours == 3)
      #expect(!other.isLost)
    }
  }

  /// Ended before, begun after, without an age, and a loss that was known at
  /// the very origin.
  @Test func whatSaysNothingIsLeftOut() {
    for spell in [
      Self.spell(1, 4), Self.spell(21, 22), Self.spell(6, 9, age: nil),
      Self.spell(1, 5),
    ] {
      #expect(ScoredStretch(spell, from: hour(5), until: hour(20)) == nil)
    }
    var waiting = Self.spell(6, 9)
    waiting.process = .acquisition
    #expect(ScoredStretch(waiting, from: hour(5), until: hour(20)) == nil)
  }

  /// Noon is a full step of the grid.
  @Test func momentsLieOnTheGrid() {
    let grid = MomentGrid(hoursAtRisk: 100, most: 400)
    #expect(grid.stepMilliseconds == 900_000)
    // One step more than 400 moments hold: twice as far apart.
    #expect(
      MomentGrid(hoursAtRisk: 101, most: 400).stepMilliseconds == 1_800_000)
    let moments = grid.moments(
      of: Self.spell(0.1, 1.1, age: 2), from: hour(0), until: hour(20))
    #expect(
      moments.map(\.at) == [hour(0.25), hour(0.5), hour(0.75), hour(1)])
    expectClose(moments[0].ageHours, 2.15, relative: 1e-9)
    expectClose(moments[3].untilEndHours, 0.1, relative: 1e-9)
    let cut = grid.moments(
      of: Self.spell(0.1, 1.1), from: hour(0.5), until: hour(0.8))
    #expect(cut.map(\.at) == [hour(0.5), hour(0.75)])
  }
}
