import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

struct InstanceLivesTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "g4dn.xlarge")

  private func usage(
    _ id: String, hour start: Double, used minutes: Double,
    market: Market = .spot
  ) -> BillingUsage {
    BillingUsage(
      provider: .aws, account: "0042", billingPeriodStart: hour(-300),
      lineItemID: "\(id)-\(start)", usageStart: hour(start),
      usageEnd: hour(start + 1), zone: "us-east-1a", region: "us-east-1",
      instanceType: "g4dn.xlarge", os: "linux", market: market,
      resourceID: id, usedMilliseconds: milliseconds(hours: minutes / 60),
      cost: MicroUSD(rawValue: 0), onDemandCost: nil, labels: [:],
      origin: testOrigin)
  }

  private func event(
    _ kind: InstanceEvent.Kind, _ id: String, _ at: Double,
    state: String? = nil
  ) -> InstanceEvent {
    InstanceEvent(
      provider: .aws, eventID: "\(kind.rawValue)-\(id)-\(at)", kind: kind,
      instanceID: id, at: hour(at), zone: nil, region: "us-east-1",
      state: state, origin: testOrigin)
  }

  private func losses(
    _ facts: InstanceFacts, until: Double = 100
  ) throws -> [Spell] {
    spells(from: facts, catalog: try .forTests(), until: hour(until))
      .spells.filter { $0.process == .loss }
  }

  /// Another instance's rows from hour 0 to 20, so that the bill has an end.
  private var background: [BillingUsage] {
    (0..<20).map { usage("other", hour: Double($0), used: 60) }
  }

  // Billed 20 min of hour 3, all of 4, 30 min of 5: from 3 h 40 to 5 h 30.
  @Test func billAloneIsAReleasedLife() throws {
    let facts = InstanceFacts(
      usage: background + [
        usage("i", hour: 3, used: 20), usage("i", hour: 4, used: 60),
        usage("i", hour: 5, used: 30),
      ])
    let spell = try #require(
      losses(facts).first { $0.instanceID == "i" })
    expectClose(
      spell.watchedFrom.hours(since: hour(0)), 3 + 40.0 / 60, relative: 1e-9)
    expectClose(spell.watchedUntil.hours(since: hour(0)), 5.5, relative: 1e-9)
    #expect(spell.exit == .released)
    #expect(spell.pool == pool)
    let notes = spells(
      from: facts, catalog: try .forTests(), until: hour(100)
    ).notes
    #expect(
      notes.map(\.message).contains {
        $0.hasPrefix("1 life ended without a warning")
      })
  }

  // The same with a warning two minutes before the last billed second.
  @Test func warningMakesItALoss() throws {
    let spell = try #require(
      losses(
        InstanceFacts(
          usage: background + [
            usage("i", hour: 3, used: 20), usage("i", hour: 4, used: 60),
            usage("i", hour: 5, used: 30),
          ],
          events: [event(.interruptionWarning, "i", 5.5 - 2.0 / 60)])
      ).first { $0.instanceID == "i" })
    #expect(spell.exit == .interrupted)
    expectClose(spell.noticeSeconds ?? -1, 120, relative: 1e-6)
  }

  // Where the bill ends before the loss, the catalog's notice fills in.
  @Test func warningWithoutLaterLifeIsTheLoss() throws {
    let spell = try #require(
      losses(
        InstanceFacts(
          usage: background
            + (16..<20).map {
              usage("i", hour: Double($0), used: $0 == 16 ? 30 : 60)
            }, events: [event(.interruptionWarning, "i", 19.99)])
      ).first { $0.instanceID == "i" })
    #expect(spell.exit == .interrupted)
    #expect(spell.noticeSeconds == nil)
    expectClose(
      spell.watchedUntil.hours(since: hour(0)), 19.99 + 2.0 / 60,
      relative: 1e-9)
  }

  @Test func lifeAtBothEndsOfTheBillIsOpen() throws {
    let spell = try #require(
      losses(InstanceFacts(usage: background)).first)
    #expect(spell.watched == nil)
    #expect(spell.launchedAt == nil)
    #expect(spell.exit == .observationEnded)
    #expect(spell.watchedUntil == hour(20))
  }

  @Test func onDemandIsNotAtRisk() throws {
    let facts = InstanceFacts(
      usage: [usage("i", hour: 3, used: 20, market: .onDemand)])
    #expect(try losses(facts).isEmpty)
  }

  // Launch log, bill, state changes and warning speak of one life.
  @Test func manySourcesOneSpell() throws {
    let launch = LaunchAttempt(
      launchID: "l", pool: pool, market: .spot, requestedAt: hour(3.6),
      launchedAt: hour(3.66), instanceID: "i", endedAt: hour(5.5),
      exit: .interrupted, job: "train", gang: nil, origin: testOrigin)
    let facts = InstanceFacts(
      usage: background + [
        usage("i", hour: 3, used: 20), usage("i", hour: 4, used: 60),
        usage("i", hour: 5, used: 30),
      ],
      events: [
        event(.stateChanged, "i", 3.665, state: "running"),
        event(.interruptionWarning, "i", 5.47),
        event(.stateChanged, "i", 5.5, state: "terminated"),
      ],
      instances: [
        InstanceDescription(
          provider: .aws, instanceID: "i", zone: "us-east-1a",
          instanceType: "g4dn.xlarge", os: "linux", market: .spot,
          lifetimeCapSeconds: nil, origin: testOrigin)
      ], launches: [launch])
    let lives = try losses(facts).filter { $0.instanceID == "i" }
    #expect(lives.count == 1)
    #expect(lives.first?.launchedAt == hour(3.66))
    #expect(lives.first?.watchedUntil == hour(5.5))
    #expect(lives.first?.exit == .interrupted)
  }

  // The wait of the same launch: 0.06 h from request to instance.
  @Test func launchesTellWaits() throws {
    func launch(_ id: String, _ at: Double, works: Bool) -> LaunchAttempt {
      LaunchAttempt(
        launchID: id, pool: pool, market: .spot, requestedAt: hour(at),
        launchedAt: works ? hour(at + 0.06) : nil,
        instanceID: works ? id : nil, endedAt: nil, exit: nil, job: "train",
        gang: nil, origin: testOrigin)
    }
    let report = spells(
      from: InstanceFacts(launches: [
        launch("a", 1, works: true), launch("b", 2, works: false),
        launch("c", 2.5, works: false), launch("d", 3, works: true),
        launch("e", 8, works: false), launch("f", 8.5, works: false),
      ]), catalog: try .forTests(), until: hour(100))
    let waits = report.spells.filter { $0.process == .acquisition }
    // 0.06 h at once; 1.06 h over two failures; half an hour given up.
    #expect(waits.map(\.exit) == [.interrupted, .interrupted, .released])
    for (wait, expected) in zip(waits, [0.06, 1.06, 0.5]) {
      expectClose(wait.watched?.through ?? -1, expected, relative: 1e-6)
    }
    #expect(
      report.attempts == [
        AttemptCounts(
          pool: pool, attempts: 6, successes: 2,
          bySize: [1: .init(attempts: 6, successes: 2)])
      ])
  }

  // Two gangs of two: one complete after 0.2 h, one of which a member failed.
  @Test func gangsWaitForTheirLast() throws {
    func member(_ id: String, _ at: Double, after wait: Double?)
      -> LaunchAttempt
    {
      LaunchAttempt(
        launchID: id, pool: pool, market: .spot, requestedAt: hour(at),
        launchedAt: wait.map { hour(at + $0) },
        instanceID: wait.map { _ in id },
        endedAt: nil, exit: nil, job: "train", gang: "g", origin: testOrigin)
    }
    let report = spells(
      from: InstanceFacts(launches: [
        member("a", 1, after: 0.1), member("b", 1, after: 0.2),
        member("c", 5, after: 0.1), member("d", 5, after: nil),
      ]), catalog: try .forTests(), until: hour(100))
    let waits = report.spells.filter { $0.process == .acquisition }
    #expect(waits.count == 1)
    expectClose(waits.first?.watched?.through ?? -1, 0.2, relative: 1e-6)
    #expect(
      report.attempts == [
        AttemptCounts(
          pool: pool, attempts: 2, successes: 1,
          bySize: [2: .init(attempts: 2, successes: 1)])
      ])
  }

  // The user stopped it a minute after the warning: still a loss.
  @Test func stoppingAWarnedInstanceIsALoss() throws {
    let facts = InstanceFacts(
      usage: background + [
        usage("i", hour: 3, used: 20), usage("i", hour: 4, used: 60),
      ],
      events: [
        event(.interruptionWarning, "i", 4.9), event(.stopped, "i", 4.92),
      ])
    let spell = try #require(losses(facts).first { $0.instanceID == "i" })
    #expect(spell.exit == .interrupted)
    expectClose(spell.noticeSeconds ?? -1, 72, relative: 1e-6)
  }

  @Test func unplacedWarningsAreCounted() throws {
    let report = spells(
      from: InstanceFacts(events: [
        event(.interruptionWarning, "x", 1),
        event(.interruptionWarning, "y", 2),
      ]), catalog: try .forTests(), until: hour(100))
    #expect(report.spells.isEmpty)
    #expect(
      report.notes.map(\.message) == [
        "2 interruption warnings name instances that no launch, billing row "
          + "or description places in a pool: they give no exposure"
      ])
  }

  @Test func outlivedWarningsAreNoLosses() throws {
    let facts = InstanceFacts(
      usage: background,
      events: [event(.interruptionWarning, "other", 3)])
    #expect(try losses(facts).map(\.exit) == [.observationEnded])
  }

  // Facts after `until` are as if they were not there.
  @Test func nothingAfterTheEndCounts() throws {
    let facts = InstanceFacts(
      usage: background + [
        usage("i", hour: 3, used: 20), usage("i", hour: 4, used: 60),
        usage("i", hour: 5, used: 30),
      ], events: [event(.interruptionWarning, "i", 5.47)])
    for end in [3.2, 4.5, 5.48, 5.6, 6.5] {
      let cut = InstanceFacts(
        usage: facts.usage.filter { $0.usageEnd <= hour(end) },
        events: facts.events.filter { $0.at <= hour(end) })
      #expect(try losses(facts, until: end) == losses(cut, until: end))
    }
  }

  // A stop after 24.5 h of a VM with a 24 h cap, and a preemption at 23.99 h.
  @Test func capsAreKnownEnds() throws {
    func machine(_ id: String, _ kind: InstanceEvent.Kind, _ age: Double)
      -> (InstanceDescription, [InstanceEvent])
    {
      func operation(_ kind: InstanceEvent.Kind, _ at: Double) -> InstanceEvent
      {
        InstanceEvent(
          provider: .gcp, eventID: "\(id)-\(at)", kind: kind, instanceID: id,
          at: hour(at), zone: "us-east1-b", region: nil, state: nil,
          origin: testOrigin)
      }
      return (
        InstanceDescription(
          provider: .gcp, instanceID: id, zone: "us-east1-b",
          instanceType: "n1-highcpu-16", os: nil, market: .spot,
          lifetimeCapSeconds: 86400, origin: testOrigin),
        [operation(.launched, 0), operation(kind, age)]
      )
    }
    let machines = [
      machine("a", .stopped, 24.5), machine("b", .preempted, 23.99),
      machine("c", .preempted, 23.9),
    ]
    let lives = try losses(
      InstanceFacts(
        events: machines.flatMap(\.1), instances: machines.map(\.0)))
    #expect(lives.map(\.instanceID) == ["a", "b", "c"])
    #expect(lives.map(\.exit) == [.released, .lifetimeCap, .interrupted])
    #expect(lives.map(\.watched?.through) == [24, 23.99, 23.9])
  }

  // 20 minutes somewhere in hour 5; the warning says they ended at 5 h 52.
  @Test func lifeInsideOneRowIsPlacedByItsWarning() throws {
    let spell = try #require(
      losses(
        InstanceFacts(
          usage: background + [usage("i", hour: 5, used: 20)],
          events: [event(.interruptionWarning, "i", 5 + 50.0 / 60)])
      ).first { $0.instanceID == "i" })
    #expect(spell.exit == .interrupted)
    expectClose(spell.watched?.through ?? -1, 20.0 / 60, relative: 1e-6)
    expectClose(
      spell.watchedUntil.hours(since: hour(0)), 5 + 52.0 / 60, relative: 1e-6)
  }

  /// Lives drawn from known hazards, billed by the hour and warned two minutes
  /// before a loss: events and hours at risk come back as they were.
  @Test func billsAndWarningsGiveBackTheTruth() throws {
    var rng = SplitMix64(seed: 21)
    var facts = InstanceFacts()
    var (losses, hoursLived) = (0, 0.0)
    for i in 0..<400 {
      let start = 1 + rng.uniform() * 400
      // 0.5/h in the first hour, 0.05/h after; users stop at 0.08/h.
      let first = exponentialSample(rate: 0.5, using: &rng)
      let loss =
        first < 1 ? first : 1 + exponentialSample(rate: 0.05, using: &rng)
      let stop = exponentialSample(rate: 0.08, using: &rng)
      let long = max(min(loss, stop), 3.0 / 60)
      let isLost = loss < stop
      losses += isLost ? 1 : 0
      hoursLived += long
      for h in Int(start)...Int(start + long) {
        let used =
          min(Double(h + 1), start + long) - max(Double(h), start)
        facts.usage.append(usage("i\(i)", hour: Double(h), used: used * 60))
      }
      if isLost {
        facts.events.append(
          event(.interruptionWarning, "i\(i)", start + long - 2.0 / 60))
      }
    }
    let spells = try self.losses(facts, until: 1000)
    #expect(spells.count == 400)
    #expect(spells.count { $0.exit == .interrupted } == losses)
    let watched = spells.reduce(0) {
      $0 + $1.watchedUntil.hours(since: $1.watchedFrom)
    }
    // Two minutes of a warning's lead that crosses the hour, at most a few.
    #expect(abs(watched - hoursLived) < 0.2, "\(watched) of \(hoursLived)")
  }
}
