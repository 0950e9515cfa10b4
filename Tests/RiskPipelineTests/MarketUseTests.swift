import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskSimulation
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What is ingested of price lists is what forecasts and plans use.
struct MarketUseTests {
  private func at(_ text: String) throws -> UTCInstant {
    try UTCInstant(parsing: text + "T00:00:00Z")
  }

  private func listed(
    _ usd: Double, from: String, until: String? = nil,
    type: String = "p3.2xlarge", region: String = "eu-west-1",
    os: String = "linux", market: Market = .onDemand
  ) throws -> ListPrice {
    ListPrice(
      provider: .aws, region: region, instanceType: type, os: os,
      market: market, from: try at(from), until: try until.map(at),
      pricePerHour: try #require(MicroUSD(usd: usd)), origin: testOrigin)
  }

  private func price(
    _ catalog: Catalog, _ key: String, _ day: String,
    market: Market = .onDemand
  ) throws -> Double? {
    catalog.listPricePerHour(
      pool: try PoolID(key: key), market: market, at: try at(day))
  }

  // The catalog has p3.2xlarge at 3.06 in us-east-1 and nothing in eu-west-1.
  @Test func laterStatementsCountAndPricesHoldForEveryZone() throws {
    let catalog = try MonthPipeline.catalog.get().extended(
      by: [
        listed(3.305, from: "2025-01-01"), listed(3.5, from: "2026-01-01"),
        listed(2.9, from: "2026-02-01", region: "us-east-1"),
        listed(6.1, from: "2025-01-01", os: "windows"),
        listed(9, from: "2026-01-01", until: "2026-02-01", type: "p3.8xlarge"),
      ], rates: [])
    for zone in ["eu-west-1a", "eu-west-1c", "euw1-az2", "eu-west-1"] {
      let key = "aws/\(zone)/p3.2xlarge"
      #expect(try price(catalog, key, "2025-06-01") == 3.305)
      #expect(try price(catalog, key, "2026-06-01") == 3.5)
      #expect(try price(catalog, key + "/windows", "2026-06-01") == 6.1)
      #expect(try price(catalog, key + "/rhel", "2026-06-01") == nil)
      #expect(try price(catalog, key, "2024-12-31") == nil)
    }
    let own = "aws/us-east-1a/p3.2xlarge"
    #expect(try price(catalog, own, "2026-01-31") == 3.06)
    #expect(try price(catalog, own, "2026-02-01") == 2.9)
    // A price whose own end has passed is no price.
    let ended = "aws/eu-west-1a/p3.8xlarge"
    #expect(try price(catalog, ended, "2026-01-31") == 9)
    #expect(try price(catalog, ended, "2026-02-01") == nil)
  }

  // The catalog's rate of 2026-01-31T14:19:47Z in us-east-1 is 31.464.
  @Test func anIngestedRateOfTheSameInstantOverridesTheCatalogs() throws {
    let from = try UTCInstant(parsing: "2026-01-31T14:19:47Z")
    func rate(_ usd: Double, _ place: String) throws -> CapacityBlockRate {
      CapacityBlockRate(
        place: place, instanceType: "p5.48xlarge", from: from,
        pricePerHour: try #require(MicroUSD(usd: usd)), origin: testOrigin)
    }
    let own = try MonthPipeline.catalog.get()
    let catalog = own.extended(
      by: [], rates: [try rate(30, "us-east-1"), try rate(40, "eu-west-9")])
    func found(_ region: String) throws -> Double? {
      catalog.capacityBlockRate(
        region: region, instanceType: "p5.48xlarge", at: try at("2026-02-04")
      )?.usdPerInstanceHour
    }
    #expect(try found("us-east-1") == 30)
    #expect(try found("eu-west-9") == 40)
    #expect(try found("ap-south-1") == 31.464)
    #expect(
      catalog.capacityBlockRates.count == own.capacityBlockRates.count + 1)
  }

  @Test func namesThatMeanTwoPlacesAreLeftApart() throws {
    func alias(_ account: String, _ name: String, _ id: String) -> ZoneAlias {
      ZoneAlias(
        account: account, zoneName: name, zoneID: id, origin: testOrigin)
    }
    let zones = ZoneNames([
      alias("1", "us-east-1a", "use1-az4"),
      alias("2", "us-east-1a", "use1-az4"),
      alias("1", "us-east-1b", "use1-az1"),
      alias("2", "us-east-1b", "use1-az2"),
    ])
    let named = try PoolID(key: "aws/us-east-1a/p3.2xlarge")
    let byID = try PoolID(key: "aws/use1-az4/p3.2xlarge")
    #expect(zones.twin(of: named) == byID)
    #expect(zones.twin(of: byID) == named)
    #expect(zones.named(byID) == named)
    let other = try PoolID(key: "aws/us-east-1b/p3.2xlarge")
    #expect(zones.twin(of: other) == nil)
    #expect(zones.notes.count == 1)
    #expect(zones.notes[0].hasPrefix("Zone us-east-1b stands for use1-az1, "))
  }

  /// An archive by AZ id and the user's own pull are one pool once an alias
  /// table is there, whenever it comes.
  @Test func anAliasJoinsPricesByIDWithThoseByName() throws {
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      let asOf = try at("2026-01-20")
      func ingest(_ text: String, _ name: String) throws {
        let path = try write(text, to: name, in: folder)
        _ = try IngestRun.run(
          files: InputFiles.list([path]), format: nil,
          hints: IngestRun.Hints(), databasePath: database,
          context: try MonthPipeline.context(asOf: asOf))
      }
      func pools() throws -> [String: Double?] {
        let context = try MonthPipeline.context(asOf: asOf)
        let market = try PoolMarket(
          StoreAccess(database, for: .read), pools: nil, matching: nil,
          parameters: .stored, gangSize: 1, context: context)
        return Dictionary(
          uniqueKeysWithValues: market.forecasters.map {
            (
              $0.pool.key,
              $0.outlook(asOf: asOf).spotPrice?.lowUSDPerHour
            )
          })
      }
      let tail = "\tp3.2xlarge\tLinux/UNIX\t"
      try ingest(
        "use1-az4\(tail)0.80\t2026-01-01T00:00:00Z\n"
          + "use1-az6\(tail)0.70\t2026-01-01T00:00:00Z\n", "archive.tsv")
      try ingest(
        "SPOTPRICEHISTORY\tus-east-1a\(tail)0.90\t2026-01-15T00:00:00Z\n",
        "pull.txt")
      #expect(
        try pools() == [
          "aws/us-east-1a/p3.2xlarge": 0.9, "aws/use1-az4/p3.2xlarge": 0.8,
          "aws/use1-az6/p3.2xlarge": 0.7,
        ])
      try ingest(
        "account,zone_name,zone_id\n12,us-east-1a,use1-az4\n", "zones.csv")
      // 14 of 19 days at 0.80: the low end of the month's band is 0.80 now.
      #expect(
        try pools() == [
          "aws/us-east-1a/p3.2xlarge": 0.8, "aws/use1-az6/p3.2xlarge": 0.7,
        ])
    }
  }

  /// A database of price lists alone answers with on-demand capacity.
  @Test func listPricesAreOfferedInRecommendations() throws {
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      let asOf = try at("2026-02-12")
      let context = try MonthPipeline.context(asOf: asOf)
      let list = try write(
        """
        generated_at,region,instance_type,usd_per_hour
        2026-02-10T00:00:00Z,eu-west-1,p3.2xlarge,3.305

        """, to: "list.csv", in: folder)
      let outcome = try IngestRun.run(
        files: InputFiles.list([list]), format: nil,
        hints: IngestRun.Hints(), databasePath: database, context: context)
      #expect(outcome.dataThrough == (try at("2026-02-10")))
      let job = try write(
        """
        name: listed
        work: {hours: 10}
        accept: [{gpu: V100-16GB}]
        where: {providers: [aws], regions: [eu-west-1]}
        vehicles: [on-demand]
        """, to: "job.yaml", in: folder)
      let plan = try RecommendRun.run(
        databasePath: database, job: try JobInput(path: job),
        mostAlternatives: 3, allowsStale: false, context: context)
      #expect(
        plan.chosen?.pools.map(\.pool.key) == ["aws/eu-west-1/p3.2xlarge"])
      let status = try StatusRun.run(
        databasePath: database, withRejected: false, redacted: false,
        context: context)
      #expect(status.markets.listPrices == 1)
      #expect(status.text(everything: false).contains("1 list price\n"))
    }
  }

  /// The advisor's share stands beside a spot plan and changes none of its
  /// numbers.
  @Test func theAdvisorIsQuotedAndEntersNoNumber() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 8, seed: 14, scale: 0.4)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      try pipeline.fit(asOf: month.end)
      let job = MonthJobs.small(earliest: month.end)
      let before = try pipeline.recommend(job, asOf: month.end)
      let plan = try #require(before.chosen)
      try #require(plan.vehicle == .spot)
      let pool = try #require(plan.pools.first?.pool)
      let advisor = try write(
        """
        {"spot_advisor": {"\(pool.region)": {"Linux": {
          "\(pool.instanceType)": {"r": 4, "s": 53}}}}}
        """, to: "advisor.json", in: folder)
      try pipeline.ingest([advisor])
      try pipeline.fit(asOf: month.end)
      let after = try pipeline.recommend(job, asOf: month.end)
      #expect(after.chosen == before.chosen)
      let captured = month.start.adding(hours: 36)
      let words =
        "The AWS advisor saw >20% of \(pool.instanceType) in "
        + "\(pool.region) reclaimed in the month before \(captured); a "
        + "monthly share is no hazard and enters numbers of pools alone that "
        + "were never watched."
      #expect(after.explanation.last == words)
      #expect(after.explanation.dropLast() == before.explanation[...])
    }
  }
}
