import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Compute Engine operations")
struct GCPOperationsTests {
  private func operation(
    _ type: String, id: String, more: String = "",
    status: String = "DONE", resource: String = "instances/vm-1"
  ) -> String {
    """
    {"id":"\(id)","operationType":"\(type)","status":"\(status)",\
    "insertTime":"2026-01-14T02:00:00.000-08:00","targetId":"901",\
    "targetLink":"https://c/projects/p/zones/us-east1-b/\(resource)",\
    "zone":"https://c/projects/p/zones/us-east1-b"\(more)}
    """
  }

  @Test("a VM is described and its operations become events at insertTime")
  func machine() throws {
    let reading = try Reading.text(Sample.operations.text, name: "o")
    let origin = RowOrigin(source: "o", fileDigest: "d", line: 1)
    #expect(
      reading.facts.instances == [
        InstanceDescription(
          provider: .gcp, instanceID: "901", zone: "us-east1-b",
          instanceType: "a2-highgpu-1g", os: nil, market: .spot,
          lifetimeCapSeconds: 86_400, origin: origin)
      ])
    #expect(
      reading.facts.events == [
        InstanceEvent(
          provider: .gcp, eventID: "11", kind: .launched, instanceID: "901",
          at: try .at("2026-01-14T10:00:00.5Z"), zone: "us-east1-b",
          region: "us-east1", state: nil, origin: origin),
        InstanceEvent(
          provider: .gcp, eventID: "12", kind: .preempted, instanceID: "901",
          at: try .at("2026-01-14T10:01:01Z"), zone: "us-east1-b",
          region: "us-east1", state: nil, origin: origin),
      ])
  }

  @Test("the plain list of gcloud gives events and no machine types")
  func plainList() throws {
    let list = [
      operation("insert", id: "1"), operation("stop", id: "2"),
      operation("delete", id: "3"),
      operation("compute.instances.preempted", id: "4"),
      operation("setLabels", id: "5"),
      operation("insert", id: "6", resource: "disks/d-1"),
      operation("insert", id: "7", status: "RUNNING"),
    ].joined(separator: ",\n")
    for text in ["[\(list)]", "{\"kind\":\"k\",\"items\":[\(list)]}"] {
      let reading = try Reading.text(text)
      #expect(reading.report.format == .gcpOperations)
      #expect(
        reading.facts.events.map(\.kind) == [
          .launched, .stopped, .stopped, .preempted,
        ])
      #expect(reading.facts.instances.isEmpty)
      #expect(
        reading.report.ignored == [
          "operation setLabels": 1, "operation on another resource": 1,
          "operation not done": 1,
        ])
      #expect(reading.report.rowsRead == 7)
    }
  }

  @Test("an insert that failed is no launch")
  func failedInsert() throws {
    let failed = operation(
      "insert", id: "1",
      more: ",\"error\":{\"errors\":[{\"code\":\"QUOTA_EXCEEDED\"}]}")
    let status = operation(
      "insert", id: "2", more: ",\"httpErrorStatusCode\":503")
    let reading = try Reading.text("[\(failed),\(status)]")
    #expect(reading.facts.isEmpty)
    #expect(reading.report.ignored == ["failed operation": 2])
  }

  @Test("an insert that found no capacity is a refused request of its pool")
  func exhausted() throws {
    let failed = operation(
      "insert", id: "1",
      more: ",\"error\":{\"errors\":[{\"code\":"
        + "\"ZONE_RESOURCE_POOL_EXHAUSTED\"}]}")
    let text = """
      {"vm-1":{"instance_data":{"ZONE":"us-east1-b","PREEMPTIBLE":"true",
      "MACHINE_TYPE":"a2-highgpu-1g"},"insert":\(failed)}}
      """
    let request = try #require(try Reading.text(text).facts.requests.first)
    #expect(request.pool?.key == "gcp/us-east1-b/a2-highgpu-1g")
    #expect(request.market == .spot)
    #expect(request.grantedAt == nil)
    #expect(request.refusal == .noCapacity)
    #expect(request.code == "ZONE_RESOURCE_POOL_EXHAUSTED")
    #expect(try request.requestedAt == .at("2026-01-14T10:00:00Z"))
    // The plain list names no machine: a request without a pool.
    let plain = try #require(
      try Reading.text("[\(failed)]").facts.requests.first)
    #expect(plain.pool == nil)
    #expect(plain.zone == "us-east1-b")
  }

  @Test("an operation without its instance is set aside, the others stay")
  func incomplete() throws {
    let text = """
      {"vm-1":{"instance_data":{"PREEMPTIBLE":"false"},
      "insert":\(operation("insert", id: "1")),
      "stop":{"operationType":"stop","id":"2","status":"DONE",
      "insertTime":"yesterday","targetId":"901"}}, "vm-2": {"note": "none"}}
      """
    let reading = try Reading.text(text)
    #expect(
      reading.problems == [
        "1 | insertTime | yesterday | 'yesterday' is not a date and time"
      ])
    #expect(reading.facts.events.map(\.kind) == [.launched])
    #expect(reading.facts.instances.map(\.market) == [.onDemand])
    #expect(reading.facts.instances.map(\.lifetimeCapSeconds) == [nil])
    #expect(reading.report.ignored == ["no operation": 1])
  }
}
