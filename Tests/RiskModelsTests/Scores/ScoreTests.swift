import Foundation
import RiskDomain
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// Scores worked by hand on a few rows, and what they must not depend on.
struct ScoreTests {
  /// Five lives; the pairs, earlier one first: (1,2) (1,3) (1,4) (1,5) (3,4)
  /// (3,5) (4,5) as 2 is censored: risk falls in all but (3,4), where 4 has
  /// more, and (4,5) is a tie of risks.
  @Test func pairsByHand() throws {
    let sample = try SurvivalSample(
      time: [1, 2, 3, 4, 5], isEvent: [true, false, true, true, false])
    let c = try Concordance(sample, risk: [9, 1, 4, 5, 5])
    #expect(c.concordant == 4 && c.discordant == 2 && c.tiedRisk == 1)
    // (4 + ½)/7.
    #expect(c.value == 4.5 / 7)
  }

  /// The error of the two sweeps against n² loops and differences in weights,
  /// with ties, entries, weights and strata.
  @Test func influenceIsTheDerivative() throws {
    var rng = SplitMix64(seed: 4_301)
    let count = 40
    let time = (0..<count).map { _ in (20 * rng.uniform()).rounded() + 1 }
    let entry = time.map { ($0 * rng.uniform() - 0.5).rounded() }
    let isEvent = (0..<count).map { _ in rng.uniform() < 0.6 }
    let risk = (0..<count).map { _ in (6 * rng.uniform()).rounded() }
    let weight = (0..<count).map { _ in 0.5 + rng.uniform() }
    let stratum = (0..<count).map { $0 % 2 }
    func concordance(_ weight: [Double]) throws -> Concordance {
      try Concordance(
        SurvivalSample(
          time: time, isEvent: isEvent, entry: entry, weight: weight,
          stratum: stratum), risk: risk)
    }
    var concordant = 0.0
    var tied = 0.0
    var all = 0.0
    for i in 0..<count where isEvent[i] {
      for j in 0..<count where stratum[i] == stratum[j] && i != j {
        let isLater =
          time[j] > time[i] || (time[j] == time[i] && !isEvent[j])
        guard isLater, entry[j] < time[i] else { continue }
        let mass = weight[i] * weight[j]
        all += mass
        if risk[i] > risk[j] { concordant += mass }
        if risk[i] == risk[j] { tied += mass }
      }
    }
    let ours = try concordance(weight)
    expectClose(ours.concordant, concordant, relative: 1e-12)
    expectClose(ours.tiedRisk, tied, relative: 1e-12)
    expectClose(
      try #require(ours.value), (concordant + 0.5 * tied) / all,
      relative: 1e-12)
    for i in 0..<count {
      let step = 1e-5
      var (up, down) = (weight, weight)
      up[i] += step
      down[i] -= step
      let slope =
        ((try #require(concordance(up).value))
          - (try #require(concordance(down).value))) / (2 * step)
      #expect(abs(ours.influence[i] - weight[i] * slope) < 1e-9)
    }
  }

  /// Any rising function of the risk and any order of the rows: same pairs.
  @Test func onlyTheOrderCounts() throws {
    var rng = SplitMix64(seed: 4_302)
    let rows = (0..<200).map { _ in
      (t: rng.uniform(), d: rng.uniform() < 0.5, x: rng.uniform())
    }
    func value(
      _ rows: [(t: Double, d: Bool, x: Double)], _ f: (Double) -> Double
    ) throws -> Concordance {
      try Concordance(
        SurvivalSample(time: rows.map(\.t), isEvent: rows.map(\.d)),
        risk: rows.map { f($0.x) })
    }
    let plain = try value(rows) { $0 }
    let bent = try value(rows.reversed()) { exp(5 * $0) - 3 }
    #expect(plain.value == bent.value)
    expectClose(plain.variance, bent.variance, relative: 1e-10)
    // All risks turned round: agreement and disagreement change places.
    let turned = try value(rows) { -$0 }
    #expect(turned.concordant == plain.discordant)
  }

  @Test func noPairIsNoValue() throws {
    let alone = try SurvivalSample(time: [3], isEvent: [true])
    #expect(try Concordance(alone, risk: [1]).value == nil)
    let censored = try SurvivalSample(
      time: [1, 2, 3], isEvent: [false, false, false])
    #expect(try Concordance(censored, risk: [1, 2, 3]).value == nil)
    #expect(throws: FitError.self) {
      try Concordance(censored, risk: [1, .nan, 3])
    }
  }

  /// Times 1, 2+, 3 leave G at ½ from 2 on, one of two being censored.
  ///
  /// Forecast 0.8 at t = 2.5:
  /// (0.8² / 1 + (1 − 0.8)² / 0.5)/3 = (0.64 + 0.08)/3 = 0.24.
  @Test func brierByHand() throws {
    let sample = try SurvivalSample(
      time: [1, 2, 3], isEvent: [true, false, true])
    let score = try BrierScore(
      sample, survival: [[0.8], [0.8], [0.8]], times: [2.5],
      censoring: CensoringCurve(sample))
    expectClose(score.scores[0], 0.24, relative: 1e-14)
    #expect(score.integrated == nil)
    // By t = 2.5: case 1 with weight 1, control 3: no pair goes to 3.
    let area = try CumulativeDynamicAUC(
      sample, risk: [2, 0, 1], times: [2.5],
      censoring: CensoringCurve(sample))
    #expect(area.areas == [1])
    #expect(throws: FitError.self) {
      try BrierScore(
        sample, survival: [[0.8], [1.8], [0.8]], times: [2.5],
        censoring: CensoringCurve(sample))
    }
  }

  /// Nobody is watched to 4 when the last is censored at 3.
  @Test func timesBeyondTheDataAreRefused() throws {
    let sample = try SurvivalSample(
      time: [1, 2, 3], isEvent: [true, true, false])
    #expect {
      try BrierScore(
        sample, survival: [[0.5], [0.5], [0.5]], times: [4],
        censoring: CensoringCurve(sample))
    } throws: {
      ($0 as? FitError)?.message == "Everybody is censored by 4.0."
    }
  }

  /// Shares of two bins, censored rows spread over what is left to them.
  ///
  /// Exact at S = 0.25 and 0.75; an interval [0.4, 0.8] gives ¼ and
  /// ¾; a censoring at S = 0.8 gives 5/8 and 3/8: 1.875 and 2.125 of 4.
  @Test func spreadByHand() throws {
    let calibration = try DistributionCalibration(
      survivalAtLower: [0.25, 0.75, 0.8, 0.8],
      survivalAtUpper: [0.25, 0.75, 0.4, 0], bins: 2)
    expectClose(calibration.shares[0], 1.875 / 4, relative: 1e-14)
    // (0.125² + 0.125²)/2.
    expectClose(calibration.chiSquared, 0.015625, relative: 1e-12)
    // erfc(√(χ²/2)) with one degree of freedom.
    expectClose(
      calibration.pValue, erfc((0.015625 / 2).squareRoot()), relative: 1e-12)
    #expect(throws: FitError.self) {
      try DistributionCalibration(
        survivalAtLower: [0.2], survivalAtUpper: [0.4])
    }
  }

  /// Times drawn from the forecast are even; half the hazard is noticed.
  @Test func trueForecastsAreEven() throws {
    var rng = SplitMix64(seed: 4_303)
    var (lower, upper, wrongLower, wrongUpper) = (
      [Double](), [Double](), [Double](), [Double]()
    )
    for i in 0..<4000 {
      let time = -log(rng.uniform())
      // Seen only at a probe every quarter hour; every fourth stops at 1 h.
      let probe = (time * 4).rounded(.up) / 4
      let isCensored = i % 4 == 0 && time > 1
      let bounds = isCensored ? (1, .infinity) : (probe - 0.25, probe)
      lower.append(exp(-bounds.0))
      upper.append(exp(-bounds.1))
      wrongLower.append(exp(-0.5 * bounds.0))
      wrongUpper.append(exp(-0.5 * bounds.1))
    }
    let fair = try DistributionCalibration(
      survivalAtLower: lower, survivalAtUpper: upper)
    #expect(fair.pValue > 0.05 && fair.largestDeviation < 0.02)
    let wrong = try DistributionCalibration(
      survivalAtLower: wrongLower, survivalAtUpper: wrongUpper)
    #expect(wrong.pValue < 1e-6)
  }

  /// Bins of two: |0.15 − 0.5|·½ + |0.85 − 1|·½ = 0.25.
  @Test func calibrationByHand() throws {
    let calibration = try CalibrationError(
      predicted: [0.9, 0.1, 0.2, 0.8], observed: [1, 0, 1, 1],
      binning: .equalCount(2))
    #expect(calibration.bins.count == 2)
    expectClose(calibration.expected, 0.25, relative: 1e-14)
    // Equal width: (0, ½] holds the same two.
    expectClose(
      try CalibrationError(
        predicted: [0.9, 0.1, 0.2, 0.8], observed: [1, 0, 1, 1],
        binning: .equalWidth(2)
      ).expected, 0.25, relative: 1e-14)
  }

  /// A rate of ½/h: exact at 2 h log ½ − 1, censored at 3 h −1.5, between 1 h
  /// and 2 h log(e^−½ − e^−1), all after an entry at 1 h ½ more.
  @Test func logScoreByHand() throws {
    let rate = PiecewiseHazard(constantPerHour: 0.5)
    let bounds = ([2.0, 3, 1], [2.0, .infinity, 2])
    let score = try LogScore(
      rate, CensoredTimes(lower: bounds.0, upper: bounds.1)
    ) { _ in () }
    let expected = [log(0.5) - 1, -1.5, log(exp(-0.5) - exp(-1))]
    for (a, b) in zip(score.rows, expected) {
      expectClose(a, b, relative: 1e-14)
    }
    expectClose(
      try #require(score.mean), expected.reduce(0, +) / 3, relative: 1e-14)
    #expect(score.mean(weightedBy: [0, 2, 0]) == -1.5)
    #expect(score.mean(weightedBy: [0, 0, 0]) == nil)
    let late = try LogScore(
      rate, CensoredTimes(lower: [2], upper: [2], entry: [1])
    ) { _ in () }
    expectClose(late.rows[0], log(0.5) - 0.5, relative: 1e-14)
  }

  /// The mean of a cluster-constant number: the error is that of the clusters,
  /// the same seed gives the same bits.
  @Test func clustersAreResampledWhole() throws {
    var rng = SplitMix64(seed: 4_304)
    let clusterMeans = (0..<50).map { _ in normalSample(using: &rng) }
    let clusters = (0..<500).map { $0 % 50 }
    let values = clusters.map { clusterMeans[$0] }
    func mean(_ w: [Double]) -> Double? {
      let total = w.reduce(0, +)
      return zip(values, w).reduce(0) { $0 + $1.0 * $1.1 } / total
    }
    let bootstrap = try ClusterBootstrap(
      clusters: clusters, replicates: 2000, seed: 7)
    let interval = try #require(bootstrap.interval(of: mean))
    let spread =
      (clusterMeans.reduce(0) { $0 + $1 * $1 } / 50
      - pow(clusterMeans.reduce(0, +) / 50, 2)).squareRoot()
    // σ/√50 within the error of 2,000 replicates, 4 × 1/√4000 = 6 %.
    #expect(
      abs(interval.standardError / (spread / 50.0.squareRoot()) - 1) < 0.07)
    #expect(
      interval.low < interval.estimate && interval.estimate < interval.high)
    #expect(bootstrap.interval(of: mean) == interval)
    #expect(bootstrap.interval { _ in nil } == nil)
    #expect(throws: FitError.self) {
      try ClusterBootstrap(clusters: [1, 1, 1], seed: 7)
    }
  }

  /// Concordance by pool: resampled samples keep their rows' weights.
  @Test func concordanceOfClusters() throws {
    var rng = SplitMix64(seed: 4_305)
    let x = (0..<120).map { _ in rng.uniform() }
    let sample = try SurvivalSample(
      time: x.map { -log(rng.uniform()) / exp(2 * $0) },
      isEvent: x.map { _ in rng.uniform() < 0.7 })
    let interval = try #require(
      ClusterBootstrap(
        clusters: x.indices.map { $0 / 6 }, replicates: 200, seed: 11
      ).interval { weights in
        guard let part = try? sample.weighted(by: weights) else { return nil }
        return try? Concordance(part, risk: x, withError: false).value
      })
    #expect(interval.replicates == 200)
    #expect(interval.low > 0.5 && interval.high < 0.8)
  }
}
