import Foundation
import RiskDomain
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

@Suite struct CatalogFileTests {
  /// Data/catalog of the source tree that this test was built from.
  static let directory: String = {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/") + "/Data/catalog"
  }()

  private func instant(_ text: String) throws -> UTCInstant {
    try UTCInstant(parsing: text)
  }

  @Test func realCatalogLoads() throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    #expect(catalog.instanceTypes.count > 80)
    #expect(catalog.listPrices.count > 3000)
    #expect(catalog.listPrices.allSatisfy { $0.usdPerHour > 0 })
    #expect(
      catalog.capacityBlockRates.allSatisfy { $0.usdPerInstanceHour > 0 })
  }

  // Facts of the AWS price list: p5.48xlarge fell in June 2025, p3.2xlarge
  // has cost 3.06 since it exists.
  @Test(arguments: [
    ("aws/us-east-1a/p5.48xlarge", "2025-06-01T00:00:00Z", 98.32),
    ("aws/us-east-1a/p5.48xlarge", "2025-07-01T00:00:00Z", 55.04),
    ("aws/us-west-2b/p3.2xlarge", "2023-02-20T00:00:00Z", 3.06),
    ("aws/us-east-1c/p4d.24xlarge", "2025-06-23T13:18:29Z", 32.7726),
    ("aws/us-east-1c/p4d.24xlarge", "2025-06-23T13:18:30Z", 21.957642),
  ])
  func onDemandPriceIsTheOneInForce(
    pool: String, at: String, usdPerHour: Double
  ) throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    #expect(
      catalog.listPricePerHour(
        pool: try PoolID(key: pool), market: .onDemand, at: try instant(at))
        == usdPerHour)
  }

  // Google Cloud, us-central1: spot a3-highgpu-8g was 35.593010 from
  // 2024-10-31, 20.39 in 2025-11 and 50.61 in 2026-07.
  @Test(arguments: [
    ("2024-12-01T00:00:00Z", 35.59301), ("2026-01-14T00:00:00Z", 20.39),
    ("2026-08-01T00:00:00Z", 50.61),
  ])
  func spotListPricesMove(at: String, usdPerHour: Double) throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    let pool = try PoolID(key: "gcp/us-central1-a/a3-highgpu-8g")
    #expect(
      catalog.listPricePerHour(
        pool: pool, market: .spot, at: try instant(at)) == usdPerHour)
    #expect(
      catalog.listPricePerHour(
        pool: pool, market: .spot, at: try instant("2023-01-01T00:00:00Z"))
        == nil)
  }

  // The list of 2024-10: NC24ads_A100_v4 in East US at 3.673 and 0.444433;
  // eight GPUs and 98.32 $/h for ND96isr_H100_v5, whose spot price is not
  // known; 30 s of notice.
  @Test func azureIsKnown() throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    let at = try instant("2026-01-14T00:00:00Z")
    let a100 = try PoolID(key: "azure/eastus-2/Standard_NC24ads_A100_v4")
    func price(_ pool: PoolID, _ market: Market) -> Double? {
      catalog.listPricePerHour(pool: pool, market: market, at: at)
    }
    #expect(price(a100, .onDemand) == 3.673)
    #expect(price(a100, .spot) == 0.444433)
    let h100 = try PoolID(key: "azure/eastus/Standard_ND96isr_H100_v5")
    #expect(price(h100, .onDemand) == 98.32)
    #expect(price(h100, .spot) == nil)
    let type = try #require(
      catalog.instanceType(h100.instanceType, provider: .azure))
    #expect((type.acceleratorCount, type.vcpus) == (8, 96))
    let azure = catalog.instanceTypes.filter { $0.provider == .azure }
    #expect(azure.allSatisfy { $0.accelerator != nil && $0.vramGB != nil })
    #expect(
      Set(azure.compactMap(\.accelerator)).isSuperset(of: [
        "v100-16gb", "t4-16gb", "a10-24gb", "a100-40gb", "a100-80gb",
        "h100-80gb", "h200-141gb", "mi300x-192gb",
      ]))
    #expect(
      azure.allSatisfy {
        AzureSize.canonical($0.instanceType) == $0.instanceType
      }
    )
    #expect(catalog.noticeWindow(.azure)?.noticeSeconds == 30)
  }

  // 39.33 $/h in 2024-12, 31.464 in 2025-12, 41.528 in 2026-07.
  @Test(arguments: [
    ("2025-03-01T00:00:00Z", 39.33), ("2026-02-04T00:00:00Z", 31.464),
    ("2026-07-02T00:00:00Z", 41.528),
  ])
  func capacityBlockRatesMove(at: String, usdPerHour: Double) throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    #expect(
      catalog.capacityBlockRate(
        region: "us-east-1", instanceType: "p5.48xlarge", at: try instant(at)
      )?.usdPerInstanceHour == usdPerHour)
  }

  /// 1 to 14 days, weeks to 182, 11:30 UTC, the last half hour lost, as the EC2
  /// User Guide has it; before the product there are no rules.
  @Test func capacityBlocksHaveDatedRules() throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    #expect(
      catalog.capacityBlockRules(at: try instant("2026-01-01T00:00:00Z"))
        == .published)
    #expect(
      catalog.capacityBlockRules(at: try instant("2023-01-01T00:00:00Z")) == nil
    )
  }

  // 10,240 GB · 0.09 + 40,960 GB · 0.085 + 51,200 GB · 0.07 = 7987.20 USD.
  @Test func hundredTerabytesOutOfAWSCostWhatTheTiersSay() throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    let tiers = catalog.egressTiers(.aws, route: "internet")
    let volumeGB = 102_400.0
    var usd = 0.0
    for (index, tier) in tiers.enumerated() {
      let next =
        index + 1 < tiers.count ? tiers[index + 1].fromGB : .infinity
      usd += max(0, min(volumeGB, next) - tier.fromGB) * tier.usdPerGB
    }
    #expect(abs(usd - 7987.2) < 1e-6)
  }

  /// What the sample month runs must be known when it ends.
  @Test func everySimulatedPoolHasHardwareAndPrices() throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    let month = try GPUMonth(days: 30, seed: 1)
    for pool in month.truth().pools.map(\.pool) {
      let type = catalog.instanceType(
        pool.instanceType, provider: pool.provider)
      #expect(type?.accelerator != nil, "\(pool)")
      let onDemand = catalog.listPricePerHour(
        pool: pool, market: .onDemand, at: month.end)
      #expect(onDemand != nil, "\(pool) has no on-demand price")
      guard pool.provider == .gcp else { continue }
      let spot = try #require(
        catalog.listPricePerHour(pool: pool, market: .spot, at: month.end))
      #expect(spot < onDemand ?? 0, "\(pool)")
    }
  }

  @Test func hardwareRulesAndDiscountsAreThere() throws {
    let catalog = try CatalogFile.load(directory: Self.directory)
    let p4d = try #require(
      catalog.instanceType("p4d.24xlarge", provider: .aws))
    #expect(p4d.accelerator == "a100-40gb")
    #expect(p4d.acceleratorCount == 8)
    #expect(p4d.interconnect == "efa")
    let t4 = try #require(
      catalog.instanceType("n1-standard-8+t4x1", provider: .gcp))
    #expect(t4.accelerator == "t4-16gb")
    #expect(catalog.noticeWindow(.aws)?.noticeSeconds == 120)
    #expect(catalog.noticeWindow(.gcp)?.noticeSeconds == 30)
    #expect(catalog.noticeWindow(.azure)?.detectionSeconds == 5)
    #expect(catalog.lifetimeCaps.first?.atomFromSeconds == 86_300)
    #expect(
      catalog.commitmentDiscounts.map(\.discountPercent) == [40, 60, 37, 55])
  }
}

/// Each test changes one file of a copy of the real catalog.
@Suite struct CatalogFileErrorTests {
  /// The error of loading a copy in which a text of a file was replaced.
  private func errorAfterReplacing(
    _ old: String, by new: String, in file: String
  ) throws -> CatalogError? {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent(
      "catalog-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: copy) }
    try FileManager.default.copyItem(
      at: URL(fileURLWithPath: CatalogFileTests.directory), to: copy)
    let path = copy.appendingPathComponent(file)
    let text = try String(contentsOf: path, encoding: .utf8)
    let changed = text.replacingOccurrences(of: old, with: new)
    #expect(changed != text)
    try Data(changed.utf8).write(to: path)
    do throws(CatalogError) {
      _ = try CatalogFile.load(directory: copy.path)
      return nil
    } catch {
      return error
    }
  }

  @Test func negativePriceIsNamedWithItsPlace() throws {
    let error = try #require(
      try errorAfterReplacing(
        "p3.16xlarge,on-demand,2017-10-25T00:00:00Z,24.48",
        by: "p3.16xlarge,on-demand,2017-10-25T00:00:00Z,-3",
        in: "list-prices-aws.csv"))
    #expect(error.code == .badValue)
    #expect(error.key == "usdPerHour")
    #expect(error.value == "-3")
    #expect(error.line != nil)
    #expect(
      error.description.contains(
        "column usdPerHour: '-3' is not a number above 0."))
  }

  @Test func sameFactTwiceIsRefused() throws {
    let error = try #require(
      try errorAfterReplacing(
        "gcp,30,5,", by: "aws,30,5,", in: "notice-windows.csv"))
    #expect(error.code == .duplicate)
    #expect(error.value == "aws")
    #expect(error.reason.contains("notice-windows.csv:"))
  }

  @Test func timeWithoutOffsetIsRefused() throws {
    let error = try #require(
      try errorAfterReplacing(
        "2024-12-01T00:00:00Z,14.75", by: "2024-12-01,14.75",
        in: "capacity-block-rates.csv"))
    #expect(error.key == "from")
    #expect(error.value == "2024-12-01")
  }

  @Test func factsWithoutSourceAreRefused() throws {
    let error = try #require(
      try errorAfterReplacing(
        "# source:", by: "# origin:", in: "storage-prices.csv"))
    #expect(error.code == .malformedFile)
    #expect(error.file == "storage-prices.csv")
  }

  @Test func unknownColumnAndUnknownTypeAreNamed() throws {
    let column = try #require(
      try errorAfterReplacing(
        "vcpus", by: "cpus", in: "instance-types.csv"))
    #expect(column.key == "vcpus")
    let type = try #require(
      try errorAfterReplacing(
        "aws,p2.xlarge,", by: "aws,p2.large,", in: "instance-types.csv"))
    #expect(type.code == .unknownName)
    #expect(type.value == "p2.xlarge")
  }

  @Test func missingFolderSaysWhatToDo() {
    #expect {
      try CatalogFile.load(directory: "/nowhere/catalog")
    } throws: { error in
      (error as? CatalogError)?.nextStep.contains("--data-dir") == true
    }
  }
}
