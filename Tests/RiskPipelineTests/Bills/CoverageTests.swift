import Foundation
import RiskDomain
import RiskForecast
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// The bands of the forecast hold what they promise: over twenty worlds whose
/// hazards are known, nine of ten 90 % bands contain the truth.
struct CoverageTests {
  /// One pool of one world.
  struct Sample {
    var pool: PoolID
    var interruptions: Int
    /// Cumulative hazard of a new instance's first day: the band's ends, the
    /// truth over an average week, and the truth from this moment on.
    var low, high, average, actual: Double

    func covers(_ truth: Double) -> Bool { low <= truth && truth <= high }
  }

  @Test func bandsOfTwentyWorldsContainTheTruth() async throws {
    let samples = try await withThrowingTaskGroup(of: [Sample].self) { group in
      for seed in 1...20 as ClosedRange<UInt64> {
        group.addTask { try Self.samples(seed: seed) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    // 48 pools a world, less those that the small fleet never asked.
    #expect(samples.count > 850)
    let average = Self.share(samples) { $0.covers($0.average) }
    let actual = Self.share(samples) { $0.covers($0.actual) }
    let report = Self.report(samples)
    print(report)
    #expect((0.85...0.95).contains(average), "\(report)")
    #expect((0.85...0.95).contains(actual), "\(report)")
    // Neither kind of pool pays for the other: pools that were never seen to
    // lose an instance, pools with a few losses, pools with many.
    for range in [0...9, 10...39, 40...Int.max] {
      let some = samples.filter { range.contains($0.interruptions) }
      let share = Self.share(some) { $0.covers($0.average) }
      #expect((0.8...1).contains(share), "\(range) losses: \(report)")
    }
  }

  /// Simulates a world, runs the whole pipeline on its files and holds the
  /// forecast against the truth.
  private static func samples(seed: UInt64) throws -> [Sample] {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 30, seed: seed, scale: 0.4)
      let pipeline = try MonthPipeline(month, in: folder)
      try pipeline.ingest()
      try pipeline.fit(asOf: month.end)
      let rows = try pipeline.forecast(asOf: month.end, horizons: [24])
      let truth = month.truth()
      let byPool = Dictionary(
        truth.pools.map { ($0.pool.key, $0) }, uniquingKeysWith: { $1 })
      return try rows.forecasts.compactMap { row in
        let pool = try #require(byPool[row.pool.key])
        // A small fleet's log of a region may end weeks before the month.
        guard let low = row.survivalHigh[0], let high = row.survivalLow[0]
        else { return nil }
        return Sample(
          pool: row.pool, interruptions: pool.interruptions,
          low: -log(low), high: -log(high),
          average: pool.cumulativeHazard24h,
          actual: try actual(pool, in: truth, from: month.end))
      }
    }
  }

  /// ∫ of the pool's rates over ages 0 to 24 h, times the region's factor of
  /// each hour; the moment is a full hour.
  private static func actual(
    _ pool: MonthTruth.Pool, in truth: MonthTruth, from instant: UTCInstant
  ) throws -> Double {
    let rhythm = try #require(truth.hourOfWeek[pool.pool.region])
    let cuts = truth.ageCutsHours
    return (0..<24).reduce(0.0) { sum, hour in
      let (from, through) = (Double(hour), Double(hour + 1))
      let hazard = cuts.indices.reduce(0.0) { sum, k in
        let end = k + 1 < cuts.count ? cuts[k + 1] : .infinity
        return sum + pool.ratesPerHour[k]
          * max(0, min(end, through) - max(cuts[k], from))
      }
      return sum + hazard * rhythm[(instant.hourOfWeekUTC + hour) % 168]
    }
  }

  private static func share(
    _ samples: [Sample], _ isHit: (Sample) -> Bool
  ) -> Double {
    Double(samples.count(where: isHit)) / Double(max(samples.count, 1))
  }

  /// The figures, and where the misses lie.
  private static func report(_ samples: [Sample]) -> String {
    func line(_ name: String, _ some: [Sample]) -> String {
      let over = some.count { $0.average < $0.low }
      let under = some.count { $0.average > $0.high }
      let covered = share(some) { $0.covers($0.average) }
      return "\(name): \(some.count) pools, "
        + String(format: "%.1f %%", 100 * covered)
        + ", truth below the band \(over), above it \(under)"
    }
    let actual = share(samples) { $0.covers($0.actual) }
    return """
      90 % bands of the first day's cumulative hazard, 20 worlds
      \(line("all", samples))
      \(line("aws", samples.filter { $0.pool.provider == .aws }))
      \(line("gcp", samples.filter { $0.pool.provider == .gcp }))
      \(line("0 to 9 losses", samples.filter { $0.interruptions < 10 }))
      \(line("10 to 39", samples.filter { (10..<40) ~= $0.interruptions }))
      \(line("40 and more", samples.filter { $0.interruptions >= 40 }))
      of this very day instead of an average one: \
      \(String(format: "%.1f %%", 100 * actual))
      """
  }
}
