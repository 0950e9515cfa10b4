import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Logs of Google Cloud, Azure and Kubernetes")
struct OtherCloudLogsTests {
  @Test("two entries of one insert are one request and one launch")
  func auditLog() throws {
    let facts = try Reading.text(Sample.auditLog.text).facts
    #expect(facts.events.map(\.eventID) == ["op-1", "systemevent-1"])
    #expect(facts.events.map(\.kind) == [.launched, .preempted])
    #expect(facts.events.map(\.instanceID) == ["901", "901"])
    // The launch is the last entry's; nanoseconds are cut.
    #expect(facts.events.first?.at.rfc3339 == "2026-01-14T02:00:20Z")
    #expect(facts.requests.map(\.requestID) == ["op-1", "op-1"])
    #expect(
      facts.requests.map(\.grantedAt?.rfc3339) == [
        nil, "2026-01-14T02:00:20Z",
      ])
    #expect(facts.instances.map(\.instanceType) == ["a2-highgpu-1g"])
    #expect(facts.instances.map(\.market) == [.spot])
    // A Spot VM has no end after 24 hours.
    #expect(facts.instances.map(\.lifetimeCapSeconds) == [nil])
    #expect(Set(facts.aliases.map(\.name)) == ["vm-1"])
  }

  @Test("an insert that ends in a stock-out is a refusal and no launch")
  func stockOut() throws {
    func last(_ message: String) -> String {
      """
      {"protoPayload":{"methodName":"v1.compute.instances.insert",
      "resourceName":"projects/p/zones/us-east1-b/instances/vm-1",
      "status":{"code":8,"message":"\(message)"}},"insertId":"b",
      "severity":"ERROR","timestamp":"2026-01-14T02:00:20Z",
      "operation":{"id":"op-2","last":true}}
      """
    }
    let text = last("ZONE_RESOURCE_POOL_EXHAUSTED") + last("QUOTA_EXCEEDED")
    let reading = try Reading.text(text)
    #expect(reading.facts.events.isEmpty)
    #expect(reading.facts.requests.map(\.refusal) == [.noCapacity])
    #expect(reading.facts.requests.map(\.zone) == ["us-east1-b"])
    #expect(reading.report.ignored == ["failed operation": 1])
  }

  @Test("attached GPUs are part of the machine; old preemptibles are capped")
  func machines() throws {
    let text = """
      {"protoPayload":{"methodName":"beta.compute.instances.insert",
      "resourceName":"projects/p/zones/us-east1-b/instances/vm-1",
      "request":{"machineType":"m/n1-standard-8",
      "guestAccelerators":[{"acceleratorCount":2,
      "acceleratorType":"projects/p/acceleratorTypes/nvidia-tesla-t4"}],
      "scheduling":{"preemptible":true}}},"insertId":"a",
      "timestamp":"2026-01-14T02:00:00Z",
      "resource":{"labels":{"instance_id":"902"}}}
      {"protoPayload":{"methodName":"v1.compute.disks.insert"},
      "insertId":"d","timestamp":"2026-01-14T02:00:00Z"}
      """
    let reading = try Reading.text(text)
    #expect(
      reading.facts.instances.map(\.instanceType) == ["n1-standard-8+t4x2"])
    #expect(reading.facts.instances.map(\.lifetimeCapSeconds) == [86_400])
    // Neither first nor last: one entry that tells of the whole call.
    #expect(reading.facts.events.map(\.kind) == [.launched])
    #expect(
      reading.report.ignored == ["methodName v1.compute.disks.insert": 1])
  }

  @Test("a planned eviction is a loss of each VM at NotBefore")
  func scheduledEvents() throws {
    let reading = try Reading.text(Sample.scheduledEvents.text)
    #expect(reading.facts.events.map(\.eventID) == ["E-1/vm-a", "E-1/vm-b"])
    #expect(reading.facts.events.map(\.kind) == [.preempted, .preempted])
    #expect(
      reading.facts.events.map(\.at.rfc3339) == [
        "2022-08-09T17:07:32Z", "2022-08-09T17:07:32Z",
      ])
    #expect(
      reading.report.ignored == [
        "EventType Reboot": 1, "nothing was planned": 1,
      ])
  }

  @Test("times of Azure: another form, a missing zone, a wrong weekday")
  func azureTimes() throws {
    func planned(_ time: String) -> String {
      """
      {"DocumentIncarnation":1,"Events":[{"EventId":"E","Resources":["v"],
      "EventType":"Preempt","NotBefore":"\(time)"}]}
      """
    }
    let text = [
      "2022-08-09T17:07:32Z", "", "Tue, 09 Aug 2022 17:07:32",
      "Wed, 09 Aug 2022 17:07:32 GMT", "soon",
    ].map(planned).joined(separator: "\n")
    let reading = try Reading.text(text)
    #expect(reading.facts.events.count == 1)
    #expect(
      reading.report.ignored == ["a Preempt event without NotBefore": 1])
    #expect(
      reading.problems == [
        "3 | NotBefore | Tue, 09 Aug 2022 17:07:32 | 'Tue, 09 Aug 2022 "
          + "17:07:32' has no time zone; GMT is expected at its end",
        "4 | NotBefore | Wed, 09 Aug 2022 17:07:32 GMT | 'Wed, 09 Aug 2022 "
          + "17:07:32 GMT' is not in the calendar",
        "5 | NotBefore | soon | 'soon' is not a date and time",
      ])
  }

  @Test("an event that repeats is one notice at its first time")
  func kubernetes() throws {
    let reading = try Reading.text(Sample.kubernetes.text)
    let events = reading.facts.events
    #expect(events.map(\.eventID) == ["u-1", "u-2"])
    #expect(
      events.map(\.instanceID) == ["ip-10-0-1-2.ec2.internal", "i-02"])
    #expect(events.first?.at.rfc3339 == "2026-01-14T02:00:00Z")
    #expect(reading.facts.instances.map(\.instanceType) == ["p3.2xlarge"])
    #expect(reading.report.ignored == ["reason NodeReady": 1])
  }

  @Test("claims and pods repeat what their node says; the cloud may be asked")
  func kubernetesOthers() throws {
    func event(_ reason: String, _ kind: String, _ name: String) -> String {
      """
      {"type":"ADDED","object":{"reason":"\(reason)",
      "metadata":{"uid":"\(kind)-\(name)"},"count":1,
      "involvedObject":{"kind":"\(kind)","name":"\(name)"},
      "firstTimestamp":null,"eventTime":"2026-01-14T02:00:00.123456Z"}}
      """
    }
    let text = [
      event("SpotInterrupted", "NodeClaim", "default-abcde"),
      event("SpotInterrupted", "Node", "worker-1"),
      event("InstanceTerminating", "Node", "gke-pool-1"),
      event("InsufficientCapacityError", "NodeClaim", "default-xyz"),
    ].joined(separator: "\n")
    let reading = try Reading.text(text)
    #expect(
      reading.report.ignored == [
        "SpotInterrupted of a NodeClaim, also told of its node": 1,
        "InsufficientCapacityError of a cloud that only --provider can name":
          1,
      ])
    #expect(
      reading.problems == [
        "2 | involvedObject.name | worker-1 | node 'worker-1' may belong to "
          + "several clouds; name one with --provider"
      ])
    #expect(reading.facts.events.map(\.state) == ["shutting-down"])
    #expect(reading.facts.events.map(\.provider) == [.gcp])
    let named = try Reading.text(text, hints: IngestHints(provider: .azure))
    #expect(named.setAside.isEmpty)
    #expect(named.facts.requests.map(\.refusal) == [.noCapacity])
    #expect(named.facts.requests.map(\.pool) == [nil])
  }
}
