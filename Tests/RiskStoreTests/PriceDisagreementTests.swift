import RiskDomain
import RiskStore
import RiskTestSupport
import Testing

/// A price stated twice and differently is written down, in whatever order.
struct PriceDisagreementTests {
  private func load(
    _ price: Int64, at hours: Double, from file: Character,
    into database: RiskDatabase
  ) throws {
    let digest = String(repeating: file, count: 64)
    try database.load(
      file: SourceFile(
        name: "\(file)", digest: digest, format: "aws-spot-price-history")
    ) { loader in
      try loader.add([
        .price(
          PriceObservation(
            pool: try PoolID(key: "aws/us-west-2a/p3.2xlarge"),
            effectiveFrom: hour(hours),
            pricePerHour: MicroUSD(rawValue: price),
            origin: RowOrigin(source: "\(file)", fileDigest: digest, line: 1)))
      ])
    }
  }

  @Test(
    arguments: [
      [100, 300, 200], [300, 100, 200], [200, 300, 100], [300, 200, 100],
    ] as [[Int64]])
  func keepsTheLowestAndTheHighest(prices: [Int64]) throws {
    let database = try RiskDatabase.inMemory()
    for (file, price) in zip("abc", prices) {
      try load(price, at: 0, from: file, into: database)
      try load(500, at: 1, from: file, into: database)
    }
    let found = try database.priceDisagreements()
    #expect(found.map(\.at) == [hour(0)])
    #expect(found.map(\.lowest.rawValue) == [100])
    #expect(found.map(\.highest.rawValue) == [300])
    #expect(try database.priceDisagreements(until: hour(-1)).isEmpty)
  }
}
