import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

struct FleetSpellsTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-east-1b", instanceType: "g4dn.xlarge")

  private func change(
    _ node: String, _ change: FleetChange.Change, _ at: Double,
    start: Double = 0
  ) -> FleetChange {
    FleetChange(
      pool: pool, logStart: hour(start), at: hour(at), node: node,
      change: change, origin: testOrigin)
  }

  private func count(_ at: Double, _ alive: Int) -> AliveCount {
    AliveCount(pool: pool, at: hour(at), alive: alive, origin: testOrigin)
  }

  private func report(
    _ changes: [FleetChange] = [], _ counts: [AliveCount] = [],
    until: Double = 1000
  ) throws -> SpellReport {
    spells(
      from: InstanceFacts(fleetChanges: changes, aliveCounts: counts),
      catalog: try .forTests(), until: hour(until))
  }

  @Test func nodesLiveFromAddToRemoval() throws {
    let lives = try report([
      change("a", .added, 1), change("b", .added, 1),
      change("a", .removed, 3), change("c", .added, 4),
      change("a", .added, 5),
    ]).spells
    #expect(lives.map(\.instanceID) == ["a", "b", "c"])
    #expect(
      lives.map(\.exit) == [
        .interrupted, .observationEnded, .observationEnded,
      ])
    // a: 2 h; b: from 1 h to the log's end at 5 h; c: 1 h; the second a has
    // no length yet.
    #expect(lives.map(\.watched?.through) == [2, 4, 1])
  }

  @Test func watchingEndsWithTheLogAndNotWithOtherFacts() throws {
    let other = LaunchAttempt(
      launchID: "l", pool: pool, market: .spot, requestedAt: hour(900),
      launchedAt: hour(900), instanceID: "i", endedAt: nil, exit: nil,
      job: nil, gang: nil, origin: testOrigin)
    let lives = spells(
      from: InstanceFacts(
        launches: [other],
        fleetChanges: [change("a", .added, 1), change("b", .added, 2)]),
      catalog: try .forTests(), until: hour(901)
    ).spells.filter { $0.process == .loss && $0.instanceID == "a" }
    #expect(lives.map(\.watchedUntil) == [hour(2)])
  }

  @Test func aRemovalWithoutAnAddHasNoAge() throws {
    let lives = try report([
      change("a", .removed, 3), change("a", .removed, 4),
    ]).spells
    #expect(lives.count == 1)
    #expect(lives.first?.watched == nil)
    #expect(lives.first?.launchedAt == nil)
    #expect(lives.first?.watchedFrom == hour(0))
    #expect(lives.first?.exit == .interrupted)
  }

  @Test func aNodeReplacedAtOneInstantLivesTwice() throws {
    let lives = try report([
      change("a", .added, 1), change("a", .added, 3),
      change("a", .removed, 3), change("b", .added, 4),
    ]).spells.filter { $0.instanceID == "a" }
    #expect(lives.map(\.watched?.through) == [2, 1])
    #expect(lives.map(\.exit) == [.interrupted, .observationEnded])
  }

  @Test func removalsAtOneInstantAreOneEventInTime() throws {
    let lives = try report(
      (0..<6).map { change("n\($0)", .added, 1) }
        + (0..<4).map { change("n\($0)", .removed, 3) }
    ).spells
    #expect(
      lossClusters(from: lives) == [
        LossCluster(
          pool: pool, clock: .instance, at: hour(3), atRisk: 6, lost: 4)
      ])
  }

  // 3 alive for 1 h, 1 for 2 h, 2 for 1 h: 3 + 2 + 2 = 7 instance-hours.
  @Test func stepsDownAreLossesAndHoursComeFromTheCount() throws {
    let lives = try report(
      [], [count(0, 3), count(1, 1), count(3, 2), count(4, 2)]
    ).spells
    #expect(lives.count { $0.exit == .interrupted } == 2)
    #expect(lives.allSatisfy { $0.watched == nil && $0.process == .loss })
    let hoursWatched = lives.reduce(0) {
      $0 + $1.watchedUntil.hours(since: $1.watchedFrom)
    }
    expectClose(hoursWatched, 7, relative: 1e-9)
    #expect(
      lives.filter { $0.exit == .interrupted }
        .map(\.endUncertaintyMilliseconds) == [3_600_000, 3_600_000])
    #expect(
      try report([], [count(0, 3), count(1, 1), count(3, 2), count(4, 2)])
        .notes.map(\.message) == [
          "2 losses of unknown age are not in the fit, nor are the hours "
            + "before them: nothing tells to which age they belong"
        ])
    let cells = exposures(from: lives, cutAtHours: [1])
    #expect(cells.map(\.age) == [nil])
    #expect(cells.map(\.interruptions) == [2])
    #expect(cells.map(\.millisecondsAtRisk) == [7 * 3_600_000])
    #expect(lossClusters(from: lives).map(\.lost) == [2])
  }

  // 25 h without a count: nobody watched, and the lower count after it is no
  // loss.
  @Test func aSilenceEndsTheWatching() throws {
    let lives = try report(
      [], [count(0, 3), count(1, 3), count(26.5, 1), count(27, 1)]
    ).spells
    #expect(lives.allSatisfy { $0.exit == .observationEnded })
    let hoursWatched = lives.reduce(0) {
      $0 + $1.watchedUntil.hours(since: $1.watchedFrom)
    }
    expectClose(hoursWatched, 3.5, relative: 1e-9)
  }

  @Test func laterRowsHaveNoInfluence() throws {
    let changes = [
      change("a", .added, 1), change("b", .added, 2), change("a", .removed, 3),
      change("b", .removed, 5),
    ]
    let counts = [count(0, 3), count(1, 1), count(3, 2), count(4, 0)]
    for end in [0.5, 1, 2.5, 3, 4, 6] {
      let cut = try report(
        changes.filter { $0.at <= hour(end) },
        counts.filter { $0.at <= hour(end) }, until: end)
      #expect(try report(changes, counts, until: end).spells == cut.spells)
    }
  }
}
