import RiskDecision
import RiskDomain
import RiskTestSupport
import Testing

struct EmergencyCheckpointTests {
  private func job(sizeGB: Double, mbps: Double, step: Double?) -> JobSpec {
    var job = JobSpec(name: "j", work: .hours(1))
    job.checkpoint.sizeGB = sizeGB
    job.checkpoint.durableUploadMBps = mbps
    job.checkpoint.stepSeconds = step
    return job
  }

  /// 50 GB at 250 MB/s are 200 s: no fit in 120 s.
  ///
  /// In 30 s with 5 s of detection 25 s · 250 MB/s = 6.25 GB fit.
  @Test func fiftyGigabytesDoNotFit() throws {
    let catalog = try TestCatalog.full()
    let aws = EmergencyCheckpoint.verdict(
      job: job(sizeGB: 50, mbps: 250, step: nil), provider: .aws,
      catalog: catalog)
    #expect(aws.fits == false)
    #expect(aws.noticeSeconds == 120)
    #expect(aws.neededSeconds == 205)
    #expect(aws.largestGB == 28.75)
    let gcp = EmergencyCheckpoint.verdict(
      job: job(sizeGB: 6.25, mbps: 250, step: nil), provider: .gcp,
      catalog: catalog)
    #expect(gcp.fits == true)
    #expect(gcp.largestGB == 6.25)
  }

  /// 120 − 5 − 6 = 109 s · 800 MB/s = 87.2 GB.
  @Test func oneStepIsWaitedFor() throws {
    let verdict = EmergencyCheckpoint.verdict(
      job: job(sizeGB: 50, mbps: 800, step: 6), provider: .aws,
      catalog: try TestCatalog.full())
    #expect(verdict.fits == true)
    #expect(verdict.neededSeconds == 73.5)
    #expect(verdict.largestGB == 87.2)
  }

  @Test func unknownIsNotANumber() throws {
    let catalog = try TestCatalog.full()
    let unknown = EmergencyCheckpoint.verdict(
      job: JobSpec(name: "j", work: .hours(1)), provider: .aws,
      catalog: catalog)
    #expect(unknown.fits == nil)
    #expect(unknown.neededSeconds == nil)
    let nowhere = EmergencyCheckpoint.verdict(
      job: job(sizeGB: 1, mbps: 100, step: nil), provider: .azure,
      catalog: Catalog())
    #expect(nowhere.fits == nil)
    #expect(nowhere.noticeSeconds == nil)
  }
}
