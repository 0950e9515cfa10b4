import Foundation
import RiskDomain
import RiskReport
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What interruptions cost, held against the books that the simulated jobs
/// kept themselves.
struct CostLedgerTests {
  private static let groupings: [CostGrouping] = [
    .event, .job, .pool, .team, .day,
  ]

  private func report(
    _ pipeline: MonthPipeline, asOf: UTCInstant, zone: String? = nil,
    from: UTCInstant? = nil, until: UTCInstant? = nil, plans: [String] = []
  ) throws -> CostReport {
    try CostRun.run(
      databasePath: pipeline.database,
      request: CostRun.Request(
        groupings: Self.groupings, from: from, until: until,
        timeZone: zone.flatMap(TimeZone.init(identifier:)), plans: plans),
      context: try MonthPipeline.context(asOf: asOf))
  }

  /// Rows of the ledger by column name.
  private func ledger(_ pipeline: MonthPipeline) throws -> [[String: String]] {
    let text = try String(
      contentsOfFile: pipeline.files + "/truth/ledger.csv", encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
        .map(String.init)
    }
    let header = try #require(lines.first)
    return lines.dropFirst().map {
      Dictionary(uniqueKeysWithValues: zip(header, $0))
    }
  }

  // Parts may be unknown only of what the month's end cut off.
  @Test(
    arguments: [
      (Scenario.trainingMonth, UInt64(1)), (.trainingMonth, 2),
      (.trainingMonth, 3), (.trainingGCP, 1), (.trainingGCP, 2),
    ])
  func everyInterruptionCostsWhatTheLedgerSays(
    scenario: Scenario, seed: UInt64
  ) throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(scenario, days: 20, seed: seed)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      let found = try report(pipeline, asOf: month.end)
      let events = try #require(found.events)
      let books = try ledger(pipeline)
      #expect(books.count > 200)
      #expect(events.count == books.count)
      let byInstance = Dictionary(
        uniqueKeysWithValues: events.map { ($0.instanceID, $0) })
      var total = 0.0
      for row in books {
        let event = try #require(byInstance[row["instanceId"] ?? ""])
        #expect(event.at.rfc3339 == row["at"])
        #expect(event.pool.key == row["pool"])
        #expect(event.job == row["job"])
        // A job of which no hour was billed has no label.
        #expect(event.team == row["team"] || event.team == nil)
        #expect(event.gang == row["gang"])
        #expect(String(event.sharedBy) == row["sharedBy"])
        for (part, column) in [
          (event.lostWork, "lostWorkUSD"), (event.idleGang, "idleGangUSD"),
          (event.restart, "restartUSD"),
        ] {
          guard let amount = part.amount else {
            #expect(row["isOver"] == "false", "\(row)")
            continue
          }
          let booked = try #require(Double(row[column] ?? ""))
          // To the cent asked for; to a fiftieth of one it is.
          #expect(abs(amount - booked) < 0.0002, "\(column) of \(row)")
        }
        #expect(event.partialHour.amount == 0)
        total += event.known
      }
      #expect(events.count { !$0.isComplete } <= 10)
      try expectSums(found, total: total)
    }
  }

  /// Totals by job, pool, team and day add up to the micro-dollar.
  private func expectSums(_ found: CostReport, total: Double) throws {
    func micro(_ amount: Double) -> Int { Int((amount * 1e6).rounded()) }
    let events = try #require(found.events)
    let sum = events.reduce(0) { $0 + micro($1.known) }
    #expect(found.total.map { micro($0.known) } == [sum])
    #expect(abs(Double(sum) / 1e6 - total) < 1e-6)
    #expect(found.groups.map(\.by) == [.job, .pool, .team, .day])
    for group in found.groups {
      #expect(group.rows.reduce(0) { $0 + micro($1.known) } == sum)
      #expect(
        group.rows.reduce(0) { $0 + $1.interruptions } == events.count)
      for row in group.rows {
        #expect(
          [row.lostWork, row.idleGang, row.restart, row.partialHour]
            .compactMap(\.self).reduce(0) { $0 + micro($1) }
            == micro(row.known))
        #expect(row.name != nil || (group.by == .team && row.known == 0))
      }
    }
    #expect(
      found.pools.reduce(0) { $0 + micro($1.lost) } == sum)
  }

  /// Days are those of the reader's zone: 20:30 UTC is the next day in
  /// Karachi, five hours ahead.
  @Test func daysAreThoseOfTheZone() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(.trainingMonth, days: 10, seed: 4)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      let found = try report(pipeline, asOf: month.end, zone: "Asia/Karachi")
      #expect(found.timeZone == "Asia/Karachi")
      var days: [String: Int] = [:]
      for event in try #require(found.events) {
        let there = event.at.adding(hours: 5).rfc3339.prefix(10)
        days[String(there), default: 0] += 1
      }
      let rows = try #require(found.groups.last).rows
      #expect(
        Dictionary(
          uniqueKeysWithValues: rows.map { ($0.name ?? "", $0.interruptions) })
          == days)
      #expect(rows.map { $0.name ?? "" } == days.keys.sorted())
      // The series for plots says the same.
      let series = try CostRun.series(
        StoreAccess(pipeline.database, for: .read), .nothing,
        timeZone: TimeZone(identifier: "Asia/Karachi"),
        context: try MonthPipeline.context(asOf: month.end))
      #expect(series.days.map(\.name) == rows.map(\.name))
      #expect(series.days.map(\.usd) == rows.map(\.known))
    }
  }

  /// Two halves of the month make the whole.
  @Test func spansAddUp() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(.trainingMonth, days: 10, seed: 5)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      let middle = month.start.adding(hours: 120)
      let whole = try report(pipeline, asOf: month.end)
      let first = try report(pipeline, asOf: month.end, until: middle)
      let second = try report(pipeline, asOf: month.end, from: middle)
      func events(_ report: CostReport) throws -> [CostReport.Event] {
        try #require(report.events)
      }
      #expect(
        try events(first) + events(second) == events(whole))
      func billed(_ report: CostReport) -> Double {
        report.pools.reduce(0) { $0 + $1.billed }
      }
      #expect(abs(billed(first) + billed(second) - billed(whole)) < 1e-6)
    }
  }

  /// Inside an hour that is billed later, and at a round one.
  @Test(arguments: [150.4, 96])
  func noLaterFactHasAnyInfluence(hours: Double) throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(.trainingMonth, days: 8, seed: 6)
      let whole = try MonthPipeline(month, in: folder)
      try whole.ingest()
      let instant = month.start.adding(hours: hours)
      let facts = try CutFacts(whole.database)
      let cut = whole.named("cut.sqlite")
      try CutFacts.load(
        facts.known(by: instant), covering: facts.coverage(knownBy: instant),
        into: cut.database)
      let expected = try report(cut, asOf: instant)
      #expect(try #require(expected.events).count > 20)
      #expect(
        try CanonicalJSON.pretty(report(whole, asOf: instant))
          == CanonicalJSON.pretty(expected))
    }
  }

  /// Without a checkpoints log the same losses are there, and unknown.
  @Test func withoutALogNothingIsInvented() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(.trainingMonth, days: 6, seed: 7)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest([
        pipeline.files + "/aws", pipeline.files + "/launches",
      ])
      let found = try report(pipeline, asOf: month.end)
      let events = try #require(found.events)
      #expect(try ledger(pipeline).count == events.count)
      // A gang that was not whole when it lost another had nothing to lose.
      let unknown = events.filter { $0.lostWork.amount == nil }
      #expect(unknown.count > events.count / 2)
      #expect(
        unknown.allSatisfy { $0.lostWork.unknown == "noCheckpointReport" })
      let total = try #require(found.total.first)
      #expect(total.unknown["lostWork"] == unknown.count)
      #expect(total.incomplete >= unknown.count)
      #expect(total.unknownParts["noCheckpointReport"] == unknown.count)
      #expect(found.notes.contains { $0.contains("No checkpoints log") })
    }
  }

  @Test func withoutABillNothingHasAPrice() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(.trainingMonth, days: 6, seed: 7)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest(
        ["/aws/events", "/launches", "/checkpoints"].map { pipeline.files + $0 }
      )
      let found = try report(pipeline, asOf: month.end)
      let total = try #require(found.total.first)
      #expect(total.known == 0)
      #expect(total.lostWork ?? 0 == 0)
      #expect(total.unknownParts["noBill"].map { $0 > 0 } == true)
      #expect(found.pools.isEmpty)
      #expect(found.notes.contains { $0.contains("No bill is loaded") })
    }
  }
}
