import Foundation
import RiskDomain
import RiskExposure
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskModels

struct GangRequestsTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "a.b")

  private func requests(
    exponent: Double, alone: Double, sizes: [Int], each: Int, seed: UInt64
  ) -> AttemptCounts {
    var rng = SplitMix64(seed: seed)
    var counts = AttemptCounts(pool: pool, attempts: 0, successes: 0)
    for size in sizes {
      let p = pow(alone, pow(Double(size), exponent))
      let successes = (0..<each).count { _ in rng.uniform() < p }
      counts.bySize[size] = .init(attempts: each, successes: successes)
      counts.attempts += each
      counts.successes += successes
    }
    return counts
  }

  @Test(arguments: [(0.0, 0.7), (0.5, 0.8), (1, 0.9)])
  func exponentIsRecovered(exponent: Double, alone: Double) throws {
    let counts = requests(
      exponent: exponent, alone: alone, sizes: [1, 2, 4, 8, 16], each: 1000,
      seed: 3)
    let fitted = try #require(GangRequests.fitted([counts])?["aws"])
    #expect(abs(fitted.exponent - exponent) < 0.07)
  }

  // One size tells nothing of others: the flat prior's mean.
  @Test func oneSizeLeavesThePrior() throws {
    let counts = requests(
      exponent: 0, alone: 0.7, sizes: [4], each: 50, seed: 1)
    let fitted = try #require(GangRequests.fitted([counts])?["aws"])
    expectClose(fitted.exponent, 0.5, relative: 1e-6)
  }

  @Test func withoutARefusalNothingIsKnown() {
    let counts = AttemptCounts(
      pool: pool, attempts: 9, successes: 9,
      bySize: [1: .init(attempts: 9, successes: 9)])
    #expect(GangRequests.fitted([counts]) == nil)
  }

  // By hand: seen 0.81 at a load of 2 is 0.9 for one; with exponent 1, three
  // at once succeed with 0.9³ = 0.729.
  @Test func successFollowsTheSize() {
    let outlook = GangRequests.Outlook(seen: 0.81, load: 2, exponent: 1)
    expectClose(outlook.success(size: 1), 0.9, relative: 1e-12)
    expectClose(outlook.success(size: 3), 0.729, relative: 1e-12)
    expectClose(
      outlook.factor(size: 3), log(1 - 0.729) / log(1 - 0.81), relative: 1e-12)
  }
}
