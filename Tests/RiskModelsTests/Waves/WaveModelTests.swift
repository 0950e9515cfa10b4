import Foundation
import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

struct WaveModelTests {
  private static let spec = ModelSpec.Waves(
    factors: [2, 3, 4, 6, 9], meanGapHours: [24, 48, 96, 192],
    meanHours: [1, 2, 4, 8, 16], minimumLikelihoodRatio: 11.34)

  private func model(factor: Double, gap: Double, hours: Double) -> WaveModel {
    WaveModel(
      provider: .aws, factor: factor, meanGapHours: gap, meanHours: hours,
      likelihoodRatio: 0, isTaken: true, regions: 0, events: 0)
  }

  /// A month of quarters of an hour in which `expected` events are expected of
  /// each in the long run.
  private func series(
    _ world: WaveModel?, region: Int, expected: Double, seed: UInt64
  ) -> (series: LossSeries, isSurge: [Bool]) {
    var rng = SplitMix64(seed: seed)
    var isSurge = false
    var states: [Bool] = []
    var events: [Int] = []
    for _ in 0..<2880 {
      var mean = expected
      if let world {
        let leaves = isSurge ? world.meanHours : world.meanGapHours
        if rng.uniform() < 1 - exp(-0.25 / leaves) { isSurge.toggle() }
        mean *= world.quietFactor * (isSurge ? world.factor : 1)
      }
      // Poisson by exponential gaps.
      var count = 0
      var left = mean - exponentialSample(rate: 1, using: &rng)
      while left > 0 {
        count += 1
        left -= exponentialSample(rate: 1, using: &rng)
      }
      events.append(count)
      states.append(isSurge)
    }
    return (
      LossSeries(
        provider: .aws, region: "us-west-\(region)",
        firstBin: hour(0).unixMilliseconds / LossSeries.binMilliseconds,
        expected: [Double](repeating: expected, count: 2880), events: events),
      states
    )
  }

  // By hand: surges last 4 of 64 hours, 1/16; quiet 1/(1 + 5/16) = 0.761905.
  @Test func factorsAverageToOne() {
    let world = model(factor: 6, gap: 60, hours: 4)
    expectClose(world.surgeShare, 1.0 / 16, relative: 1e-14)
    expectClose(world.quietFactor, 0.7619047619, relative: 1e-9)
    // At its long-run share nothing is known and the factor is 1.
    expectClose(
      world.meanFactor(1.0 / 16, fromHours: 0, untilHours: 5), 1,
      relative: 1e-14)
    // In a surge for sure it is 6 · 0.761905 at once and 1 in the end.
    expectClose(
      world.meanFactor(1, fromHours: 0, untilHours: 0), 4.5714285714,
      relative: 1e-9)
    #expect(world.meanFactor(1, fromHours: 500, untilHours: 600) - 1 < 1e-9)
  }

  // By hand, one bin with y events where e = 0.5 are expected, from the
  // long-run share π: odds π/(1 − π) · 6^y · exp(−0.5 · 0.761905 · 5).
  @Test(arguments: [0, 1, 4])
  func oneBinIsBayes(events: Int) {
    let world = model(factor: 6, gap: 60, hours: 4)
    let series = LossSeries(
      provider: .aws, region: "r", firstBin: 0, expected: [0.5],
      events: [events])
    let odds =
      1.0 / 15 * pow(6, Double(events)) * exp(-0.5 * 0.7619047619 * 5)
    expectClose(
      world.filter(series).probabilities[0], odds / (1 + odds),
      relative: 1e-9)
  }

  @Test func surgesAreToldAndFound() throws {
    let world = model(factor: 6, gap: 60, hours: 4)
    let drawn = (0..<5).map {
      series(world, region: $0, expected: 0.6, seed: UInt64($0))
    }
    let fitted = try #require(
      WaveModel.fitted(drawn.map(\.series), Self.spec)?["aws"])
    #expect(fitted.isTaken)
    #expect([4, 6, 9].contains(fitted.factor))
    #expect([2, 4, 8].contains(fitted.meanHours))
    // Where it says 0.8 and more, it surges in eight of ten bins and more.
    var said = 0
    var right = 0
    for (series, isSurge) in drawn {
      for (p, surge) in zip(fitted.filter(series).probabilities, isSurge)
      where p >= 0.8 {
        said += 1
        if surge { right += 1 }
      }
    }
    #expect(said > 200)
    #expect(Double(right) >= 0.8 * Double(said))
  }

  // Forty months without surges: three parameters at one in a hundred.
  @Test func steadyRegionsHaveNone() {
    let taken = (0..<40).count { seed in
      let drawn = (0..<3).map {
        series(
          nil, region: $0, expected: 0.6, seed: UInt64(1000 + 10 * seed + $0)
        ).series
      }
      return WaveModel.fitted(drawn, Self.spec)?["aws"]?.isTaken == true
    }
    #expect(taken <= 2, "\(taken)")
  }

  // Bins after an instant have no influence on it, nor has the bin it is in.
  @Test func theFilterDoesNotLookAhead() {
    let world = model(factor: 6, gap: 60, hours: 4)
    let whole = series(world, region: 1, expected: 0.6, seed: 7).series
    var rng = SplitMix64(seed: 1)
    let filter = WaveFilter(world, whole)
    for _ in 0..<50 {
      let hours = rng.uniform() * 700
      let at = hour(0).adding(hours: hours)
      var cut = whole
      let ended = whole.endedBins(by: at)
      cut.expected = Array(whole.expected.prefix(ended))
      cut.events = Array(whole.events.prefix(ended))
      #expect(
        WaveFilter(world, cut).probability(asOf: at)
          == filter.probability(asOf: at))
    }
  }
}
