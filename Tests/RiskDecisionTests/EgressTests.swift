import RiskDecision
import RiskDomain
import RiskTestSupport
import Testing

struct EgressTests {
  static func catalog() throws -> Catalog {
    try TestCatalog.make(["egressTiers": TestCatalog.egress])
  }

  /// 921.60 + 3,481.60 + 3,584.00 = 7,987.20, not the flat 9,000.
  @Test func hundredTebibytesToTheInternet() throws {
    let tiers = try Self.catalog().egressTiers(.aws, route: "internet")
    expectClose(
      EgressTerm.usd(volumeGB: 102_400, tiers: tiers) ?? .nan, 7987.20,
      relative: 1e-12)
  }

  @Test func noTiersIsNoPrice() {
    #expect(EgressTerm.usd(volumeGB: 1, tiers: []) == nil)
  }

  private func job(mayMove: Bool) -> JobSpec {
    var job = JobSpec(name: "j", work: .hours(1))
    job.data = JobSpec.DataLocation(
      provider: .aws, region: "us-west-2", datasetGB: 4200, readPerStartGB: 180,
      mayMove: mayMove)
    return job
  }

  private func options(
    mayMove: Bool, _ provider: PoolID.Provider, _ region: String
  ) throws -> [EgressTerm] {
    try EgressTerm.options(
      job: job(mayMove: mayMove), provider: provider, region: region,
      catalog: try Self.catalog())
  }

  /// 180 GB · $0.02 = $3.60 a start; 4,200 GB · $0.02 = $84 once.
  @Test func routes() throws {
    let here = try options(mayMove: false, .aws, "us-west-2")
    #expect(here == [EgressTerm(onceUSD: 0, perStartUSD: 0)])
    let reading = try options(mayMove: false, .aws, "us-east-2")
    #expect(reading.count == 1)
    expectClose(reading[0].usd(starts: 3), 10.80, relative: 1e-12)
    let both = try options(mayMove: true, .aws, "us-east-2")
    #expect(both.map(\.movesDataset) == [false, true])
    // Moving pays from the 24th start on: 24 · 3.60 = 86.40 > 84.
    expectClose(both[0].usd(starts: 23), 82.80, relative: 1e-12)
    expectClose(both[0].usd(starts: 24), 86.40, relative: 1e-12)
    expectClose(both[1].usd(starts: 24), 84, relative: 1e-12)
    // 4,200 GB · $0.09 to another cloud.
    let across = try options(mayMove: true, .gcp, "us-central1")
    expectClose(across[1].usd(starts: 1), 378, relative: 1e-12)
  }

  @Test func unpricedRouteSaysWhy() {
    let error = #expect(throws: EgressTerm.Unpriced.self) {
      try EgressTerm.options(
        job: job(mayMove: true), provider: .aws, region: "us-east-2",
        catalog: Catalog())
    }
    #expect(error?.reason.contains("inter-region") == true)
  }
}
