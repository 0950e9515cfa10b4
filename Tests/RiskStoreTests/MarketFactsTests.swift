import RiskDomain
import RiskStore
import Testing

@Suite struct MarketFactsTests {
  /// Of two statements for one key the one to be careful with stands.
  @Test func theDearerWorseOrGreaterOneStands() throws {
    for order in [[1, 3], [3, 1]] {
      let database = try RiskDatabase.inMemory()
      for (index, value) in order.enumerated() {
        let digit: Character = index == 0 ? "a" : "b"
        try database.load(
          (0..<6).map { Sample.market($0, value: value, digit) }, digit)
      }
      #expect(try database.listPrices().map(\.pricePerHour.rawValue) == [3])
      #expect(
        try database.capacityBlockRates().map(\.pricePerHour.rawValue) == [3])
      #expect(
        try database.advisorGrades().map(\.reclaimShare) == [.from15To20])
      #expect(try database.placementScores().map(\.score) == [3])
      #expect(try database.evictionBands().map(\.share) == [.from15To20])
      #expect(try database.zoneAliases().map(\.zoneID) == ["usw2-az3"])
    }
  }

  @Test func factsComeBackAsTheyWereStated() throws {
    let database = try RiskDatabase.inMemory()
    let facts = (0..<6).map { Sample.market($0, hour: 3, value: 2, key: 0) }
    try database.load(facts)
    let found: [MarketFact] =
      try database.listPrices().map(MarketFact.listPrice)
      + database.capacityBlockRates().map(MarketFact.capacityBlockRate)
      + database.advisorGrades().map(MarketFact.advisorGrade)
      + database.placementScores().map(MarketFact.placementScore)
      + database.evictionBands().map(MarketFact.evictionBand)
      + database.zoneAliases().map(MarketFact.zoneAlias)
    #expect(found.map(Fact.market) == facts)
    #expect(try database.dataThrough() == Sample.hour(3))
    #expect(try database.dataThrough(until: Sample.hour(2)) == nil)
    let counts = try database.marketCounts(until: Sample.hour(2))
    // An alias has no time.
    #expect((counts.listPrices, counts.zoneAliases) == (0, 1))
    #expect(try database.marketCounts().evictionBands == 1)
  }

  @Test func pricesAreFoundByTheirTypes() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([Sample.market(0)])
    #expect(try database.listPrices(ofTypes: ["p3.2xlarge", "a"]).count == 1)
    #expect(try database.listPrices(ofTypes: ["p3.8xlarge"]).isEmpty)
    #expect(try database.listPrices(ofTypes: []).isEmpty)
    #expect(
      try database.listPrices(
        ofTypes: ["p3.2xlarge"], until: Sample.hour(-1)
      ).isEmpty)
  }

  @Test func aPurgeKeepsTheListPriceInForce() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.market(0, hour: 0, line: 1), Sample.market(0, hour: 2, line: 2),
      Sample.market(0, hour: 6, line: 3),
      Sample.market(0, hour: 0, key: 2, line: 4),
      Sample.market(1, hour: 0, line: 5), Sample.market(1, hour: 3, line: 6),
      Sample.market(2, hour: 1, line: 7), Sample.market(3, hour: 5, line: 8),
      Sample.market(4, hour: 1, line: 9), Sample.market(5, line: 10),
    ])
    let purged = try database.purge(
      pricesBefore: Sample.hour(4), eventsBefore: Sample.hour(4))
    // By hand: the price and the rate that were replaced at 2 h and 3 h, the
    // grade and the band of 1 h.
    #expect(purged.markets == 4)
    #expect(
      try database.listPrices().map(\.from) == [
        Sample.hour(2), Sample.hour(6), Sample.hour(0),
      ])
    #expect(try database.capacityBlockRates().map(\.from) == [Sample.hour(3)])
    #expect(try database.zoneAliases().count == 1)
  }

  @Test func theLastStatementUpToAnInstantIsFound() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.market(2, hour: 1, value: 1, key: 2, line: 1),
      Sample.market(2, hour: 5, value: 3, key: 2, line: 2),
      Sample.market(4, hour: 2, value: 2, key: 2, line: 3),
    ])
    func share(_ hour: Double) throws -> MonthlyReclaimShare? {
      try database.latestAdvisorGrade(
        of: Sample.pool, until: Sample.hour(hour))?.reclaimShare
    }
    #expect(try share(0) == nil)
    #expect(try share(4) == .from5To10)
    #expect(try share(5) == .from15To20)
    var windows = Sample.pool
    windows.os = "windows"
    #expect(try database.latestAdvisorGrade(of: windows) == nil)
    let azure = PoolID(
      provider: .azure, zone: "us-west", instanceType: "Standard_NC6s_v3")
    #expect(try database.latestEvictionBand(of: azure) == nil)
    #expect(
      try database.latestEvictionBand(
        of: PoolID(
          provider: .aws, zone: "us-west-2a", instanceType: "Standard_NC6s_v3")
      )?.share == .from10To15)
  }

  @Test func aPriceOfZeroIsRefused() throws {
    let database = try RiskDatabase.inMemory()
    #expect(throws: StoreError.self) {
      try database.load([Sample.market(0, value: 0)])
    }
  }
}
