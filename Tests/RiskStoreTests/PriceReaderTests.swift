import RiskDomain
import RiskStore
import Testing

/// Prices read pool by pool are those read at once.
struct PriceReaderTests {
  @Test func everyPoolGetsItsOwnUpToThen() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([
      Sample.price(hour: 4, micro: 200, line: 2),
      Sample.price(hour: 0, micro: 100, line: 1),
      Sample.price(Sample.otherPool, hour: 2, micro: 70, line: 3),
    ])
    let stranger = PoolID(
      provider: .aws, zone: "us-west-2*", instanceType: "p3.2xlarge")
    for until in [nil, 1, 4] as [Double?] {
      let (pools, all) = (
        try database.pools(), try database.prices(until: until.map(Sample.hour))
      )
      #expect(pools.count == 2)
      try database.readingPrices(until: until.map(Sample.hour)) {
        (prices) throws in
        for pool in pools {
          #expect(
            try prices(pool).map(\.pricePerHour)
              == all.filter { $0.pool == pool }.map(\.pricePerHour))
        }
        // A name is no pattern.
        #expect(try prices(stranger).isEmpty)
      }
    }
    let first = try database.readingPrices { try $0(Sample.otherPool) }
    #expect(first.map(\.effectiveFrom) == [Sample.hour(2)])
    #expect(first.map(\.origin.line) == [3])
  }
}
