import Foundation
import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Files that complete one another, whatever order they come in.
struct LogJoinTests {
  private let evicted = """
    {"Records":[{"eventID":"c-1","eventTime":"2026-01-14T05:00:00Z",
     "eventName":"BidEvictedEvent","awsRegion":"us-east-1",
     "serviceEventDetails":{"instanceIdSet":["i-1","i-2"]}}]}
    """

  private let launched = """
    {"Records":[{"eventID":"c-2","eventTime":"2026-01-14T02:00:00Z",
     "eventName":"RunInstances","awsRegion":"us-east-1",
     "responseElements":{"instancesSet":{"items":[
      {"instanceId":"i-1","instanceType":"p3.2xlarge",
       "instanceLifecycle":"spot",
       "placement":{"availabilityZone":"us-east-1b"}},
      {"instanceId":"i-2","instanceType":"p3.2xlarge",
       "instanceLifecycle":"spot",
       "placement":{"availabilityZone":"us-east-1b"}}]}}}]}
    """

  private let cells = (1...4).map { day in
    """
    {"source":"c","from":"2026-01-0\(day)T00:00:00Z",\
    "until":"2026-01-0\(day + 1)T00:00:00Z",\
    "pool":"aws/us-east-1b/p3.2xlarge","ageAfterMilliseconds":0,\
    "ageThroughMilliseconds":180000,"atRiskMilliseconds":72000000,\
    "interruptions":3}
    """
  }.joined(separator: "\n")

  private func ingest(
    _ texts: [String], in folder: String, named name: String
  ) throws -> RealDatabase {
    let path = folder + "/\(name).sqlite"
    var outcome = IngestOutcome()
    for (index, text) in texts.enumerated() {
      let file = folder + "/\(name)-\(index).json"
      try Data(text.utf8).write(to: URL(filePath: file))
      outcome = try IngestRun.run(
        files: InputFiles.list([file]), format: nil,
        hints: IngestRun.Hints(), databasePath: path, context: context)
      #expect(outcome.failure(strict: true) == nil)
    }
    return RealDatabase(path: path, outcome: outcome)
  }

  private var context: RunContext {
    get throws {
      try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-01-20T00:00:00Z"))
    }
  }

  @Test func anEventFindsItsPoolInALaterFile() throws {
    try withTemporaryFolder { folder in
      let alone = try ingest([evicted], in: folder, named: "alone")
      #expect(try alone.number("SELECT count(*) FROM spell") == 0)
      #expect(
        alone.outcome.notes.contains {
          $0.hasPrefix("aws: 2 losses are events without a pool")
        })
      let status = try StatusRun.run(
        databasePath: alone.path, withRejected: false, redacted: false,
        context: context)
      #expect(
        status.notes.contains { $0.contains("events without a pool") })
      for (name, files) in [
        ("later", [evicted, launched]), ("earlier", [launched, evicted]),
      ] {
        let joined = try ingest(files, in: folder, named: name)
        #expect(joined.outcome.notes.isEmpty)
        // Two lives of 3 h, lost at one instant.
        #expect(
          try joined.rows(
            """
            SELECT count(*), sum(exit = 'interrupted'),
              count(DISTINCT watched_until_ms), sum(age_through_ms) / 3600000
            FROM spell JOIN pool USING (pool_id)
            WHERE key = 'aws/us-east-1b/p3.2xlarge'
            """) == [[2, 2, 1, 6]])
      }
    }
  }

  // Four days of 20 h and three losses each in the youngest piece.
  @Test func cellsAloneMakeAModel() throws {
    try withTemporaryFolder { folder in
      let database = try ingest([cells], in: folder, named: "cells")
      #expect(
        try database.rows(
          "SELECT sum(at_risk_ms) / 3600000, sum(interruptions) FROM exposure")
          == [[80, 12]])
      let fit = try FitRun.run(
        databasePath: database.path, specPath: nil, fitAsOf: nil,
        context: context)
      #expect(fit.model.interruptions == 12)
      #expect(fit.model.hoursAtRisk == 80)
    }
  }
}
