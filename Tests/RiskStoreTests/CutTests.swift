import RiskDomain
import RiskStore
import Testing

@Suite struct CutTests {
  @Test func launchesAreShownAsTheyStoodThen() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.launch(
        requested: 0, launched: 2, instance: "i-9", ended: 5,
        exit: .interrupted)
    ])
    func launch(at hour: Double) throws -> LaunchAttempt? {
      try database.launches(until: Sample.hour(hour)).first
    }
    #expect(try launch(at: -1) == nil)
    #expect(try launch(at: 0)?.launchedAt == nil)
    #expect(try launch(at: 1)?.instanceID == nil)
    #expect(try launch(at: 2)?.instanceID == "i-9")
    #expect(try launch(at: 4)?.endedAt == nil)
    #expect(try launch(at: 4)?.exit == nil)
    #expect(try launch(at: 5)?.exit == .interrupted)
    #expect(try database.dataThrough(until: Sample.hour(1)) == Sample.hour(0))
    #expect(try database.dataThrough(until: Sample.hour(4)) == Sample.hour(2))
    #expect(try database.dataThrough() == Sample.hour(5))
  }

  @Test func anInstanceIsKnownOnceSomethingSpeaksOfIt() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.instance(id: "i-1", line: 1), Sample.instance(id: "i-2", line: 2),
      Sample.instance(id: "i-3", line: 3), Sample.instance(id: "i-4", line: 4),
      Sample.event(hour: 1, instance: "i-1"),
      Sample.usage(endHour: 2, resource: "i-2"),
      Sample.launch(launched: 3, instance: "i-3"),
    ])
    func known(_ hour: Double) throws -> [String] {
      try database.instances(until: Sample.hour(hour)).map(\.instanceID)
    }
    #expect(try known(0).isEmpty)
    #expect(try known(1) == ["i-1"])
    #expect(try known(2) == ["i-1", "i-2"])
    #expect(try known(3) == ["i-1", "i-2", "i-3"])
  }

  @Test func ticksCountFromTheirStart() throws {
    let database = try RiskDatabase.inMemory()
    try database.load((0..<4).map { Sample.probe(tick: $0, available: 1) })
    // Ticks of 5 minutes: at 11 minutes the third has begun.
    let until = Sample.hour(11.0 / 60)
    #expect(try database.probes(until: until).map(\.tick) == [0, 1, 2])
    #expect(
      try database.dataThrough(until: until) == Sample.hour(10.0 / 60))
  }

  @Test func thePriceInForceIsTheLastOneUpToThen() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.price(hour: 0, micro: 100, line: 1),
      Sample.price(hour: 4, micro: 200, line: 2),
      Sample.price(Sample.otherPool, hour: 2, micro: 70, line: 3),
    ])
    func latest(_ hour: Double?, _ glob: String? = nil) throws -> [Int64] {
      try database.latestPrices(pools: glob, until: hour.map(Sample.hour))
        .map(\.pricePerHour.rawValue)
    }
    #expect(try latest(1) == [100])
    #expect(try latest(3) == [100, 70])
    #expect(try latest(nil) == [200, 70])
    #expect(try latest(nil, "aws/*") == [200])
    #expect(try latest(nil, "*/windows") == [70])
    #expect(try database.prices(pools: "aws/*/p3*").count == 2)
    #expect(try database.prices(pools: "AWS/*").isEmpty)
  }

  @Test func poolsAreKnownFromTheirFirstFact() throws {
    let database = try RiskDatabase.inMemory()
    let third = PoolID(
      provider: .aws, zone: "us-west-2c", instanceType: "g5.xlarge")
    try database.load([
      Sample.price(Sample.otherPool, hour: 2, micro: 70),
      Sample.usage(endHour: 1),
      Sample.instance(id: "i-7", zone: "us-west-2c", type: "g5.xlarge"),
      Sample.event(hour: 3, instance: "i-7"),
    ])
    #expect(try database.pools(until: Sample.hour(0)).isEmpty)
    #expect(try database.pools(until: Sample.hour(1)) == [Sample.pool])
    #expect(
      try database.pools(until: Sample.hour(2))
        == [Sample.pool, Sample.otherPool])
    #expect(
      try database.pools() == [Sample.pool, third, Sample.otherPool])
    #expect(try database.pools(matching: "*/g5*") == [third])
  }

  @Test func theDigestSeesEveryFactAndNoProvenance() throws {
    let facts = [
      Sample.price(hour: 0, micro: 100), Sample.probe(tick: 0, available: 1),
      Sample.usage(), Sample.event(), Sample.instance(), Sample.offering(),
      Sample.launch(),
    ]
    var digests: Set<String> = []
    for count in 0...facts.count {
      let database = try RiskDatabase.inMemory()
      try database.load(Array(facts.prefix(count)))
      digests.insert(try database.dataDigest())
    }
    // The empty database and one after each fact. The event comes before
    // the description, which is therefore seen at once.
    #expect(digests.count == 8)
    let elsewhere = try RiskDatabase.inMemory()
    try elsewhere.load(
      [Sample.price(hour: 0, micro: 100, "b", line: 77)], "b")
    let here = try RiskDatabase.inMemory()
    try here.load([Sample.price(hour: 0, micro: 100)])
    #expect(try elsewhere.dataDigest() == here.dataDigest())
    #expect(try elsewhere.tableDigests() != here.tableDigests())
  }
}
