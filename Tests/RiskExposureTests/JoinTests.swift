import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

/// Events find type and zone through whatever another file says.
struct JoinTests {
  private func event(
    _ kind: InstanceEvent.Kind, _ id: String, _ at: Double,
    provider: PoolID.Provider = .aws
  ) -> InstanceEvent {
    InstanceEvent(
      provider: provider, eventID: "\(kind.rawValue)-\(id)-\(at)", kind: kind,
      instanceID: id, at: hour(at), zone: nil, region: "us-east-1",
      state: nil, origin: testOrigin)
  }

  private func description(
    _ id: String, zone: String? = "us-east-1b", type: String? = "p3.2xlarge",
    market: Market? = .spot, provider: PoolID.Provider = .aws
  ) -> InstanceDescription {
    InstanceDescription(
      provider: provider, instanceID: id, zone: zone, instanceType: type,
      os: nil, market: market, lifetimeCapSeconds: nil, origin: testOrigin)
  }

  private func report(_ facts: InstanceFacts) throws -> SpellReport {
    spells(from: facts, catalog: try .forTests(), until: hour(100))
  }

  @Test func anEvictionStaysWithoutAPoolUntilAFileBringsIt() throws {
    var facts = InstanceFacts(events: [event(.preempted, "i-1", 5)])
    let alone = try report(facts)
    #expect(alone.spells.isEmpty)
    #expect(
      alone.notes.map(\.message) == [
        "1 loss is an event without a pool: no launch, billing row or "
          + "description places its instance or tells when it began; "
          + "it gives no exposure until a file does"
      ])
    facts.events.append(event(.launched, "i-1", 2))
    facts.instances.append(description("i-1"))
    let joined = try report(facts)
    #expect(joined.notes.isEmpty)
    #expect(joined.spells.map(\.exit) == [.interrupted])
    #expect(joined.spells.map(\.pool.key) == ["aws/us-east-1b/p3.2xlarge"])
    #expect(joined.spells.map(\.watched?.through) == [3])
  }

  @Test func aNodeIsTheInstanceThatTookItsNameLast() throws {
    func alias(_ id: String, _ since: Double) -> InstanceAlias {
      InstanceAlias(
        provider: .aws, name: "ip-10-0-1-2.ec2.internal", instanceID: id,
        since: hour(since), origin: testOrigin)
    }
    let warning = event(
      .interruptionWarning, "ip-10-0-1-2.ec2.internal", 12)
    let found = try report(
      InstanceFacts(
        events: [
          warning, event(.launched, "i-old", 1), event(.stopped, "i-old", 8),
          event(.launched, "i-new", 10),
        ],
        instances: [description("i-old"), description("i-new")],
        aliases: [alias("i-new", 10), alias("i-old", 1)])
    ).spells
    #expect(found.map(\.instanceID) == ["i-old", "i-new"])
    #expect(found.map(\.exit) == [.released, .interrupted])
  }

  @Test func aVMOfAzureIsTheSameHoweverItsNameIsWritten() throws {
    let found = try report(
      InstanceFacts(
        events: [
          event(.preempted, "VM-Spot", 5, provider: .azure),
          event(
            .launched, "/subscriptions/s/virtualMachines/vm-spot", 2,
            provider: .azure),
        ],
        instances: [description("vm-spot", provider: .azure)])
    ).spells
    #expect(found.map(\.watched?.through) == [3])
    #expect(found.map(\.exit) == [.interrupted])
  }

  // EventBridge, CloudTrail and describe-instances tell of one life.
  @Test func manyLogsOneLife() throws {
    let found = try report(
      InstanceFacts(
        events: [
          event(.launched, "i-1", 2), event(.launched, "i-1", 2.01),
          event(.launched, "i-1", 2.02),
          event(.interruptionWarning, "i-1", 5),
          event(.preempted, "i-1", 5 + 2.0 / 60),
          event(.preempted, "i-1", 5 + 2.5 / 60),
        ], instances: [description("i-1")])
    ).spells
    #expect(found.count == 1)
    expectClose(found.first?.noticeSeconds ?? -1, 120, relative: 1e-6)
  }

  // Stopped and started again after ten minutes: two lives.
  @Test func aRestartAfterAnEndIsALifeOfItsOwn() throws {
    let found = try report(
      InstanceFacts(
        events: [
          event(.launched, "i-1", 2), event(.preempted, "i-1", 2.05),
          event(.launched, "i-1", 2.1), event(.stopped, "i-1", 4),
        ], instances: [description("i-1")])
    ).spells
    #expect(found.map(\.exit) == [.interrupted, .released])
  }

  // Nothing was heard for two months after hour 30: nobody watched i-1 then.
  @Test func aLongSilenceEndsTheWatching() throws {
    func life(_ others: [Double]) throws -> Spell? {
      let facts = InstanceFacts(
        events: [event(.launched, "i-1", 2)]
          + others.map { event(.launched, "i-2", $0) },
        instances: [description("i-1"), description("i-2")])
      return spells(
        from: facts, catalog: try .forTests(), until: hour(2000)
      ).spells.first { $0.instanceID == "i-1" }
    }
    let silent = try life([30, 30 + 1440, 1900])
    #expect(silent?.watchedUntil == hour(30))
    #expect(silent?.exit == .observationEnded)
    #expect(try life([30, 700, 1400, 1900])?.watchedUntil == hour(2000))
  }

  @Test func descriptionsOfOneInstanceCompleteOneAnother() throws {
    let facts = InstanceFacts(
      events: [event(.launched, "i-1", 2), event(.preempted, "i-1", 3)],
      instances: [
        description("i-1", zone: nil, type: "g5.xlarge"),
        description("arn:aws:ec2:us-east-1:1:instance/i-1", type: nil),
      ])
    #expect(
      try report(facts).spells.map(\.pool.key) == ["aws/us-east-1b/g5.xlarge"])
  }
}
