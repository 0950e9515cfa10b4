import Foundation
import RiskDomain
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

/// Rhythms of the week of one region.
struct RegionRhythmTests {
  /// Equal hours; exp(A cos) with its crest at 18 h, four times its trough at
  /// 6 h.
  private static func truth(_ hour: Int) -> Double {
    exp(log(4.0) / 2 * cos(2 * .pi * (Double(hour % 24) + 0.5 - 18) / 24))
  }

  /// Mean of the truth over each block: five days of three hours, or two.
  private static let expected = (0..<16).map { $0 < 8 ? 15.0 : 6.0 }

  private static func means(ratioOf truth: (Int) -> Double) -> [Double] {
    (0..<16).map { block in
      let first = block % 8 * 3
      let sum = truth(first) + truth(first + 1) + truth(first + 2)
      return expected[block] * sum / 3
    }
  }

  /// Counts exactly as expected give the ratio back: between blocks and hours,
  /// and by a little shrinkage, 4 becomes 3.8.
  @Test func fourfoldIsFound() {
    let means = Self.means(ratioOf: Self.truth)
    let scale = 2000 / means.reduce(0, +)
    let rhythm = RegionRhythm(
      events: means.map { $0 * scale }, expected: Self.expected)
    #expect(rhythm.probability > 0.999_999)
    let ratio = rhythm.byHour[18] / rhythm.byHour[6]
    #expect(ratio > 3.6 && ratio < 4.05, "\(ratio)")
    // The weekend is like any other day.
    expectClose(rhythm.byHour[5 * 24 + 18], rhythm.byHour[18], relative: 0.01)
    let mean =
      zip(rhythm.blocks, Self.expected).reduce(0) { $0 + $1.0 * $1.1 }
      / Self.expected.reduce(0, +)
    expectClose(mean, 1, relative: 1e-9)
  }

  /// Few losses are pulled towards no effect, and none says nothing.
  @Test func fewLossesAreShrunk() {
    let means = Self.means(ratioOf: Self.truth)
    let scale = 10 / means.reduce(0, +)
    let few = RegionRhythm(
      events: means.map { $0 * scale }, expected: Self.expected)
    let ratio = few.byHour[18] / few.byHour[6]
    #expect(ratio > 1.1 && ratio < 3.5, "\(ratio)")
    let none = RegionRhythm(
      events: Self.expected.map { _ in 0 }, expected: Self.expected)
    // Even odds stay even odds.
    expectClose(none.probability, 0.5, relative: 1e-9)
    #expect(none.byHour.allSatisfy { abs($0 - 1) < 1e-12 })
    let empty = RegionRhythm(
      events: Self.expected.map { _ in 0 },
      expected: Self.expected.map { _ in 0 })
    #expect(empty.byHour.allSatisfy { $0 == 1 })
  }

  /// Of 400 regions without a rhythm and with 20 to 2,000 losses, at most one
  /// in ten is said to have one.
  @Test(arguments: [20.0, 200, 2000])
  func noneIsInvented(losses: Double) {
    var rng = SplitMix64(seed: 3)
    let sum = Self.expected.reduce(0, +)
    let told = (0..<400).count { _ in
      let events = Self.expected.map {
        Double(poissonSample(mean: $0 / sum * losses, using: &rng))
      }
      return RegionRhythm(events: events, expected: Self.expected)
        .probability > RegionRhythm.leastProbability
    }
    #expect(told <= 40, "\(told) of 400")
  }
}
