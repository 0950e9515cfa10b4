import RiskDomain
import Testing

@testable import RiskIngest

@Suite("CloudTrail records")
struct AWSCloudTrailTests {
  private func record(
    _ name: String, id: String = "ct-1", more: String
  ) -> String {
    """
    {"eventVersion":"1.11","eventTime":"2026-01-14T02:00:00Z",\
    "eventSource":"ec2.amazonaws.com","eventName":"\(name)",\
    "awsRegion":"us-east-1","eventID":"\(id)",\
    \(more.replacing("\n", with: " "))}
    """
  }

  private func evicted(_ ids: String, id: String = "ct-1") -> String {
    record(
      "BidEvictedEvent", id: id,
      more: "\"serviceEventDetails\":{\"instanceIdSet\":\(ids)}")
  }

  @Test("one eviction of several instances is a loss of each at one instant")
  func severalInstances() throws {
    let events = try Reading.text(
      evicted("[\"i-1\",\"i-2\",\"i-1\"]"), name: "e"
    ).facts.events
    #expect(events.map(\.instanceID) == ["i-1", "i-2"])
    #expect(events.map(\.eventID) == ["ct-1/i-1", "ct-1/i-2"])
    #expect(events.map(\.kind) == [.preempted, .preempted])
    #expect(Set(events.map(\.at)).count == 1)
  }

  @Test("an eviction without instances is set aside with the reason")
  func noInstances() throws {
    for ids in ["[]", "null"] {
      let reading = try Reading.text(evicted(ids))
      #expect(reading.facts.isEmpty)
      #expect(
        reading.problems == [
          "1 | serviceEventDetails.instanceIdSet | - | the event names no "
            + "instance, so that nobody can say which pool it belongs to"
        ])
    }
  }

  @Test("the output of lookup-events holds records as strings")
  func lookup() throws {
    let inner = evicted("[\"i-1\"]").replacing("\"", with: "\\\"")
    let text = """
      {"Events":[{"EventId":"ct-1","EventName":"BidEvictedEvent",
      "Resources":[],"CloudTrailEvent":"\(inner)"},
      {"EventId":"ct-2","EventName":"X","CloudTrailEvent":"{\\"eventName"}]}
      """
    let reading = try Reading.text(text)
    #expect(reading.report.format == .awsCloudTrail)
    #expect(reading.facts.events.map(\.eventID) == ["ct-1"])
    #expect(reading.report.rowsRead == 2)
    #expect(
      reading.setAside.map(\.reason) == ["broken JSON: a string is not closed"])
  }

  @Test("a launch tells type, zone, market and name of its instances")
  func runInstances() throws {
    let text = record(
      "RunInstances",
      more: """
        "responseElements":{"instancesSet":{"items":[
        {"instanceId":"i-1","instanceType":"p3.2xlarge","platform":"windows",
        "instanceLifecycle":"spot","privateDnsName":"ip-1",
        "placement":{"availabilityZone":"us-east-1a"}},
        {"instanceId":"i-2","instanceType":"p3.2xlarge",
        "placement":{"availabilityZone":"us-east-1a"}}]}}
        """)
    let facts = try Reading.text(text).facts
    #expect(facts.instances.map(\.market) == [.spot, .onDemand])
    #expect(facts.instances.map(\.os) == ["windows", nil])
    #expect(facts.instances.map(\.zone) == ["us-east-1a", "us-east-1a"])
    #expect(facts.events.map(\.kind) == [.launched, .launched])
    #expect(facts.aliases.map(\.name) == ["ip-1"])
  }

  @Test(
    "a refusal is of the pool's capacity, of the price, or of no interest",
    arguments: [
      ("Server.InsufficientInstanceCapacity", "no-capacity"),
      ("Client.InsufficientInstanceCapacity", "no-capacity"),
      ("Client.SpotMaxPriceTooLow", "price-too-low"),
      ("Client.DryRunOperation", nil), ("Client.VcpuLimitExceeded", nil),
    ])
  func refusals(code: String, refusal: String?) throws {
    let text = record(
      "RunInstances",
      more: """
        "errorCode":"\(code)","errorMessage":"We currently do not have \
        sufficient p4d.24xlarge capacity in the Availability Zone you \
        requested (us-east-1b). Our system will work on it.",\
        "requestParameters":{"instanceType":"p4d.24xlarge",\
        "instanceMarketOptions":{"marketType":"spot"}},"responseElements":null
        """)
    let reading = try Reading.text(text)
    let request = reading.facts.requests.first
    #expect(request?.refusal?.rawValue == refusal)
    #expect(
      request?.pool?.key
        == refusal.map { _ in "aws/us-east-1b/p4d.24xlarge" })
    #expect(request?.market == refusal.map { _ in .spot })
    #expect(
      reading.report.ignored
        == (refusal == nil ? ["failed RunInstances": 1] : [:]))
  }

  @Test("a fleet says what it launched and which pools had nothing")
  func fleet() throws {
    let text = record(
      "CreateFleet",
      more: """
        "responseElements":{"CreateFleetResponse":{"fleetId":"fleet-1",
        "errorSet":{"item":[{"lifecycle":"spot",
        "errorCode":"InsufficientInstanceCapacity","errorMessage":"none",
        "launchTemplateAndOverrides":{"overrides":{
        "instanceType":"g5.xlarge","availabilityZone":"us-east-1c"}}},
        {"lifecycle":"spot","errorCode":"InvalidParameter"}]},
        "fleetInstanceSet":{"item":{"instanceType":"g5.2xlarge",
        "lifecycle":"spot","instanceIds":{"item":"i-9"},
        "launchTemplateAndOverrides":{"overrides":{
        "availabilityZone":"us-east-1d"}}}}}}
        """)
    let facts = try Reading.text(text).facts
    #expect(facts.requests.map(\.pool?.key) == ["aws/us-east-1c/g5.xlarge"])
    #expect(facts.requests.map(\.requestID) == ["ct-1/0"])
    #expect(facts.events.map(\.instanceID) == ["i-9"])
    #expect(facts.instances.map(\.instanceType) == ["g5.2xlarge"])
    #expect(facts.instances.map(\.market) == [.spot])
  }

  @Test("a termination by the user names its instances in the answer")
  func terminated() throws {
    let ids = "{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"}]}}"
    let text = [
      record("TerminateInstances", more: "\"responseElements\":\(ids)"),
      record(
        "TerminateInstances", id: "ct-2",
        more: "\"requestParameters\":\(ids),\"errorCode\":\"Client.X\""),
      record(
        "StopInstances", id: "ct-3", more: "\"requestParameters\":\(ids)"),
      record(
        "StartInstances", id: "ct-4", more: "\"requestParameters\":\(ids)"),
    ].joined(separator: "\n")
    let reading = try Reading.text(text)
    #expect(
      reading.facts.events.map(\.kind) == [.stopped, .stopped, .launched])
    #expect(reading.report.ignored == ["failed TerminateInstances": 1])
  }

  @Test("what S3 tells of its objects has other records and is not claimed")
  func notifications() {
    let text = """
      {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3",
      "eventTime":"2026-01-14T02:00:00Z","eventName":"ObjectCreated:Put",
      "s3":{"bucket":{"name":"b"}}}]}
      """
    #expect(IngestFormat.detect(head: Array(text.utf8)) == nil)
  }
}
