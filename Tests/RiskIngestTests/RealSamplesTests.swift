import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskIngest

/// Figures counted once with Python's json, csv and gzip modules.
@Suite(
  "Real samples",
  .enabled(if: realData != nil, skipReason))
struct RealSamplesTests {
  private func files(_ folder: String) throws -> [String] {
    let root = try #require(realData) + "/" + folder
    return try FileManager.default.contentsOfDirectory(atPath: root).sorted()
      .map { root + "/" + $0 }
  }

  private func read(
    _ path: String, hints: IngestHints = IngestHints()
  ) throws -> Reading {
    try Reading.file(
      path, name: URL(fileURLWithPath: path).lastPathComponent, hints: hints)
  }

  @Test("sa-east-1 prices: 8,705 rows, 272 instants of one pool")
  func prices() throws {
    var facts: [Fact] = []
    for path in try files("aws-spot-prices") {
      let reading = try read(path)
      #expect(reading.report.format == .awsSpotPriceHistory)
      #expect(reading.setAside.isEmpty)
      facts += reading.facts
    }
    #expect(facts.prices.count == 8705)
    let pool = try PoolID(key: "aws/sa-east-1a/m5.xlarge")
    let instants = facts.prices.filter { $0.pool == pool }
      .map(\.effectiveFrom)
    #expect(Set(instants).count == 272)
  }

  @Test("605 preemptible VMs: 347 preemptions and 258 stops")
  func operations() throws {
    let path = try #require(try files("gcp-preemptions").first)
    let reading = try read(path)
    #expect(reading.report.format == .gcpOperations)
    #expect(reading.report.rowsRead == 1210)
    #expect(reading.setAside.isEmpty)
    let kinds = Dictionary(grouping: reading.facts.events, by: \.kind)
      .mapValues(\.count)
    #expect(kinds == [.launched: 605, .preempted: 347, .stopped: 258])
    #expect(Set(reading.facts.instances.map(\.instanceID)).count == 605)
    #expect(
      reading.facts.instances.allSatisfy {
        $0.market == .spot && $0.lifetimeCapSeconds == 86_400
          && $0.zone != nil && $0.instanceType != nil
      })
    // Ends at or after 86,300 s are the 24 h cap.
    let launched = Dictionary(
      uniqueKeysWithValues: reading.facts.events.filter {
        $0.kind == .launched
      }.map { ($0.instanceID, $0.at) })
    let ages = try reading.facts.events.filter { $0.kind == .preempted }.map {
      try $0.at.milliseconds(since: #require(launched[$0.instanceID]))
    }
    #expect(ages.filter { $0 >= 86_300_000 }.count == 230)
    #expect(ages.filter { $0 < 86_300_000 }.count == 117)
    #expect(ages.min() == 56_358)
  }

  @Test("eight traces of us-west-2, 2022-10-26")
  func traces() throws {
    let paths = try files("availability-traces/aws-10-26-2022")
    #expect(paths.count == 8)
    var types: Set<String> = []
    for path in paths {
      let reading = try read(path)
      #expect(reading.report.format == .availabilityTrace)
      let probe = try #require(reading.facts.probes.first)
      types.insert(probe.pool.instanceType)
      #expect(probe.gapMilliseconds == 600_000)
      #expect(try probe.traceStart == .at("2022-10-26T00:00:00Z"))
      // 11,729 bytes each: 44 of frame and 3 per tick ("1, ").
      #expect(reading.facts.count == reading.report.rowsRead)
      #expect(reading.facts.count == 3895)
    }
    #expect(
      types == ["p2.xlarge", "p2.8xlarge", "p3.2xlarge", "p3.16xlarge"])
  }

  @Test("a bare list of Capacity Block offerings asks for what it lacks")
  func offerings() throws {
    let path = try #require(
      try files("aws-capacity-blocks").first { $0.contains("describe") })
    #expect(try IngestFile.detect(path: path) == .awsCapacityBlocks)
    var hints = IngestHints(capturedAt: try .at("2025-02-14T16:00:00Z"))
    let error = #expect(throws: IngestError.self) {
      try read(path, hints: hints)
    }
    #expect(error?.option == "--instance-type")
    hints.instanceType = "p4d.24xlarge"
    let offerings = try read(path, hints: hints).facts.offerings
    // 24 h, 19 h and 43 h; all three end at 11:30 or a day of start + hours.
    #expect(
      offerings.map { $0.end.hours(since: $0.start) } == [24, 19, 43])
    #expect(offerings.map(\.upfrontFee.usd) == [283, 228, 511])
  }
}
