import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskForecast

/// Alarms over the hours of pools and regions.
struct DriftWatchTests {
  private static let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "p3.2xlarge")

  private struct Constant: LossForecaster {
    func survival(
      of pool: PoolID, ageHours: Double, at instant: UTCInstant,
      aheadHours: [Double]
    ) -> [Double]? {
      aheadHours.map { exp(-0.05 * $0) }
    }
  }

  private func stretch(
    _ from: Double, _ hours: Double, isLost: Bool
  ) -> ScoredStretch {
    ScoredStretch(
      pool: Self.pool, clock: .instance, startsAt: hour(from), ageHours: 0,
      upHours: hours, lostByHours: isLost ? hours : nil)
  }

  /// Forty instances of 0.05/h, 2 losses expected an hour.
  ///
  /// ½ e^(Λ/2) first reaches 100 at Λ = 10.6, in the sixth hour.
  @Test func silenceIsNamedWhereItLasts() {
    var watch = DriftWatch()
    for _ in 0..<40 {
      watch.add(
        stretch(0, 10, isLost: false), by: Constant(), clusterSize: 1)
    }
    let alarms = watch.alarms(clock: .instance)
    #expect(alarms.map(\.place) == ["aws/us-east-1", Self.pool.key])
    for alarm in alarms {
      #expect(alarm.at == hour(6))
      #expect(alarm.observed == 0)
      expectClose(alarm.expected, 20, relative: 1e-9)
    }
  }

  /// Where losses come in fours, a quarter as many events are expected; four
  /// that fell within three minutes are one.
  @Test func whatFellTogetherCountsOnce() {
    var watch = DriftWatch()
    for number in 0..<40 {
      watch.add(
        stretch(0, 10 + Double(number % 4) * 0.01, isLost: number < 8),
        by: Constant(), clusterSize: 4)
    }
    // Ends at 10 h and up to 108 s later: one event against 5.
    #expect(watch.alarms(clock: .instance).isEmpty)
  }

  /// Eight losses where next to nothing was expected: ½·2⁸ = 128.
  @Test func lossesAreNamedAtOnce() throws {
    var watch = DriftWatch()
    for number in 0..<8 {
      watch.add(
        stretch(Double(number) * 0.1, 0.001, isLost: true), by: Constant(),
        clusterSize: 1)
    }
    let alarm = try #require(watch.alarms(clock: .instance).first)
    #expect(alarm.observed == 8)
    #expect(alarm.at == hour(1))
  }
}
