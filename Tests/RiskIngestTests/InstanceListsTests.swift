import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Spot requests and described instances")
struct InstanceListsTests {
  @Test("a fulfilled request is a grant, a launch and a description")
  func fulfilled() throws {
    let facts = try Reading.text(Sample.spotRequests.text, name: "r").facts
    let (granted, waiting) = (facts.requests[0], facts.requests[1])
    #expect(granted.requestID == "sir-1")
    #expect(granted.requestedAt.rfc3339 == "2026-01-14T02:00:00Z")
    #expect(granted.grantedAt?.rfc3339 == "2026-01-14T02:01:00Z")
    #expect(granted.pool?.key == "aws/us-east-1b/p3.2xlarge")
    #expect(granted.refusal == nil)
    #expect(waiting.grantedAt == nil)
    #expect(waiting.refusal == .noCapacity)
    #expect(waiting.refusedAt?.rfc3339 == "2026-01-14T02:05:00Z")
    #expect(waiting.pool?.key == "aws/us-east-1c/p3.2xlarge/windows")
    #expect(facts.events.map(\.kind) == [.launched])
    #expect(facts.instances.map(\.market) == [.spot])
  }

  /// Codes and what they say of the instance.
  @Test(
    "each status says what became of the instance",
    arguments: [
      ("instance-terminated-no-capacity", "preempted"),
      ("instance-terminated-by-price", "preempted"),
      ("instance-stopped-no-capacity", "preempted"),
      ("marked-for-termination", "interruption-warning"),
      ("instance-terminated-by-user", "stopped"),
      ("instance-terminated-by-experiment", "stopped"),
      ("request-canceled-and-instance-running", nil),
    ])
  func codes(code: String, kind: String?) throws {
    let text = Sample.spotRequests.text.replacing("fulfilled", with: code)
    let facts = try Reading.text(text).facts
    #expect(facts.events.first?.kind.rawValue == kind)
    #expect(facts.requests.first?.grantedAt == nil)
  }

  @Test("a price too low says nothing of capacity")
  func price() throws {
    let text = Sample.spotRequests.text.replacing(
      "capacity-not-available", with: "price-too-low")
    #expect(
      try Reading.text(text).facts.requests.last?.refusal == .priceTooLow)
  }

  @Test("a request without its status is set aside")
  func incomplete() throws {
    let text = """
      {"SpotInstanceRequests":[{"SpotInstanceRequestId":"sir-1"},
      {"SpotInstanceRequestId":"sir-2","Status":{"Code":"fulfilled"}}]}
      """
    #expect(
      try Reading.text(text).problems == [
        "1 | Status | - | the value is missing",
        "2 | UpdateTime | - | the value is missing",
      ])
  }

  @Test("described instances tell their start and, once gone, their end")
  func described() throws {
    let facts = try Reading.text(Sample.describedInstances.text).facts
    #expect(facts.instances.map(\.market) == [.spot, .onDemand])
    #expect(facts.events.map(\.kind) == [.launched, .preempted, .launched])
    #expect(
      facts.events.map(\.at.rfc3339) == [
        "2026-01-14T02:00:00Z", "2026-01-14T04:00:00Z",
        "2026-01-14T03:00:00Z",
      ])
    #expect(facts.aliases.map(\.name) == ["ip-1.internal"])
    let stopped = Sample.describedInstances.text
      .replacing("Service initiated", with: "User initiated")
      .replacing(
        "Server.SpotInstanceTermination", with: "Client.UserInitiatedShutdown")
    #expect(
      try Reading.text(stopped).facts.events.map(\.kind)
        == [.launched, .stopped, .launched])
  }

  @Test("--query Reservations[].Instances[] is a bare list")
  func bareList() throws {
    let text = """
      [{"InstanceId":"i-1","InstanceType":"g5.xlarge",
      "LaunchTime":"2026-01-14T02:00:00Z"}, {"InstanceType":"g5.xlarge"}]
      """
    let reading = try Reading.text(text)
    #expect(reading.report.format == .awsInstances)
    #expect(reading.facts.instances.map(\.instanceID) == ["i-1"])
    #expect(
      reading.problems == ["2 | InstanceId | - | the value is missing"])
  }
}
