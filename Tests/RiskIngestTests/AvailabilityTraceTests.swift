import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Availability traces")
struct AvailabilityTraceTests {
  private func read(
    _ text: String = Sample.trace.text, folder: String = "aws-10-26-2022",
    name: String = "us-west-2a_v100_1.json", hints: IngestHints = IngestHints()
  ) throws -> Reading {
    try Reading.text(text, folder: folder, name: name, hints: hints)
  }

  @Test("pool, start and gap come from name, folder and file")
  func probes() throws {
    let probes = try read().facts.probes
    #expect(
      probes.last
        == AvailabilityProbe(
          pool: try PoolID(key: "aws/us-west-2a/p3.2xlarge"),
          traceStart: try .at("2022-10-26T00:00:00Z"),
          gapMilliseconds: 600_000, tick: 3, available: 2,
          origin: RowOrigin(
            source: "us-west-2a_v100_1.json", fileDigest: "d", line: 4)))
    #expect(probes.map(\.available) == [1, 1, 0, 2])
    #expect(probes.map(\.tick) == [0, 1, 2, 3])
    #expect(
      try read().report.lastInstant == .at("2022-10-26T00:30:00Z"))
  }

  @Test("hints override what file, name and folder say")
  func hints() throws {
    let hints = IngestHints(
      start: try .at("2023-02-15T06:00:00Z"), gapSeconds: 300,
      provider: .gcp, zone: "us-east1-b", instanceType: "a2-highgpu-1g")
    let probe = try #require(try read(hints: hints).facts.probes.last)
    #expect(probe.pool.key == "gcp/us-east1-b/a2-highgpu-1g")
    #expect(probe.gapMilliseconds == 300_000)
    #expect(try probe.traceStart == .at("2023-02-15T06:00:00Z"))
  }

  @Test("names of published traces stand for these machines")
  func machines() throws {
    let names = [
      "us-west-2a_v100_1.json": "aws/us-west-2a/p3.2xlarge",
      "us-west-2b_v100_8.json": "aws/us-west-2b/p3.16xlarge",
      "us-west-2a_k80_1.json.gz": "aws/us-west-2a/p2.xlarge",
      "us-west-2a_k80_8.json": "aws/us-west-2a/p2.8xlarge",
      "us-east-1a_a100_40gb_8.json": "aws/us-east-1a/p4d.24xlarge",
      "us-central1-a_a100_40gb_8.json": "gcp/us-central1-a/a2-highgpu-8g",
    ]
    for (name, pool) in names {
      let probe = try read(
        folder: "x", name: name,
        hints: IngestHints(start: .at("2022-10-26T00:00:00Z"))
      ).facts.probes.first
      #expect(probe?.pool.key == pool)
    }
  }

  @Test("what nobody says is asked for by the option's name")
  func asks() throws {
    func option(
      _ text: String = Sample.trace.text, folder: String = "aws-10-26-2022",
      name: String = "us-west-2a_v100_1.json",
      hints: IngestHints = IngestHints()
    ) -> String? {
      let error = #expect(throws: IngestError.self) {
        try read(text, folder: folder, name: name, hints: hints)
      }
      #expect(error?.code == .needsOption)
      return error?.option
    }
    #expect(option(folder: "traces") == "--start")
    #expect(option(name: "trace.json") == "--zone")
    #expect(option(name: "us-west-2a_warp_3.json") == "--instance-type")
    #expect(option(folder: "x", name: "rack-7_v100_1.json") == "--provider")
  }

  @Test("a trace without its gap asks for it")
  func missingGap() throws {
    let error = #expect(throws: IngestError.self) {
      try Reading.text(
        "{\"metadata\":{},\"data\":[1]}", folder: "aws-10-26-2022",
        name: "us-west-2a_v100_1.json", format: .availabilityTrace)
    }
    #expect(error?.option == "--gap-seconds")
  }

  @Test("data before metadata is the same trace")
  func reversedKeys() throws {
    let text = "{\"data\": [1, 1, 0, 2], \"metadata\": {\"gap_seconds\": 600}}"
    #expect(try read(text).facts == read().facts)
  }

  @Test("a tick that is no count is set aside and its place stays empty")
  func badTicks() throws {
    let text =
      "{\"metadata\":{\"gap_seconds\":600},\"data\":[1,null,-1,1.5,\"x\",3]}"
    let reading = try read(text)
    #expect(
      reading.problems == [
        "2 | data | - | the value is missing",
        "3 | data | -1 | '-1' is below 0",
        "4 | data | 1.5 | '1.5' is not a whole number",
        "5 | data | x | 'x' is not a whole number",
      ])
    #expect(reading.facts.probes.map(\.tick) == [0, 5])
  }

  @Test("a gap that cannot be is an error")
  func badGap() throws {
    for gap in ["0", "-600", "\"soon\"", "1e99", "1e6"] {
      let text = "{\"metadata\":{\"gap_seconds\":\(gap)},\"data\":[1]}"
      let error = #expect(throws: IngestError.self) { try read(text) }
      #expect(error?.code == .malformedDocument)
    }
  }
}
