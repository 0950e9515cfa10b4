import Foundation
import RiskDomain
import RiskStore
import Testing

@Suite struct MaintenanceTests {
  @Test func theSummaryCountsBySourceAndPool() throws {
    let database = try RiskDatabase.inMemory()
    try database.load(
      [
        Sample.price(hour: 0, micro: 5, line: 1),
        Sample.price(hour: 6, micro: 6, line: 2), Sample.event(hour: 1),
        Sample.usage(endHour: 2), Sample.instance(), Sample.offering(),
      ], "a")
    try database.load(file: Sample.file("b", format: "aws-x")) {
      try $0.add([
        Sample.probe(Sample.otherPool, tick: 2, available: 1, "b"),
        Sample.launch(requested: 9, "b"),
      ])
      try $0.setAside([
        SetAsideRow(
          origin: Sample.origin("b", line: 3), column: nil, value: nil,
          reason: "r")
      ])
    }
    try database.replaceDerived(
      spells: [
        DerivedTests.spell(after: 0, through: 2, exit: .interrupted),
        DerivedTests.spell(after: 0, through: 3, exit: .released),
      ], exposures: [], inputDigest: "d")
    let summary = try database.summary()
    #expect(summary.sources.map(\.format) == ["aws-x", "launches"])
    #expect(summary.sources.map(\.facts) == [2, 6])
    #expect(summary.sources.map(\.setAside) == [1, 0])
    #expect(summary.sources.map(\.files) == [1, 1])
    #expect(summary.sources[1].first == Sample.hour(0))
    #expect(summary.sources[1].last == Sample.hour(6))
    #expect(summary.pools.map(\.pool) == [Sample.pool, Sample.otherPool])
    let own = summary.pools[0]
    #expect((own.prices, own.ticks, own.launches) == (2, 0, 1))
    #expect(own.first == Sample.hour(0))
    #expect(own.last == Sample.hour(9))
    #expect((own.lossSpells, own.interruptions) == (2, 1))
    // 2 h + 3 h.
    #expect(own.millisecondsAtRisk == 18_000_000)
    let other = summary.pools[1]
    #expect(other.ticks == 1)
    #expect(other.last == Sample.hour(10.0 / 60))
    #expect((summary.billingRows, summary.events) == (1, 1))
    #expect((summary.instances, summary.offerings) == (1, 1))
    #expect(summary.setAside == 1)
    #expect(summary.dataThrough == Sample.hour(9))
    #expect(summary.derivedInputDigest == "d")
  }

  @Test func oneDigestUnderTwoNamesIsOneFile() throws {
    for names in [["x.csv", "y.csv"], ["y.csv", "x.csv"]] {
      let database = try RiskDatabase.inMemory()
      for name in names {
        try database.load(file: Sample.file("a", name: name)) {
          try $0.add([Sample.event()])
        }
      }
      let files = try database.sourceFiles()
      #expect(files.map(\.file.name) == ["x.csv"])
      #expect(files.map(\.facts) == [1])
      #expect(files.map(\.last) == [Sample.hour(0)])
    }
  }

  @Test func aPurgeKeepsThePriceInForceAndWhatStillRuns() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.price(hour: 0, micro: 1, line: 1),
      Sample.price(hour: 2, micro: 2, line: 2),
      Sample.price(hour: 6, micro: 3, line: 3),
      Sample.price(Sample.otherPool, hour: 1, micro: 4, line: 4),
      Sample.probe(tick: 0, available: 1), Sample.probe(tick: 60, available: 1),
      Sample.probe(Sample.otherPool, tick: 0, available: 1),
      Sample.event(id: "old", hour: 1, instance: "i-old"),
      Sample.event(id: "new", hour: 6, instance: "i-new"),
      Sample.instance(id: "i-old"), Sample.instance(id: "i-new"),
      Sample.usage(endHour: 1, resource: nil), Sample.offering(hour: 1),
      Sample.launch(id: "runs", launched: 1, instance: "i-9"),
      Sample.launch(id: "over", launched: 1, ended: 2, exit: .released),
      Sample.launch(id: "failed"),
    ])
    let purged = try database.purge(
      pricesBefore: Sample.hour(4), eventsBefore: Sample.hour(4))
    // By hand: prices 1 (replaced at 2 h); ticks 0 of both pools (the other
    // starts at 5 h); everything else before 4 h but the running launch.
    #expect(
      purged
        == PurgeSummary(
          prices: 1, ticks: 2, billingRows: 1, events: 1, launches: 2,
          offerings: 1, instances: 1))
    #expect(
      try database.prices().map(\.pricePerHour.rawValue) == [2, 3, 4])
    #expect(try database.launches().map(\.launchID) == ["runs"])
    // The trace without ticks is gone: a new time base is no conflict.
    try database.load(
      [
        Sample.probe(
          Sample.otherPool, tick: 0, available: 1, start: 9, "b")
      ], "b")
    #expect(try database.integrityCheck().isEmpty)
  }

  @Test func aPurgeWithoutInstantsRemovesNothing() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.price(hour: 0, micro: 1), Sample.instance(), Sample.event(),
    ])
    let before = try database.tableDigests()
    _ = try database.purge(pricesBefore: nil, eventsBefore: nil)
    #expect(try database.tableDigests() == before)
  }

  @Test func aChangedModelIsFound() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let database = try RiskDatabase(path: path)
      let artifact = try database.saveArtifact(
        json: "{\"rate\":0.1}", specDigest: "s", dataDigest: "d",
        fitAsOf: Sample.hour(0))
      #expect(try database.integrityCheck().isEmpty)
      try database.close()
      try RawDatabase.execute(
        "UPDATE model_artifact SET json = '{\"rate\":0.2}'", path: path)
      let problems = try RiskDatabase(path: path).integrityCheck()
      #expect(problems.count == 1)
      #expect(problems.first?.contains(artifact.digest) == true)
    }
  }

  @Test func aDanglingReferenceIsFound() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("risk.sqlite").path
      let database = try RiskDatabase(path: path)
      try database.load([Sample.price(hour: 0, micro: 1)])
      try database.close()
      try RawDatabase.execute(
        "PRAGMA foreign_keys = OFF; DELETE FROM pool", path: path)
      #expect(
        try RiskDatabase(path: path).integrityCheck() == [
          "A row of price_observation names a row of pool that does not exist."
        ])
    }
  }
}
