import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Logs of fleets")
struct FleetLogsTests {
  @Test("a node log counts from --start")
  func nodeLog() throws {
    let changes = try Reading.text(
      Sample.nodeLog.text, hints: Sample.fleetHints
    ).facts.fleetChanges
    #expect(
      changes.map(\.at.rfc3339) == [
        "2026-01-14T00:08:00Z", "2026-01-14T00:09:00Z",
        "2026-01-14T00:15:00Z",
      ])
    #expect(changes.map(\.change) == [.added, .added, .removed])
    #expect(changes.map(\.node) == ["node1", "node2", "node1"])
    #expect(changes.map(\.origin.line) == [1, 2, 3])
  }

  @Test("what a log does not say is asked for, option by option")
  func missingOptions() {
    var hints = IngestHints()
    func asked(_ text: String) -> String? {
      #expect(throws: IngestError.self) {
        try Reading.text(text, hints: hints)
      }?.option
    }
    #expect(asked(Sample.nodeLog.text) == "--zone")
    hints.zone = "1"
    #expect(asked(Sample.nodeLog.text) == "--provider")
    hints.provider = .azure
    #expect(asked(Sample.nodeLog.text) == "--instance-type")
    hints.instanceType = "Standard_NC24ads_A100_v4"
    #expect(asked(Sample.nodeLog.text) == "--start")
    #expect(asked(Sample.aliveCounts.text) == "--time-zone")
  }

  @Test("rows that say nothing are set aside, the first one too")
  func brokenRows() throws {
    let log = """
      5,add,
      -1,add,node1
      9223372036854775807,add,node1
      7,join,node1
      x,add,node1
      8,add,node1
      """
    let reading = try Reading.text(
      log, format: .nodeLog, hints: Sample.fleetHints)
    #expect(
      reading.problems == [
        "1 | node | - | the value is missing",
        "2 | milliseconds | -1 | '-1' is below 0",
        "3 | milliseconds | 9223372036854775807 | '9223372036854775807' "
          + "milliseconds are more than 100 years",
        "4 | change | join | 'join' is not add or remove",
        "5 | milliseconds | x | 'x' is not a whole number",
      ])
    #expect(reading.facts.count == 1)
    let counts = """
      date,time,count
      2021-12-11, 11:11:30, -1
      2021-12-11, 25:11:30, 5
      2021-12-11, 11:11:30, 9223372036854775807
      2021-12-11, 11:11:31, 5
      """
    let alive = try Reading.text(counts, hints: Sample.fleetHints)
    #expect(
      alive.problems == [
        "2 | count | -1 | '-1' is below 0",
        "3 | time | 2021-12-11T25:11:30 | '2021-12-11T25:11:30' is not in "
          + "the calendar",
        "4 | count | 9223372036854775807 | '9223372036854775807' is more "
          + "than 100,000 instances",
      ])
    #expect(alive.facts.aliveCounts.map(\.alive) == [5])
  }
}

@Suite("Checkpoints and cells of exposure")
struct OwnTablesTests {
  @Test("a training loop reports in CSV or in JSON lines")
  func checkpoints() throws {
    let table = try Reading.text(Sample.checkpoints.text).facts.checkpoints
    #expect(table.map(\.checkpointMilliseconds) == [31_500, nil])
    #expect(table.map(\.restartMilliseconds) == [nil, 412_250])
    #expect(table.map(\.step) == [200, 200])
    #expect(table.first?.bytes == 53_687_091_200)
    let line = """
      {"job":"llama","at":"2026-01-14T07:00:00+05:00","step":200,\
      "checkpointSeconds":31.5,"bytes":53687091200,"instanceId":"i-01"}
      """
    var same = try #require(try Reading.text(line).facts.checkpoints.first)
    same.origin = table[0].origin
    #expect(same == table[0])
  }

  @Test("a report without a time, a number or a content is set aside")
  func brokenCheckpoints() throws {
    let text = """
      job,at,step,checkpointSeconds,restartSeconds
      llama,2026-01-14T02:00:00Z,1,,
      llama,,1,5,
      llama,2026-01-14T02:00:00Z,1,"0,5",
      llama,2026-01-14T02:00:00Z,1,-5,
      llama,2026-01-14T02:00:00Z,1.5,5,
      ,2026-01-14T02:00:00Z,1,5,
      """
    let reading = try Reading.text(text)
    #expect(reading.facts.isEmpty)
    #expect(
      reading.problems == [
        "2 | checkpointSeconds | - | the row tells of neither a checkpoint "
          + "nor a restart",
        "3 | at | - | the value is missing",
        "4 | checkpointSeconds | 0,5 | '0,5' is not a number",
        "5 | checkpointSeconds | -5 | '-5' seconds are below 0 or more than "
          + "100 years",
        "6 | step | 1.5 | '1.5' is not a whole number",
        "7 | job | - | the value is missing",
      ])
  }

  @Test("cells keep their span, age and hour; what is unknown stays so")
  func cells() throws {
    let cells = try Reading.text(Sample.exposures.text).facts.cells
    #expect(cells.map(\.ageThroughMilliseconds) == [3_600_000, nil])
    #expect(cells.map(\.hourOfWeekUTC) == [5, nil])
    #expect(cells.map(\.millisecondsAtRisk) == [7_200_000, 1000])
    #expect(cells.map(\.source) == ["c1", "c1"])
    #expect(cells.last?.process == .loss)
    #expect(cells.last?.clock == .instance)
  }

  @Test(
    "cells that cannot be are set aside",
    arguments: [
      ("\"atRiskMilliseconds\":7200000", "\"atRiskMilliseconds\":-1"),
      ("\"atRiskMilliseconds\":7200000", "\"atRiskMilliseconds\":1e99"),
      ("\"hourOfWeekUTC\":5", "\"hourOfWeekUTC\":168"),
      ("\"ageAfterMilliseconds\":0", "\"ageAfterMilliseconds\":3600000"),
      ("2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"),
      ("\"process\":\"loss\"", "\"process\":\"gain\""),
      ("aws/us-east-1b/p3.2xlarge\",\"process", "aws//x\",\"process"),
    ])
  func brokenCells(good: String, bad: String) throws {
    let reading = try Reading.text(
      Sample.exposures.text.replacing(good, with: bad))
    #expect(!reading.setAside.isEmpty)
    #expect(reading.facts.count + reading.setAside.count == 2)
  }

  @Test("a launch that failed for another reason says nothing of the pool")
  func launchErrors() throws {
    let text = """
      pool,requestedAt,launchedAt,error
      aws/us-west-2a/p3.2xlarge,2026-01-14T02:00:00Z,,SpotMaxPriceTooLow
      azure/1/nc24,2026-01-14T02:00:00Z,,SkuNotAvailable
      azure/1/nc24,2026-01-14T03:00:00Z,,AllocationFailed
      gcp/us-east1-b/a2,2026-01-14T02:00:00Z,,ZONE_RESOURCE_POOL_EXHAUSTED
      """
    let reading = try Reading.text(text)
    #expect(
      reading.facts.launches.map(\.pool.provider) == [.azure, .azure, .gcp])
    #expect(
      reading.report.ignored == [
        "failed for another reason than capacity: SpotMaxPriceTooLow": 1
      ])
  }
}
