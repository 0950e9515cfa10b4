import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskIngest

/// Every real file of a log, with what it gives.
@Suite("Real logs", .enabled(if: realData != nil, skipReason))
struct RealLogsTests {
  /// File under events/, format, rows, facts, ignored rows, set-aside rows.
  static let events: [(String, IngestFormat, [Int])] = [
    (
      "aws_cloudtrail_BidEvictedEvent_2026_captured", .awsCloudTrail,
      [1, 2, 0, 0]
    ),
    ("aws_cloudtrail_BidEvictedEvent_awsdocs", .awsCloudTrail, [1, 2, 0, 0]),
    ("aws_cloudtrail_BidFulfilledEvent_awsdocs", .awsCloudTrail, [1, 2, 0, 0]),
    ("aws_describe_spot_instance_requests", .awsSpotRequests, [1, 3, 0, 0]),
    ("aws_eventbridge_asg_terminate_lifecycle", .awsEventBridge, [1, 0, 1, 0]),
    (
      "aws_eventbridge_rebalance_recommendation", .awsEventBridge, [1, 1, 0, 0]
    ),
    (
      "aws_eventbridge_spot_interruption_warning", .awsEventBridge,
      [1, 1, 0, 0]
    ),
    ("aws_eventbridge_state_change", .awsEventBridge, [1, 1, 0, 0]),
    (
      "azure_imds_scheduled_event_preempt", .azureScheduledEvents, [1, 1, 0, 0]
    ),
    ("gcp_audit_log_compute_instances_preempted", .gcpAuditLog, [1, 1, 0, 0]),
    // The documented entry has no timestamp.
    ("gcp_audit_log_instances_insert", .gcpAuditLog, [1, 0, 0, 1]),
  ]

  private func path(_ name: String) throws -> String {
    try #require(realData) + "/" + name
  }

  @Test("each event file", arguments: events.indices)
  func eventFile(index: Int) throws {
    let (name, format, counts) = Self.events[index]
    let reading = try Reading.file(
      try path("events/\(name).json"), name: name)
    #expect(reading.report.format == format)
    #expect(
      [
        reading.report.rowsRead, reading.facts.count,
        reading.report.ignored.values.reduce(0, +), reading.setAside.count,
      ] == counts, "\(name)")
  }

  @Test("the table above names every event file but the two that are refused")
  func allFiles() throws {
    let found = try FileManager.default.contentsOfDirectory(
      atPath: try path("events"))
    let refused = ["aws_imds_rebalance", "aws_imds_spot_instance_action"]
    #expect(
      found.sorted()
        == (Self.events.map(\.0) + refused).map { $0 + ".json" }.sorted())
    for name in refused {
      let error = #expect(throws: IngestError.self) {
        try IngestFile.detect(path: try path("events/\(name).json"))
      }
      #expect(error?.code == .unsupported)
      #expect(
        error?.message
          == "this is an answer of the instance metadata service: it does "
          + "not say which instance asked. Collect the same notices with an "
          + "EventBridge rule, or write the loss into a launch log.")
    }
  }

  @Test("the captured eviction of 2026 and the documented insert")
  func details() throws {
    let evicted = try Reading.file(
      try path("events/aws_cloudtrail_BidEvictedEvent_2026_captured.json"),
      name: "e")
    let event = try #require(evicted.facts.events.first)
    #expect(event.kind == .preempted)
    #expect(event.instanceID == "i-07d70f8f1ca48020c")
    #expect(try event.at == .at("2026-07-28T22:52:16Z"))
    let insert = try Reading.file(
      try path("events/gcp_audit_log_instances_insert.json"), name: "i")
    #expect(
      insert.problems == ["1 | timestamp | - | the value is missing"])
    let planned = try Reading.file(
      try path("events/azure_imds_scheduled_event_preempt.json"), name: "a")
    #expect(
      planned.facts.events.map(\.at.rfc3339) == ["2022-08-09T17:07:32Z"])
  }

  /// Counted with Python: 79 adds, 74 removals at 48 instants.
  @Test("g4dn fleet: 79 joined, 74 were taken at 48 instants")
  func nodeLog() throws {
    let log = try path("aws-node-log/g4dn-trace.csv")
    let missing = #expect(throws: IngestError.self) {
      try Reading.file(log, name: "g4dn-trace.csv")
    }
    #expect(missing?.option == "--zone")
    let reading = try Reading.file(
      log, name: "g4dn-trace.csv", hints: Sample.fleetHints)
    #expect(reading.report.format == .nodeLog)
    #expect(reading.setAside.isEmpty)
    let removed = reading.facts.fleetChanges.filter { $0.change == .removed }
    #expect(reading.facts.fleetChanges.count == 153)
    #expect(removed.count == 74)
    #expect(Set(removed.map(\.at)).count == 48)
  }

  /// Counted with Python: 268 rows, first 55, last 64.
  @Test("a100 counts need the zone of their clock")
  func aliveCounts() throws {
    let file = try path("gcp-alive-counts/a100x1-east1b.txt")
    var hints = IngestHints(zone: "us-east1-b", instanceType: "a2-highgpu-1g")
    let missing = #expect(throws: IngestError.self) {
      try Reading.file(file, name: "a", hints: hints)
    }
    #expect(missing?.option == "--time-zone")
    hints.clock = LocalClock(offsetMinutes: -300)
    let reading = try Reading.file(file, name: "a", hints: hints)
    #expect(reading.report.format == .aliveCounts)
    #expect(reading.setAside.isEmpty)
    let counts = reading.facts.aliveCounts
    #expect(counts.count == 268)
    #expect(counts.first?.alive == 55)
    #expect(counts.last?.alive == 64)
    #expect(counts.first?.at.rfc3339 == "2021-12-11T16:11:30Z")
    #expect(counts.first?.pool.key == "gcp/us-east1-b/a2-highgpu-1g")
  }
}
