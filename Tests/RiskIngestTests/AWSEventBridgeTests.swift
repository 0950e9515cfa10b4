import RiskDomain
import Testing

@testable import RiskIngest

@Suite("EventBridge events")
struct AWSEventBridgeTests {
  private func event(
    id: String = "e-1", type: String = "EC2 Spot Instance Interruption Warning",
    time: String = "2026-01-14T02:00:00Z",
    arn: String = "arn:aws:ec2:us-east-1b:instance/i-01",
    detail: String = "{\"instance-id\":\"i-01\",\"instance-action\":\"stop\"}"
  ) -> String {
    """
    {"id":"\(id)","detail-type":"\(type)","source":"aws.ec2","time":"\(time)",\
    "region":"us-east-1","resources":["\(arn)"],"detail":\(detail)}
    """
  }

  @Test("a warning keeps its action, and its zone where the ARN shows one")
  func warning() throws {
    #expect(
      try Reading.text(event(), name: "e").facts.events == [
        InstanceEvent(
          provider: .aws, eventID: "e-1", kind: .interruptionWarning,
          instanceID: "i-01", at: try .at("2026-01-14T02:00:00Z"),
          zone: "us-east-1b", region: "us-east-1", state: "stop",
          origin: RowOrigin(source: "e", fileDigest: "d", line: 1))
      ])
    let modern = event(arn: "arn:aws:ec2:us-east-1:1:instance/i-01")
    #expect(try Reading.text(modern).facts.events.map(\.zone) == [nil])
  }

  @Test("recommendations and state changes are events of their own kind")
  func kinds() throws {
    let text =
      event(
        id: "a", type: "EC2 Instance Rebalance Recommendation",
        detail: "{\"instance-id\":\"i-02\"}")
      + event(
        id: "b", type: "EC2 Instance State-change Notification",
        detail: "{\"instance-id\":\"i-02\",\"state\":\"running\"}")
    let events = try Reading.text(text).facts.events
    #expect(events.map(\.kind) == [.rebalanceRecommendation, .stateChanged])
    #expect(events.map(\.state) == [nil, "running"])
  }

  @Test("pretty, one per line, glued together and in a list are the same")
  func shapes() throws {
    let pair = [event(id: "a"), event(id: "b")]
    for text in [
      pair.joined(separator: "\n"), pair.joined(), pair.joined(separator: " "),
      "[" + pair.joined(separator: ",\n") + "]",
    ] {
      #expect(
        try Reading.text(text).facts.events.map(\.eventID) == ["a", "b"])
    }
  }

  @Test("other kinds of event are counted as ignored")
  func otherKinds() throws {
    let text =
      event(type: "EC2 Instance-terminate Lifecycle Action") + event()
      + event(type: "EC2 Instance-terminate Lifecycle Action")
    let reading = try Reading.text(text)
    #expect(
      reading.report.ignored
        == ["detail-type EC2 Instance-terminate Lifecycle Action": 2])
    #expect(reading.facts.count == 1)
  }

  @Test("an event without what it is about is set aside")
  func incomplete() throws {
    let text = [
      event(detail: "{}"), event(detail: "null"), event(id: ""),
      event(time: "2026-01-14T02:00:00"),
      event(
        type: "EC2 Instance State-change Notification",
        detail: "{\"instance-id\":\"i-02\"}"), event(id: "good"),
    ].joined(separator: "\n")
    let reading = try Reading.text(text)
    #expect(
      reading.problems == [
        "1 | detail.instance-id | - | the value is missing",
        "2 | detail | - | the value is missing",
        "3 | id |  | the value is empty",
        "4 | time | 2026-01-14T02:00:00 | '2026-01-14T02:00:00' has no time "
          + "zone; give one with --time-zone",
        "5 | detail.state | - | the value is missing",
      ])
    #expect(reading.facts.events.map(\.eventID) == ["good"])
  }

  @Test("a line that was cut off costs itself alone")
  func cutOffLine() throws {
    let whole = event(id: "a")
    // Cut inside a string, then between two members.
    let inString = String(whole.prefix(20))
    let between = String(whole.prefix(while: { $0 != "," })) + ","
    for broken in [inString, between, "garbage"] {
      let text = [whole, broken, event(id: "b")].joined(separator: "\n")
      let reading = try Reading.text(text)
      #expect(reading.facts.events.map(\.eventID) == ["a", "b"])
      #expect(reading.setAside.map(\.origin.line) == [2])
      #expect(reading.setAside.map(\.value) == [broken])
    }
  }
}
