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

  /// 180 GB · $0.02 = $3.60 a start; 4,200 GB · $0.02 = $84 once.
  @Test func routes() throws {
    let catalog = try Self.catalog()
    let here = try EgressTerm.of(
      job: job(mayMove: false), provider: .aws, region: "us-west-2",
      catalog: catalog)
    #expect(here == EgressTerm(onceUSD: 0, perStartUSD: 0))
    let reading = try EgressTerm.of(
      job: job(mayMove: false), provider: .aws, region: "us-east-2",
      catalog: catalog)
    expectClose(reading.usd(starts: 3), 10.80, relative: 1e-12)
    let moving = try EgressTerm.of(
      job: job(mayMove: true), provider: .aws, region: "us-east-2",
      catalog: catalog)
    expectClose(moving.usd(starts: 3), 84, relative: 1e-12)
    // 4,200 GB · $0.09 to another cloud.
    let across = try EgressTerm.of(
      job: job(mayMove: true), provider: .gcp, region: "us-central1",
      catalog: catalog)
    expectClose(across.usd(starts: 1), 378, relative: 1e-12)
  }

  @Test func unpricedRouteSaysWhy() {
    let error = #expect(throws: EgressTerm.Unpriced.self) {
      try EgressTerm.of(
        job: job(mayMove: true), provider: .aws, region: "us-east-2",
        catalog: Catalog())
    }
    #expect(error?.reason.contains("inter-region") == true)
  }
}
