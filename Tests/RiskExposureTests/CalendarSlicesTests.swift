import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskExposure

/// Exposure by hours of the calendar, and who is the youngest.
struct CalendarSlicesTests {
  private static let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "p3.2xlarge")

  private func spell(
    _ id: String, _ from: Double, _ until: Double, after: Double = 0,
    exit: Spell.Exit = .released
  ) -> Spell {
    Spell(
      pool: Self.pool, process: .loss, clock: .instance, instanceID: id,
      launchedAt: nil, watchedFrom: hour(from), watchedUntil: hour(until),
      watched: AgeInterval(after: after, through: after + until - from),
      exit: exit, origin: testOrigin)
  }

  private func slices(_ spells: [Spell]) -> [CalendarSlice] {
    calendarSlices(
      of: [Self.pool], from: spells, cutAtHours: [1], windowSeconds: 180)
  }

  /// One life from 2 h to 5 h with an edge of age at 1 h: an hour young, two
  /// hours old.
  @Test func cutsAtHoursAndAges() {
    let found = slices([spell("a", 2, 5, exit: .interrupted)])
    let first = Int32(hour(2).unixMilliseconds / 3_600_000)
    #expect(found.map(\.hour) == [first, first + 1, first + 2])
    #expect(found.map(\.piece) == [0, 1, 1])
    #expect(found.map(\.hours) == [1, 1, 1])
    #expect(found.map(\.openHours) == [1, 1, 1])
    #expect(found.map(\.youngestHours) == [1, 1, 1])
    #expect(found.map(\.losses) == [0, 0, 1])
    #expect(found.map(\.clusters) == [0, 0, 1])
  }

  /// A runs 0 to 6, B joins from 1 to 2, C from 1.5 to 4: A is the youngest for
  /// 1 + 2 h, B for half an hour, C for 2.5 h; each moment has one.
  @Test func eachMomentHasOneYoungest() {
    let found = slices([
      spell("b", 1, 2), spell("a", 0, 6), spell("c", 1.5, 4),
    ])
    #expect(found.reduce(0) { $0 + $1.hours } == 9.5)
    #expect(found.reduce(0) { $0 + $1.youngestHours } == 6)
    // Younger than an hour: A until 1 h, B until C comes, C until 2.5 h.
    let young = found.filter { $0.piece == 0 }
    #expect(young.reduce(0) { $0 + $1.youngestHours } == 2.5)
  }

  /// An instance of the same start but known to be older is not the youngest.
  @Test func ageAndNotTheWatchDecides() {
    let found = slices([
      spell("old", 0, 2, after: 8), spell("new", 0, 2),
    ])
    #expect(
      found.filter { $0.piece == 0 }.map(\.youngestHours) == [1])
    #expect(found.reduce(0) { $0 + $1.youngestHours } == 2)
  }

  /// Losses within two minutes are one group, of the youngest.
  ///
  /// One hours later is another. No group could begin from the first loss at
  /// 2 h on for three minutes: 0.02 + 0.03 h of instances that ran on are not
  /// open, and the youngest's are 2 + 1 h.
  @Test func lossesInGroups() {
    let found = slices([
      spell("a", 0, 2, exit: .interrupted),
      spell("b", 1.5, 2.02, exit: .interrupted),
      spell("c", 0, 2.03, exit: .interrupted),
      spell("d", 10, 11, exit: .interrupted),
    ])
    #expect(found.reduce(0) { $0 + $1.losses } == 4)
    #expect(found.reduce(0) { $0 + $1.clusters } == 2)
    #expect(found.first { $0.clusters > 0 }?.piece == 0)
    let closed = found.reduce(0) { $0 + $1.hours - $1.openHours }
    expectClose(closed, 0.05, relative: 1e-6)
    expectClose(
      found.reduce(0) { $0 + $1.youngestHours }, 3, relative: 1e-9)
  }

  /// Hours and losses are those of the exposure table, in any order.
  @Test func conservesHoursAndLosses() {
    let spells: [Spell] = (0..<60).map { i in
      let from: Double = 1.3 * Double(i % 17)
      let until: Double = from + 0.1 + Double(i % 7)
      let exit: Spell.Exit = i % 2 == 0 ? .interrupted : .released
      return spell(
        "i\(i)", from, until, after: Double(i % 3), exit: exit)
    }
    let table = exposures(from: spells, cutAtHours: [1])
    let found = slices(spells)
    expectClose(
      found.reduce(0) { $0 + $1.hours },
      table.reduce(0) { $0 + $1.hoursAtRisk }, relative: 1e-9)
    #expect(found.reduce(0) { $0 + $1.losses } == 30)
    #expect(slices(spells.reversed()) == found)
  }
}
