import Foundation
import RiskModels
import RiskTestSupport
import Testing

struct LossCountsTests {
  private static func choose(_ n: Int, _ k: Int) -> Double {
    (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
  }

  // Members are exchangeable and every j of them survive together with
  // probability exp(−H·events(j)), so that by inclusion and exclusion
  // P(m of n are left) = C(n, m) Σ_i (−1)^i C(n − m, i) S(m + i).
  private func expected(
    _ shock: GangShock, size: Int, survival: (Double) -> Double
  ) -> [Double] {
    let joint = (0...size).map { j in
      j == 0 ? 1 : survival(shock.events(size: j))
    }
    return (0...size).map { lost in
      let m = size - lost
      return Self.choose(size, m)
        * (0...lost).reduce(0) {
          $0 + ($1 % 2 == 0 ? 1 : -1) * Self.choose(lost, $1) * joint[m + $1]
        }
    }
  }

  @Test(arguments: [
    GangShock(share: 0, whole: 1), GangShock(share: 0.5, whole: 1),
    GangShock(share: 0.7, whole: 0.3), GangShock(share: 1, whole: 0),
  ])
  func distributionIsThatOfInclusionAndExclusion(shock: GangShock) {
    for size in [1, 2, 5, 8] {
      let counts = LossCounts(size: size, shock: shock)
      for hazard in [0.01, 0.3, 2.0] {
        let sure = counts.distribution(
          cumulativeHazard: hazard, multiplierShape: 1e9)
        let unsure = counts.distribution(
          cumulativeHazard: hazard, multiplierShape: 2.5)
        let exact = expected(shock, size: size) { exp(-hazard * $0) }
        // A gamma multiplier: E exp(−G x) = (1 + x/s)^−s.
        let mixed = expected(shock, size: size) {
          pow(1 + hazard * $0 / 2.5, -2.5)
        }
        for k in 0...size {
          #expect(abs(sure[k] - exact[k]) < 2e-8)
          #expect(abs(unsure[k] - mixed[k]) < 2e-8)
        }
      }
    }
  }

  // Alone, 3 of 4 with p = 1 − e^−0.5 each: binomial, by hand
  // 4 p³ (1 − p) = 4 · 0.0609159 · 0.6065307 = 0.1477893.
  @Test func singleLossesAreBinomial() {
    let counts = LossCounts(size: 4, shock: GangShock(share: 0, whole: 1))
    let p = counts.distribution(cumulativeHazard: 0.5, multiplierShape: 1e12)
    #expect(abs(p[3] - 0.1477893) < 1e-6)
  }

  @Test func whatEndsCertainlyEndsWhole() {
    let counts = LossCounts(size: 64, shock: GangShock(share: 0.5, whole: 0.5))
    let p = counts.distribution(cumulativeHazard: 200, multiplierShape: 1000)
    #expect(p[64] > 1 - 1e-9)
    #expect(
      counts.distribution(cumulativeHazard: 0, multiplierShape: 1)[0] == 1)
  }
}
