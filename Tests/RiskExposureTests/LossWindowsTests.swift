import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskExposure

struct LossWindowsTests {
  private func loss(atSecond second: Double) -> Spell {
    Spell(
      pool: PoolID(
        provider: .aws, zone: "us-east-1a", instanceType: "p3.2xlarge"),
      process: .loss, clock: .instance, instanceID: nil, launchedAt: nil,
      watchedFrom: hour(0), watchedUntil: hour(second / 3600), watched: nil,
      exit: .interrupted, origin: testOrigin)
  }

  /// Losses at 2 h and 100 s later are one group.
  ///
  /// One 181 s after the first opens the next. Closed: 2 h to 2 h 3 min, and 3 min 1 s to 6 min 1 s.
  @Test func groupsCloseTheTimeAfterTheirFirstLoss() {
    let windows = LossWindows(
      [7200, 7300, 7381].map { loss(atSecond: $0) }, windowSeconds: 180)
    let start = hour(0).unixMilliseconds
    func open(_ from: Int64, _ until: Int64) -> Int64 {
      windows.openMilliseconds(
        from: start + from * 1000, until: start + until * 1000)
    }
    #expect(open(0, 7200) == 7_200_000)
    #expect(open(0, 10_800) == 10_440_000)
    #expect(open(7200, 7380) == 0)
    #expect(open(7300, 7382) == 1000)
    #expect(open(7200, 7200) == 0)
    #expect(open(7300, 7200) == 0)
  }

  @Test func withoutLossesAllIsOpen() {
    let windows = LossWindows([], windowSeconds: 180)
    #expect(windows.openMilliseconds(from: -5, until: 7) == 12)
  }
}
