import RiskDecision
import RiskDomain
import RiskForecast
import Testing

@testable import RiskPipeline

/// On-demand exists in regions of which the logs know nothing.
struct ListedCapacityTests {
  /// us-east-1 lists p4d.24xlarge since 2020; the job accepts its GPU and names
  /// the region, the database knows p4d in another region only.
  @Test func acceptedTypesOfNamedRegionsAreOffered() throws {
    var job = JobSpec(name: "a", work: .hours(1))
    job.accept = [.init(gpu: "A100-40GB")]
    job.place.regions = ["us-east-1"]
    let catalog = try MonthPipeline.catalog.get()
    let asOf = try UTCInstant(parsing: "2026-02-04T00:00:00Z")
    let elsewhere = PoolID(
      provider: .aws, zone: "us-west-2a", instanceType: "p4d.24xlarge")
    let found = ListedCapacity.outlooks(
      job: job, known: [elsewhere], catalog: catalog, asOf: asOf)
    #expect(found.map(\.pool.key) == ["aws/us-east-1/p4d.24xlarge"])
    #expect(found.first?.evidence == PoolOutlook.Evidence.none)
    #expect(
      found.first?.onDemandPerHour
        == catalog.listPricePerHour(
          pool: elsewhere.inZone("us-east-1"), market: .onDemand, at: asOf))
    // What the database knows is not offered twice.
    #expect(
      ListedCapacity.outlooks(
        job: job, known: [elsewhere.inZone("us-east-1a")], catalog: catalog,
        asOf: asOf
      ).isEmpty)
  }
}

extension PoolID {
  fileprivate func inZone(_ zone: String) -> PoolID {
    var pool = self
    pool.zone = zone
    return pool
  }
}
