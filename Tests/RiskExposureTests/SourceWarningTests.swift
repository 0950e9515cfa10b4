import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

/// What sources say that cannot all be true, worked out by hand.
struct SourceWarningTests {
  private func usage(
    _ id: String, hours: ClosedRange<Int>, file: String = "a"
  ) -> [BillingUsage] {
    hours.map { start in
      BillingUsage(
        provider: .aws, account: "0042", billingPeriodStart: hour(-300),
        lineItemID: "\(file)-\(id)-\(start)", usageStart: hour(Double(start)),
        usageEnd: hour(Double(start) + 1), zone: "us-east-1a",
        region: "us-east-1", instanceType: "g4dn.xlarge", os: "linux",
        market: .spot, resourceID: id, usedMilliseconds: 3_600_000,
        cost: MicroUSD(rawValue: 0), onDemandCost: nil, labels: [:],
        origin: RowOrigin(source: file, fileDigest: file, line: 1))
    }
  }

  private func warned(
    _ id: String, _ at: Double, provider: PoolID.Provider = .aws
  ) -> InstanceEvent {
    InstanceEvent(
      provider: provider, eventID: "\(id)-\(at)", kind: .interruptionWarning,
      instanceID: id, at: hour(at), zone: nil, region: "us-east-1", state: nil,
      origin: testOrigin)
  }

  private func life(
    _ id: String, _ from: Double, _ until: Double
  ) -> LaunchAttempt {
    LaunchAttempt(
      launchID: "\(id)-\(from)",
      pool: PoolID(
        provider: .aws, zone: "us-east-1a", instanceType: "g4dn.xlarge"),
      market: .spot, requestedAt: hour(from), launchedAt: hour(from),
      instanceID: id, endedAt: hour(until), exit: .interrupted, job: nil,
      gang: nil, origin: testOrigin)
  }

  private func warnings(_ facts: InstanceFacts) throws -> [SourceWarning] {
    let report = spells(
      from: facts, catalog: try .forTests(), until: hour(1000))
    return sourceWarnings(from: facts, spells: report.spells)
  }

  @Test func aLogOfInterruptionsAloneHasNoDenominator() throws {
    let found = try warnings(
      InstanceFacts(events: [warned("i-2", 1), warned("i-1", 2)]))
    #expect(
      found == [
        SourceWarning(
          kind: .noDenominator, count: 2,
          message: "aws: 2 interruptions and not one hour at risk: a log of "
            + "interruptions has no denominator and gives no rate. Ingest "
            + "launches, a bill with resource ids or instance descriptions "
            + "of the same time.", examples: ["i-1", "i-2"])
      ])
  }

  @Test func aPoolWithoutHoursIsNamed() throws {
    let described = InstanceDescription(
      provider: .aws, instanceID: "i-9", zone: "us-east-1b",
      instanceType: "p3.2xlarge", os: nil, market: .spot,
      lifetimeCapSeconds: nil, origin: testOrigin)
    let found = try warnings(
      InstanceFacts(
        events: [warned("i-9", 1)], instances: [described],
        launches: [life("i-1", 0, 5)]))
    #expect(found.map(\.kind) == [.noDenominator])
    #expect(found.map(\.count) == [1])
    #expect(found.map(\.examples) == [["aws/us-east-1b/p3.2xlarge"]])
  }

  @Test func sourcesThatAgreeGiveNoWarning() throws {
    // Launched at 0:30 and lost at 5:30; billed from hour 0 to the end of 5.
    let found = try warnings(
      InstanceFacts(
        usage: usage("i-1", hours: 0...5) + usage("i-2", hours: 0...20),
        events: [warned("i-1", 5.47)], launches: [life("i-1", 0.5, 5.5)]))
    #expect(found.isEmpty)
  }

  @Test func hoursBilledAfterTheLogEndsAreADisagreement() throws {
    // The log ends at 3:00; hours 4 and 5 are billed, hour 3 is the slack.
    let found = try warnings(
      InstanceFacts(
        usage: usage("i-1", hours: 0...5), launches: [life("i-1", 0, 3)]))
    #expect(found.map(\.kind) == [.disagreement])
    #expect(
      found.map(\.message) == [
        "aws: 2 instance-hours of 1 instance are billed at hours at which the "
          + "launch log says that the instance did not run."
      ])
  }

  @Test func hoursOfTheLogThatNobodyBilledAreADisagreement() throws {
    // Life from 0 to 10, billed to 6: 4 h; another bill reaches to 20.
    let found = try warnings(
      InstanceFacts(
        usage: usage("i-1", hours: 0...5) + usage("i-2", hours: 0...19),
        launches: [life("i-1", 0, 10)]))
    #expect(found.first?.kind == .disagreement)
    #expect(
      found.first?.message
        == "aws: 4 instance-hours of 1 instance stand in the launch log at "
        + "hours that the bill covers and does not charge.")
  }

  @Test func twoReportsOfOneUsageOverlap() throws {
    // Three of six hours in both files.
    let found = try warnings(
      InstanceFacts(
        usage: usage("i-1", hours: 0...5)
          + usage("i-1", hours: 3...5, file: "b")))
    #expect(found.map(\.kind) == [.disagreement])
    #expect(found.map(\.count) == [3])
    #expect(found[0].message.contains("3 instance-hours of 1 instance"))
    // The same rows in one file are lines of one report.
    #expect(
      try warnings(
        InstanceFacts(
          usage: usage("i-1", hours: 0...5) + usage("i-1", hours: 3...5))
      ).isEmpty)
  }

  @Test func aShiftOfWholeHoursLooksLikeATimeZone() throws {
    // Warned 2 min before the end, as a clock five hours ahead writes it.
    let found = try warnings(
      InstanceFacts(
        events: [warned("i-1", 7.967), warned("i-2", 8.967)],
        launches: [life("i-1", 0, 3), life("i-2", 1, 4)]))
    #expect(found.map(\.kind) == [.clock])
    #expect(
      found.map(\.message) == [
        "aws: 2 of 2 moments of the events lie more than an hour outside the "
          + "lives that the launch log knows, 2 of them by 5 h later: this "
          + "looks like a time zone. Ingest that log into a new database with "
          + "the right --time-zone."
      ])
    #expect(found[0].examples == ["i-1", "i-2"])
  }

  @Test func otherShiftsAreClocksThatDoNotFit() throws {
    let found = try warnings(
      InstanceFacts(
        usage: usage("i-1", hours: 0...3),
        events: [warned("i-1", 6.3), warned("i-1", 300)]))
    #expect(found.map(\.kind) == [.clock])
    #expect(found[0].count == 2)
    #expect(
      found[0].message
        == "aws: 2 of 2 moments of the events lie more than an hour outside "
        + "the lives that the bill knows. Check the clocks and time zones of "
        + "both.")
  }
}
