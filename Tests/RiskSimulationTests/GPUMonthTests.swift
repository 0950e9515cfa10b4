import Foundation
import RiskDomain
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskSimulation

@Suite struct GPUMonthTests {
  @Test func sameSeedGivesTheSameBytes() throws {
    let one = try MonthFolder(GPUMonth(days: 5, seed: 7))
    let two = try MonthFolder(GPUMonth(days: 5, seed: 7))
    let other = try MonthFolder(GPUMonth(days: 5, seed: 8))
    #expect(one.files == two.files)
    #expect(one.files != other.files)
    #expect(one.files.map(\.path).last == "truth.json")
    #expect(Set(one.files.map(\.path)).count == one.files.count)
    #expect(
      one.files.allSatisfy { $0.wantsGzip == $0.path.hasSuffix(".gz") })
  }

  @Test func scaleMultipliesTheInstances() throws {
    let one = try GPUMonth(days: 10, seed: 3).truth()
    let four = try GPUMonth(days: 10, seed: 3, scale: 4).truth()
    func launches(_ truth: MonthTruth) -> Double {
      Double(truth.pools.reduce(0) { $0 + $1.launches })
    }
    // About 60 jobs a pool-month at scale 4: within a fifth of fourfold.
    let ratio = launches(four) / launches(one)
    #expect(ratio > 3.2 && ratio < 4.8, "\(ratio)")
  }

  @Test func defaultStartIsAMonday() throws {
    #expect(GPUMonth.defaultStart.rfc3339 == "2026-01-05T00:00:00Z")
    #expect(GPUMonth.defaultStart.hourOfWeekUTC == 0)
  }

  @Test func optionsThatMakeNoMonthAreNamed() {
    #expect(throws: GPUMonth.InvalidOption.self) {
      try GPUMonth(days: 0, seed: 1)
    }
    #expect(throws: GPUMonth.InvalidOption.self) {
      try GPUMonth(days: 1, seed: 1, scale: -1)
    }
    #expect(throws: GPUMonth.InvalidOption.self) {
      try GPUMonth(days: 1, seed: 1, scale: .nan)
    }
    #expect {
      try GPUMonth(days: 1, seed: 1, start: UTCInstant(unixSeconds: 5))
    } throws: { error in
      "\(error)".contains("1970-01-01T00:00:05Z")
    }
  }

  // Smallest and largest options that are allowed do not trap.
  @Test func oneDayAndATinyFleetWork() throws {
    let folder = try MonthFolder(GPUMonth(days: 1, seed: 2, scale: 0.001))
    #expect(folder.files.count > 20)
  }

  @Test(arguments: [UInt64(1), 42, 99])
  func truthHoldsWhatIsPromised(seed: UInt64) throws {
    let truth = try GPUMonth(days: 2, seed: seed).truth()
    #expect(truth.pools.count == 48)
    #expect(Set(truth.pools.map(\.pool)).count == 48)
    let multipliers = truth.pools.map(\.multiplier)
    let spread = (multipliers.max() ?? 0) / (multipliers.min() ?? 1)
    expectClose(spread, 15, relative: 1e-9)
    for pool in truth.pools {
      let parts = pool.parts
      expectClose(
        parts.provider * parts.region * parts.zone * parts.family * parts.pool,
        pool.multiplier, relative: 1e-12)
      // By hand: 0.25·0.60 + 0.75·0.30 + 0.14 + 2·0.075 + 4·0.04 + 8·0.022
      // + 8·0.012 = 1.097.
      expectClose(
        pool.cumulativeHazard24h, 1.097 * pool.multiplier, relative: 1e-12)
    }
    for (_, rhythm) in truth.hourOfWeek {
      #expect(rhythm.count == 168)
      expectClose(rhythm.reduce(0, +) / 168, 1, relative: 1e-12)
    }
    #expect(
      truth.ageCutsHours.count == truth.baselineRatesPerHour.count)
  }

  @Test func truthIsWrittenAsItIs() throws {
    let month = try GPUMonth(days: 3, seed: 11)
    let text = try #require(
      try MonthFolder(month).texts("truth.json").first)
    let read = try JSONDecoder().decode(
      MonthTruth.self, from: Data(text.utf8))
    #expect(read == month.truth())
  }
}
