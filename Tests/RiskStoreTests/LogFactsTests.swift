import RiskDomain
import RiskStore
import Testing

/// How facts of logs complete one another and are cut.
@Suite struct LogFactsTests {
  @Test func aRequestIsCompletedByLaterPolls() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      .log(Sample.request(hour: 1, refused: 2, line: 1)),
      .log(Sample.request(hour: 1, granted: 5, line: 2)),
      .log(Sample.request(hour: 1, refused: 4, line: 3)),
    ])
    let request = try #require(try database.capacityRequests().first)
    #expect(request.grantedAt == Sample.hour(5))
    #expect(request.grantedZone == "us-west-2b")
    #expect(request.refusedAt == Sample.hour(2))
    func known(_ hour: Double) throws -> CapacityRequest? {
      try database.capacityRequests(until: Sample.hour(hour)).first
    }
    #expect(try known(0.5) == nil)
    #expect(try known(1)?.refusal == nil)
    #expect(try known(1)?.pool?.key == "aws/us-west-2a/p3.2xlarge")
    #expect(try known(3)?.refusal == .noCapacity)
    #expect(try known(3)?.grantedAt == nil)
    #expect(try known(3)?.grantedZone == nil)
    #expect(try known(5)?.pool?.key == "aws/us-west-2b/p3.2xlarge")
    #expect(
      try database.pools(until: Sample.hour(3)).map(\.zone) == ["us-west-2a"])
    #expect(try database.pools().map(\.zone) == ["us-west-2b"])
    #expect(try database.dataThrough() == Sample.hour(5))
  }

  @Test func theLesserCountAndTheEarlierNameStand() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      .log(Sample.alive(hour: 1, alive: 5, line: 1)),
      .log(Sample.alive(hour: 1, alive: 3, line: 2)),
      .log(Sample.alias(hour: 4, line: 3)),
      .log(Sample.alias(hour: 2, line: 4)),
    ])
    #expect(try database.aliveCounts().map(\.alive) == [3])
    #expect(try database.aliases().map(\.since) == [Sample.hour(2)])
  }

  @Test func reportsOfOneMomentCompleteOneAnother() throws {
    let database = try RiskDatabase.inMemory()
    let summary = try database.load([
      .log(Sample.checkpoint(checkpoint: 30_000, restart: nil, line: 1)),
      .log(Sample.checkpoint(checkpoint: nil, restart: 60_000, line: 2)),
      .log(Sample.checkpoint(step: nil, line: 3)),
    ])
    #expect(summary.new == 2)
    let reports = try database.checkpoints()
    #expect(reports.map(\.step) == [nil, 1])
    #expect(reports.last?.checkpointMilliseconds == 30_000)
    #expect(reports.last?.restartMilliseconds == 60_000)
  }

  @Test func theFullerOfTwoSumsStandsAndUnknownsStayUnknown() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      .log(Sample.cell(atRisk: 1, line: 1)),
      .log(Sample.cell(atRisk: 7, line: 2)),
      .log(Sample.cell(after: nil, atRisk: 5, line: 3)),
    ])
    let cells = try database.exposureCells()
    #expect(cells.map(\.millisecondsAtRisk) == [5, 7])
    #expect(cells.map(\.ageAfterMilliseconds) == [nil, 0])
    #expect(cells.map(\.hourOfWeekUTC) == [nil, nil])
    #expect(
      try database.exposureCells(until: Sample.hour(23)).isEmpty)
  }

  // By hand: a source that counted at 12 h and again at 24 h says the same
  // lives twice; another source's add up.
  @Test func ofOneSourceTheLastCountByTheInstantStands() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      .log(Sample.lives(untilHour: 12, count: 2, line: 1)),
      .log(Sample.lives(untilHour: 24, count: 3, line: 2)),
      .log(Sample.lives(untilHour: 24, count: 1, line: 3)),
      .log(Sample.lives(untilHour: 12, count: 7, source: "b", line: 4)),
      .log(Sample.attempts(untilHour: 12, count: 5, line: 5)),
      .log(Sample.attempts(untilHour: 24, count: 6, line: 6)),
    ])
    #expect(try database.lifeCells().map(\.count) == [7, 3])
    #expect(try database.attemptCells().map(\.count) == [6])
    #expect(
      try database.lifeCells(until: Sample.hour(23)).map(\.count) == [7, 2])
    #expect(
      try database.attemptCells(until: Sample.hour(23)).map(\.count) == [5])
    #expect(try database.lifeCells(until: Sample.hour(11)).isEmpty)
    #expect(try database.pools(until: Sample.hour(12)) == [Sample.pool])
    #expect(try database.dataThrough() == Sample.hour(24))
  }

  @Test func aDescriptionIsKnownOnceANameIs() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.instance(id: "i-1"), .log(Sample.alias(hour: 3)),
    ])
    #expect(try database.instances(until: Sample.hour(2)).isEmpty)
    #expect(try database.instances(until: Sample.hour(3)).count == 1)
  }

  // By hand: before 4 h lie one request with an outcome, a change, a count, a
  // checkpoint and a name; the cell ends at 24 h, the waiting request has no outcome.
  @Test func aPurgeRemovesWhatIsOver() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      .log(Sample.request(id: "over", refused: 1, line: 1)),
      .log(Sample.request(id: "waits", line: 2)),
      .log(Sample.change(hour: 1, line: 3)),
      .log(Sample.change(hour: 5, .removed, line: 4)),
      .log(Sample.alive(hour: 1, alive: 2, line: 5)),
      .log(Sample.checkpoint(hour: 1, line: 6)),
      .log(Sample.cell(line: 7)), .log(Sample.alias(hour: 1, line: 8)),
    ])
    let purged = try database.purge(
      pricesBefore: nil, eventsBefore: Sample.hour(4))
    #expect(purged.logRows == 5)
    #expect(try database.capacityRequests().map(\.requestID) == ["waits"])
    #expect(try database.fleetChanges().map(\.change) == [.removed])
    #expect(try database.aliases().isEmpty)
    #expect(try database.exposureCells().count == 1)
  }
}
