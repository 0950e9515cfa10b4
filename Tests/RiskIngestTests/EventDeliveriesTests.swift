import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Deliveries of AWS events")
struct EventDeliveriesTests {
  private func event(_ id: String) -> String {
    """
    {"version":"0","id":"\(id)",\
    "detail-type":"EC2 Spot Instance Interruption Warning",\
    "source":"aws.ec2","time":"2026-01-14T02:00:00Z","region":"us-east-1",\
    "resources":["arn:aws:ec2:us-east-1b:instance/i-01"],\
    "detail":{"instance-id":"i-01","instance-action":"terminate"}}
    """
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      + "\""
  }

  private func sns(_ id: String) -> String {
    "{\"Type\":\"Notification\",\"MessageId\":\"m\",\"Message\":"
      + quoted(event(id)) + "}"
  }

  /// Name, text; each holds the events a and b.
  private var deliveries: [(String, String)] {
    let (a, b) = (event("a"), event("b"))
    return [
      (
        "receive-message",
        "{\"Messages\":[{\"MessageId\":\"1\",\"Body\":\(quoted(a))},"
          + "{\"MessageId\":\"2\",\"Body\":\(quoted(b))}]}"
      ),
      (
        "a batch handed to a function",
        "{\"Records\":[{\"messageId\":\"1\",\"body\":\(quoted(a))},"
          + "{\"messageId\":\"2\",\"body\":\(quoted(b))}]}"
      ),
      ("SNS notifications, one per line", sns("a") + "\n" + sns("b")),
      (
        "SNS inside SQS",
        "{\"Messages\":[{\"Body\":\(quoted(sns("a")))},"
          + "{\"Body\":\(quoted(sns("b")))}]}"
      ),
      (
        "an export of CloudWatch Logs",
        "2026-01-14T02:00:00.000Z \(a)\n2026-01-14T02:00:01.000Z \(b)\n"
      ),
      (
        "filter-log-events",
        "{\"events\":[{\"timestamp\":1,\"message\":\(quoted(a))},"
          + "{\"timestamp\":2,\"message\":\(quoted(b))}],"
          + "\"searchedLogStreams\":[]}"
      ),
      (
        "a subscription of CloudWatch Logs",
        "{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logEvents\":"
          + "[{\"id\":\"1\",\"message\":\(quoted(a))},"
          + "{\"id\":\"2\",\"message\":\(quoted(b))}]}"
      ),
      ("Firehose", a + b),
    ]
  }

  @Test("every wrapping gives the same two events")
  func wrapped() throws {
    for (name, text) in deliveries {
      for chunk in [7, 1 << 20] {
        let reading = try Reading.text(text, chunkBytes: chunk)
        #expect(reading.report.format == .awsEventBridge, "\(name)")
        #expect(reading.facts.events.map(\.eventID) == ["a", "b"], "\(name)")
        #expect(reading.report.rowsRead == 2, "\(name)")
        #expect(reading.setAside.isEmpty, "\(name)")
      }
    }
  }

  @Test("a message without an event costs itself alone")
  func others() throws {
    let text =
      "{\"Messages\":[{\"Body\":\"hello\"},{\"Body\":\(quoted(event("a")))},"
      + "{\"Body\":\(quoted("{\"broken\": "))}]}"
    let reading = try Reading.text(text)
    #expect(reading.facts.events.map(\.eventID) == ["a"])
    #expect(reading.report.ignored == ["a message without an event": 1])
    #expect(
      reading.problems == [
        "3 | - | {\"Body\":\"{\\\"broken\\\": \"} | broken JSON: "
          + "a value is missing"
      ])
  }

  @Test("lines of a log export keep their numbers")
  func lines() throws {
    let text = """
      2026-01-14T02:00:00.000Z \(event("a"))

      2026-01-14T02:00:00.000Z START of something
      2026-01-14T02:00:00.000Z \(event("b"))
      """
    let reading = try Reading.text(text)
    #expect(reading.facts.events.map(\.origin.line) == [1, 4])
    #expect(
      reading.problems == [
        "3 | - | 2026-01-14T02:00:00.000Z START of something | the line "
          + "holds no JSON document"
      ])
  }

  @Test("CloudTrail through EventBridge keeps CloudTrail's own key")
  func callEvents() throws {
    let text = """
      {"id":"eb-1","detail-type":"AWS Service Event via CloudTrail",
      "source":"aws.ec2","time":"2026-01-14T02:00:00Z","region":"us-east-1",
      "detail":{"eventTime":"2026-01-14T01:59:58Z","eventID":"ct-1",
      "eventName":"BidEvictedEvent","awsRegion":"us-east-1",
      "serviceEventDetails":{"instanceIdSet":["i-1"]}}}
      """
    let event = try #require(try Reading.text(text).facts.events.first)
    #expect(event.eventID == "ct-1")
    #expect(event.kind == .preempted)
    #expect(event.at.rfc3339 == "2026-01-14T01:59:58Z")
  }

  @Test("a launch that found no capacity is a request of its pool")
  func failedLaunch() throws {
    func failed(_ id: String, _ message: String) -> String {
      """
      {"id":"\(id)","detail-type":"EC2 Instance Launch Unsuccessful",\
      "time":"2026-01-14T02:00:00Z","region":"us-east-1","detail":{\
      "StatusCode":"Failed","StatusMessage":"\(message)",\
      "Details":{"Availability Zone":"us-east-1a"}}}
      """
    }
    let text =
      failed(
        "f-1",
        "We currently do not have sufficient p3.2xlarge capacity in the "
          + "Availability Zone you requested (us-east-1a).")
      + failed("f-2", "You are not authorized.")
    let reading = try Reading.text(text)
    let request = try #require(reading.facts.requests.first)
    #expect(request.pool?.key == "aws/us-east-1a/p3.2xlarge")
    #expect(request.refusal == .noCapacity)
    #expect(
      reading.report.ignored == ["failed launch, not for capacity": 1])
  }
}
