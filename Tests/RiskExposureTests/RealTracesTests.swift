import Foundation
import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

/// Eight pools of the public collection of 2022-10-26 (two zones of
/// us-west-2); the counts were taken from the files with a few lines of
/// Python on 2026-11-21.
@Suite(.enabled(if: realData != nil, skipReason))
struct RealTracesTests {
  private struct Trace: Decodable {
    struct Metadata: Decodable { var gap_seconds: Double }
    var metadata: Metadata
    var data: [Int]
  }

  @Test(arguments: [
    ("us-west-2a_k80_1", 132), ("us-west-2a_k80_8", 135),
    ("us-west-2a_v100_1", 126), ("us-west-2a_v100_8", 269),
    ("us-west-2b_k80_1", 47), ("us-west-2b_k80_8", 246),
    ("us-west-2b_v100_1", 171), ("us-west-2b_v100_8", 399),
  ])
  func lossesPerTrace(name: String, losses: Int) throws {
    let file =
      try #require(realData)
      + "/availability-traces/aws-10-26-2022/\(name).json"
    let trace = try JSONDecoder().decode(
      Trace.self, from: Data(contentsOf: URL(filePath: file)))
    let pool = PoolID(provider: .aws, zone: "us-west-2a", instanceType: name)
    let start = UTCInstant(unixSeconds: 1_666_742_400)
    let probes = trace.data.enumerated().map { tick, available in
      AvailabilityProbe(
        pool: pool, traceStart: start,
        gapMilliseconds: Int64(trace.metadata.gap_seconds * 1000), tick: tick,
        available: available, origin: testOrigin)
    }
    let spells = probeSpells(probes, until: start.adding(hours: 1e4))
    let up = spells.filter { $0.process == .loss }
    #expect(up.count { $0.exit == .interrupted } == losses)
    // Every tick lies in exactly one spell.
    let total = spells.reduce(0) {
      $0 + $1.watchedUntil.milliseconds(since: $1.watchedFrom)
    }
    #expect(
      total == Int64(trace.data.count) * Int64(trace.metadata.gap_seconds)
        * 1000
    )
  }
}
