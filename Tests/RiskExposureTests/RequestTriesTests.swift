import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

struct RequestTriesTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-east-1b", instanceType: "p3.2xlarge")

  private func request(
    _ id: String, _ at: Double, granted: Double? = nil,
    refused: Double? = nil, refusal: CapacityRequest.Refusal = .noCapacity,
    type: String? = "p3.2xlarge", market: Market? = .spot
  ) -> CapacityRequest {
    CapacityRequest(
      provider: .aws, requestID: id, requestedAt: hour(at),
      zone: "us-east-1b", region: "us-east-1", instanceType: type,
      market: market, grantedAt: granted.map { hour($0) },
      refusedAt: refused.map { hour($0) },
      refusal: refused.map { _ in refusal }, origin: testOrigin)
  }

  private func launch(
    _ id: String, _ at: Double, launched: Double?, instance: String? = nil
  ) -> LaunchAttempt {
    LaunchAttempt(
      launchID: id, pool: pool, market: .spot, requestedAt: hour(at),
      launchedAt: launched.map { hour($0) }, instanceID: instance,
      endedAt: nil, exit: nil, job: nil, gang: nil, origin: testOrigin)
  }

  private func event(_ id: String, _ at: Double) -> InstanceEvent {
    InstanceEvent(
      provider: .aws, eventID: "e-\(id)-\(at)", kind: .launched,
      instanceID: id, at: hour(at), zone: nil, region: "us-east-1",
      state: nil, origin: testOrigin)
  }

  private func description(_ id: String) -> InstanceDescription {
    InstanceDescription(
      provider: .aws, instanceID: id, zone: "us-east-1b",
      instanceType: "p3.2xlarge", os: nil, market: .spot,
      lifetimeCapSeconds: nil, origin: testOrigin)
  }

  private func waits(_ facts: InstanceFacts, until: Double = 100) throws
    -> (spells: [Spell], attempts: [AttemptCounts], notes: [String])
  {
    let report = spells(
      from: facts, catalog: try .forTests(), until: hour(until))
    return (
      report.spells.filter { $0.process == .acquisition }, report.attempts,
      report.notes.map(\.message)
    )
  }

  // Refused at 1 h and 2 h, granted at 3 h after a request at 2.9 h: the wait
  // is 2 h.
  @Test func refusalsBelongToTheWaitOfTheNextGrant() throws {
    let found = try waits(
      InstanceFacts(requests: [
        request("a", 1, refused: 1), request("b", 2, refused: 2),
        request("c", 2.9, granted: 3),
      ]))
    #expect(found.spells.map(\.exit) == [.interrupted])
    expectClose(
      found.spells.first?.watched?.through ?? -1, 2, relative: 1e-9)
    #expect(
      found.attempts == [
        AttemptCounts(
          pool: pool, attempts: 3, successes: 1,
          bySize: [1: .init(attempts: 3, successes: 1)])
      ])
  }

  // Seen waiting for 4 h, never granted.
  @Test func aRequestThatStillWaitsIsCensoredThere() throws {
    let found = try waits(
      InstanceFacts(requests: [request("a", 1, refused: 5)]))
    #expect(found.spells.map(\.exit) == [.released])
    #expect(found.spells.first?.watched?.through == 4)
    #expect(
      found.attempts == [
        AttemptCounts(
          pool: pool, attempts: 1, successes: 0,
          bySize: [1: .init(attempts: 1, successes: 0)])
      ])
  }

  @Test func aPriceTooLowAndAWrongRequestSayNothing() throws {
    let found = try waits(
      InstanceFacts(requests: [
        request("a", 1, refused: 1, refusal: .priceTooLow),
        request("b", 2, refused: 2, refusal: .other),
        request("c", 3, refused: 3, market: .onDemand),
      ]))
    #expect(found.spells.isEmpty)
    #expect(found.attempts.isEmpty)
    #expect(found.notes.isEmpty)
  }

  @Test func aRefusalWithoutTypeIsCounted() throws {
    let found = try waits(
      InstanceFacts(requests: [
        request("a", 1, refused: 1, type: nil),
        request("b", 2, refused: 2, market: nil),
      ]))
    #expect(found.attempts.isEmpty)
    #expect(
      found.notes == [
        "2 refused requests do not say for which type, place or market: they "
          + "tell of no pool"
      ])
  }

  // The own log and CloudTrail tell of the same failure and success.
  @Test func twoSourcesOfOneTryCountOnce() throws {
    let found = try waits(
      InstanceFacts(
        events: [event("i-1", 3.01)], instances: [description("i-1")],
        launches: [
          launch("l1", 1, launched: nil),
          launch("l2", 2.95, launched: 3, instance: "i-1"),
        ],
        requests: [
          request("a", 1.02, refused: 1.02),
          request("c", 2.96, granted: 3.02),
        ]))
    #expect(
      found.attempts == [
        AttemptCounts(
          pool: pool, attempts: 2, successes: 1,
          bySize: [1: .init(attempts: 2, successes: 1)])
      ])
    #expect(found.spells.count == 1)
  }

  // Where refusals are on record, launches that events tell of are the other
  // outcome; elsewhere they say nothing of how often a request fails.
  @Test func launchesAreSuccessesWhereRefusalsAreRecorded() throws {
    let instances = ["i-1", "i-2", "i-3"].map(description)
    let events = [event("i-1", 3), event("i-2", 3), event("i-3", 8)]
    let silent = try waits(InstanceFacts(events: events, instances: instances))
    #expect(silent.attempts.isEmpty)
    let found = try waits(
      InstanceFacts(
        events: events, instances: instances,
        requests: [request("a", 1, refused: 1)]))
    // i-1 and i-2 came of one call.
    #expect(
      found.attempts == [
        AttemptCounts(
          pool: pool, attempts: 3, successes: 2,
          bySize: [
            1: .init(attempts: 2, successes: 1),
            2: .init(attempts: 1, successes: 1),
          ])
      ])
    // Only the wait that the refusal began was seen.
    #expect(found.spells.map(\.exit) == [.interrupted])
    #expect(found.spells.first?.watched?.through == 2)
  }

  @Test func outcomesAfterTheEndAreNotKnown() throws {
    let requests = [
      request("a", 1, refused: 1), request("b", 2, granted: 6),
      request("c", 3, refused: 7),
    ]
    let early = try waits(InstanceFacts(requests: requests), until: 5)
    #expect(
      early.attempts == [
        AttemptCounts(
          pool: pool, attempts: 1, successes: 0,
          bySize: [1: .init(attempts: 1, successes: 0)])
      ])
  }
}
